import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { quote } from '../../../lib/verdict/quote.ts'

const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json

describe('quote', () => {
  it.each([
    ['a string stands in quotes, nothing in it escaped', 'a "b"\n\u001b[31m', '"a "b"\n\u001b[31m"'],
    ['other values are compact JSON', { a: [1, null, 'x'] }, '{"a":[1,null,"x"]}'],
    ['a long string is cut', 'x'.repeat(201), `"${'x'.repeat(200)}…"`],
    ['a string of just the room is not', 'x'.repeat(200), `"${'x'.repeat(200)}"`],
    ['a cut leaves no half of a surrogate pair', `${'x'.repeat(199)}😀`, `"${'x'.repeat(199)}…"`],
    ['a long list is cut', Array(500).fill(12), `[${'12,'.repeat(66)}1…`],
    ['deep nesting is cut, not followed', deep, `${'['.repeat(200)}…`],
  ] as [string, Json, string][])('%s', (_, value, text) => {
    expect(quote(value)).toBe(text)
  })

  it('is the compact JSON of any value that fits, and its start of any that does not', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>, (value) => {
        fc.pre(typeof value !== 'string')
        const whole = JSON.stringify(value)
        const quoted = quote(value)
        expect(quoted).toBe(whole.length <= 200 ? whole : `${whole.slice(0, 200).replace(/[\ud800-\udbff]$/, '')}…`)
      }),
    )
  })
})
