import { itJudges } from '../ask.ts'

itJudges('regex', [
  ['takes a match anywhere', '\\d{4}', 'in 2026', 'pass'],
  ['refuses no match', '^\\d+$', 'in 2026', 'failed: the output "in 2026" does not match "^\\d+$"'],
  ['has no flags', 'YES', 'yes', 'failed: the output "yes" does not match "YES"'],
  ['quotes a pattern as it is written', 'a/b', 'x', 'failed: the output "x" does not match "a/b"'],
  ['reads other values as compact JSON', '^\\{"a":1\\}$', { a: 1 }, 'pass'],
])
