import { itJudges } from '../ask.ts'

itJudges('contains', [
  ['takes a part', 'b c', 'a b c', 'pass'],
  ['refuses another case', 'B', 'abc', 'failed: the output "abc" does not contain "B"'],
  ['takes a number as its digits', 0, '10', 'pass'],
  ['reads other values as compact JSON', '{"a":[1,2]}', { a: [1, 2] }, 'pass'],
  ['finds no space that compact JSON has not', '[1, 2]', [1, 2], 'failed: the output [1,2] does not contain "[1, 2]"'],
  ['finds nothing in an empty output', 'a', '', 'failed: the output "" does not contain "a"'],
])

itJudges('icontains', [
  ['takes another case', 'ÄB', 'xäbx', 'pass'],
  ['refuses what is not there', 'B', 'a', 'failed: the output "a" does not contain "B"'],
])
