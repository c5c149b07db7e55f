import { itJudges } from '../ask.ts'

itJudges('levenshtein', [
  ['takes five edits', 'kitten', 'kitten12345', 'pass'],
  [
    'refuses six',
    'kitten',
    'kitten123456',
    'failed: the output "kitten123456" is more than 5 edits away from "kitten"',
  ],
  ['takes as many as the threshold', { value: 'kitten', threshold: 3 }, 'sitting', 'pass'],
  [
    'refuses one more',
    { value: 'kitten', threshold: 2 },
    'sitting',
    'failed: the output "sitting" is more than 2 edits away from "kitten"',
  ],
  ['has five as the threshold that is not written', { value: 'a' }, 'abcdef', 'pass'],
  ['reads other values as compact JSON', { value: '[1,2]', threshold: 0 }, [1, 2], 'pass'],
])
