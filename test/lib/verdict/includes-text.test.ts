import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { includesText } from '../../../lib/verdict/includes-text.ts'

describe('includesText', () => {
  it('agrees with String.includes on texts of few letters', () => {
    const few = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength, size: 'max' })
    const agrees = (text: string, wanted: string) => includesText(text, wanted) === text.includes(wanted)
    fc.assert(fc.property(few(8), few(5), agrees), {
      numRuns: 3000,
      examples: [
        ['aaab', 'aab'],
        ['ababac', 'abac'],
      ],
    })
  })

  it('finds any slice of a text', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (text, a, b) => includesText(text, text.slice(a % 10, b % 20))),
    )
  })

  it('takes no longer on a pair that makes String.includes quadratic', () => {
    const half = 'a'.repeat(200_000)
    expect(includesText('a'.repeat(4_000_000), `${half}b${half}`)).toBe(false)
  })
})
