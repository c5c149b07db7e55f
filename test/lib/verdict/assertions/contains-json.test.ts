import { itJudges } from '../ask.ts'

const person = { type: 'object', required: ['age'] }

itJudges('contains-json', [
  ['takes an object in prose', undefined, 'Sure! {"a": 1} Anything else?', 'pass'],
  ['takes a list in a code fence', undefined, '```json\n[1]\n```', 'pass'],
  ['takes a value that is JSON already', undefined, { a: 1 }, 'pass'],
  ['refuses scalars', undefined, '42 "x" null', 'failed: the output "42 "x" null" contains no JSON object or array'],
  [
    'refuses what is only like JSON',
    undefined,
    "{'a': 1}",
    'failed: the output "{\'a\': 1}" contains no JSON object or array',
  ],
  ['takes any that satisfies the schema', person, '[] then {"age": 1}', 'pass'],
  [
    'refuses where none does',
    person,
    '[] then {"ag": 1}',
    'failed: the output "[] then {"ag": 1}" contains no JSON that satisfies the schema: must have required property \'age\'',
  ],
  ['refuses prose, schema or not', person, 'age 1', 'failed: the output "age 1" contains no JSON object or array'],
])
