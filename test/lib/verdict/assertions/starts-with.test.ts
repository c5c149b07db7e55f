import { itJudges } from '../ask.ts'

itJudges('starts-with', [
  ['takes the start', 'Dear', 'Dear Ann', 'pass'],
  ['refuses what comes later', 'Ann', 'Dear Ann', 'failed: the output "Dear Ann" does not start with "Ann"'],
  ['reads other values as compact JSON', '{"a"', { a: 1 }, 'pass'],
])
