import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistanceWithin } from '../../../lib/verdict/edit-distance.ts'

/** The definition, as slow as it is plain. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  if (a[0] === b[0]) return distance(a.slice(1), b.slice(1))
  return 1 + Math.min(distance(a.slice(1), b), distance(a, b.slice(1)), distance(a.slice(1), b.slice(1)))
}

const few = () => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6, size: 'max' })

describe('editDistanceWithin', () => {
  it.each([
    ['kitten', 'sitting', 5, 3],
    ['', '', 0, 0],
    ['', 'abc', 3, 3],
    ['', 'abc', 2, null],
    ['same', 'same', 0, 0],
    ['flaw', 'lawn', 1.9, null],
    ['flaw', 'lawn', 2, 2],
    ['a', 'b', 1e300, 1],
  ])('of "%s" and "%s" within %d is %s', (a, b, limit, expected) => {
    expect(editDistanceWithin(a, b, limit)).toBe(expected)
  })

  it('agrees with the definition, and says null past the limit', () => {
    fc.assert(
      fc.property(few(), few(), fc.nat(3), (a, b, limit) => {
        const exact = distance(a, b)
        expect(editDistanceWithin(a, b, limit)).toBe(exact <= limit ? exact : null)
      }),
      { numRuns: 5000 },
    )
  })

  it('compares megabytes within a small limit', () => {
    const text = 'ab'.repeat(500_000)
    expect(editDistanceWithin(text, `x${text}`, 5)).toBe(1)
  })
})
