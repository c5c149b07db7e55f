import { itJudges } from '../ask.ts'

itJudges('contains-any', [
  ['takes one of them', ['x', 'b'], 'abc', 'pass'],
  ['refuses none of them', ['x', 'B'], 'abc', 'failed: the output "abc" contains none of ["x","B"]'],
  ['splits a text at its commas', 'x, b', 'abc', 'pass'],
  ['keeps commas in quotes', '"1,000", y', 'costs 1,000', 'pass'],
  ['takes numbers as their digits', [7, 2], 'a2', 'pass'],
])

itJudges('contains-all', [
  ['takes each of them', ['a', 'c'], 'abc', 'pass'],
  ['names those that are missing', ['a', 'x', 'y'], 'abc', 'failed: the output "abc" does not contain ["x","y"]'],
  ['refuses another case', 'A, b', 'abc', 'failed: the output "abc" does not contain ["A"]'],
])

itJudges('icontains-any', [
  ['takes one in another case', ['X', 'B'], 'abc', 'pass'],
  ['refuses none of them', ['X'], 'abc', 'failed: the output "abc" contains none of ["X"]'],
])

itJudges('icontains-all', [
  ['takes each in another case', ['A', 'C'], 'abc', 'pass'],
  ['names those that are missing', ['A', 'X'], 'abc', 'failed: the output "abc" does not contain ["X"]'],
])
