import { itJudges } from '../ask.ts'

itJudges('number', [
  ['takes an equal number', 4, 4, 'pass'],
  ['takes a text that is one number', 4, ' 4.0\n', 'pass'],
  ['reads signs and exponents', -1200, '-1.2e+3', 'pass'],
  ['takes what is within the tolerance', { value: 10, tolerance: 0.5 }, 10.5, 'pass'],
  ['takes what is within it but for binary rounding', { value: 0.3, tolerance: 0.1 }, '0.4', 'pass'],
  [
    'refuses what is past it',
    { value: 10, tolerance: 0.5 },
    11,
    'failed: the output 11 is 1 away from 10 (tolerance 0.5)',
  ],
  ['has no tolerance of its own', { value: 3 }, 3.5, 'failed: the output 3.5 is 0.5 away from 3 (tolerance 0)'],
  ['refuses a number in a sentence', 4, 'It is 4', 'failed: the output "It is 4" is not a number'],
  ['refuses a number with a unit', 4, '4 kg', 'failed: the output "4 kg" is not a number'],
  ['refuses hexadecimal', 16, '0x10', 'failed: the output "0x10" is not a number'],
  ['refuses an empty text', 0, '', 'failed: the output "" is not a number'],
  ['refuses a number too large to be one', 1, '1e999', 'failed: the output "1e999" is not a number'],
  ['refuses a boolean', 1, true, 'failed: the output true is not a number'],
  ['refuses a list', 1, [1], 'failed: the output [1] is not a number'],
])
