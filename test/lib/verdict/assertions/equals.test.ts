import { itJudges } from '../ask.ts'

itJudges('equals', [
  ['takes an equal text', 'yes', 'yes', 'pass'],
  ['takes one without the final LF', 'yes\n', 'yes', 'pass'],
  ['refuses another case', 'Yes', 'yes', 'failed: the output is "yes", not "Yes"'],
  ['takes an object whatever the order of its keys', { a: 1, b: 2 }, { b: 2, a: 1 }, 'pass'],
  ['refuses a further key', { a: 1 }, { a: 1, b: 2 }, 'failed: the output is {"a":1,"b":2}, not {"a":1}'],
  ['refuses the text of an equal value', { a: 1 }, '{"a":1}', 'failed: the output is "{"a":1}", not {"a":1}'],
])
