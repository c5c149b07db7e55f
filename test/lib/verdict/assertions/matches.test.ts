import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from '../../../../lib/case/types.ts'
import { ask, itJudges } from '../ask.ts'

itJudges('matches', [
  ['takes further keys at any depth', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, 'pass'],
  ['takes any object for an empty one', {}, { a: 1 }, 'pass'],
  ['takes equal scalars', 'x', 'x\n', 'pass'],
  [
    'names the place of a difference',
    { a: [{ b: 1 }] },
    { a: [{ b: 2 }] },
    'failed: the output {"a":[{"b":2}]} does not match at "/a/0/b": it is 2, not 1',
  ],
  [
    'names a key that is missing',
    { 'a/b': 1 },
    { c: 1 },
    'failed: the output {"c":1} does not match at "/a~1b": it is missing',
  ],
  [
    'does not take a key of the prototype',
    { constructor: {} },
    {},
    'failed: the output {} does not match at "/constructor": it is missing',
  ],
  [
    'refuses a list of another length',
    { a: [1] },
    { a: [1, 2] },
    'failed: the output {"a":[1,2]} does not match at "/a": it has 2 items, not 1',
  ],
  [
    'refuses an object for a list',
    [],
    {},
    'failed: the output {} does not match: it is the object {}, not the list []',
  ],
  ['refuses null for an object', {}, null, 'failed: the output null does not match: it is null, not the object {}'],
  [
    'refuses a text for its value',
    { a: 1 },
    '{"a":1}',
    'failed: the output "{"a":1}" does not match: it is "{"a":1}", not the object {"a":1}',
  ],
])

it('matches takes any value for itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue() as fc.Arbitrary<Json>, async (value) => {
      expect(await ask({ type: 'matches', value }, value)).toBe('pass')
    }),
  )
})
