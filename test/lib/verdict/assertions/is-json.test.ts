import { itJudges } from '../ask.ts'

const person = { type: 'object', required: ['age'], properties: { age: { type: 'number' } } }

itJudges('is-json', [
  ['takes a text that parses', undefined, ' {"a": [1]} ', 'pass'],
  ['takes a text that is a JSON scalar', undefined, '42', 'pass'],
  ['takes a value that is JSON already', undefined, { a: 1 }, 'pass'],
  ['takes null', undefined, null, 'pass'],
  ['refuses prose', undefined, 'Here: {}', 'failed: the output "Here: {}" is not JSON'],
  ['refuses an empty text', undefined, '', 'failed: the output "" is not JSON'],
  ['takes a text that satisfies the schema', person, '{"age": 3}', 'pass'],
  ['takes a value that satisfies the schema', person, { age: 3 }, 'pass'],
  [
    'refuses what does not',
    person,
    '{"age":"3"}',
    'failed: the output {"age":"3"} does not satisfy the schema: /age must be number',
  ],
  ['refuses prose, schema or not', person, 'age 3', 'failed: the output "age 3" is not JSON'],
  [
    'refuses all by the schema false',
    false,
    '1',
    'failed: the output 1 does not satisfy the schema: boolean schema is false',
  ],
  ['follows a $ref inside the schema', { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }, '"x"', 'pass'],
])
