import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTooDeep } from '../../../lib/target/nesting.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('isTooDeep', () => {
  it.each([
    ['a list of the limit', '[[[]]]', 3, false],
    ['a list one deeper', '[[[[]]]]', 3, true],
    ['objects and lists alike', '{"a":[{"b":[]}]}', 3, true],
    ['brackets in a string', '["[[[[[[[["]', 3, false],
    ['a quote that is escaped', '["\\"[[[[[["]', 3, false],
    ['a backslash before the end of a string', '["\\\\",[[[]]]]', 3, true],
    ['many that are closed again', '[[],[],[],[],[],[]]', 3, false],
  ])('counts %s', (_, text, limit, expected) => {
    expect(isTooDeep(text, limit)).toBe(expected)
  })

  it('agrees with the depth of the value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(6), (text, limit) => {
        expect(isTooDeep(text, limit)).toBe(depthOf(JSON.parse(text)) > limit)
      }),
    )
  })
})
