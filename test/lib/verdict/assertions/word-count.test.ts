import { itJudges } from '../ask.ts'

itJudges('word-count', [
  ['takes as many words as it says', 3, ' one\ttwo\n\nthree ', 'pass'],
  ['refuses one more', 3, 'a b c d', 'failed: the output has 4 words, not 3'],
  ['takes the ends of a range', { min: 2, max: 4 }, 'a b', 'pass'],
  ['refuses below it', { min: 2, max: 4 }, 'a', 'failed: the output has 1 words, not 2 to 4'],
  ['refuses above it', { min: 2, max: 4 }, 'a b c d e', 'failed: the output has 5 words, not 2 to 4'],
  ['takes a least', { min: 1 }, 'a b', 'pass'],
  ['refuses less than the least', { min: 1 }, ' ', 'failed: the output has 0 words, not at least 1'],
  ['refuses more than the most', { max: 1 }, 'a b', 'failed: the output has 2 words, not at most 1'],
  ['counts none in an empty output', 0, '', 'pass'],
])
