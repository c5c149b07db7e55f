import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { undoEscapes } from '../../../lib/redact/plain-text.ts'

describe('undoEscapes', () => {
  it.each([
    ['nothing', 'a b', 'a b'],
    ['a line end', 'a\\nb', 'a\nb'],
    ['a quote', '{\\"a\\"}', '{"a"}'],
    ['a quote escaped again and again', '\\\\\\\\\\\\\\"a', '"a'],
    ['a slash', 'postgres:\\/\\/u', 'postgres://u'],
    ['a code unit', '\\u0041\\u00e9', 'Aé'],
    ['no escape of its own', 'a\\d\\qu\\u12', 'a\\d\\qu\\u12'],
    ['a backslash at the end', 'a\\', 'a\\'],
  ])('undoes %s', (_, original, text) => {
    expect(undoEscapes(original).text).toBe(text)
  })

  it('maps a range to whole escapes', () => {
    const original = 'x\\n\\u0041y\\"'
    const plain = undoEscapes(original)
    const read = (start: number, end: number) => {
      const range = plain.original({ start, end })
      return original.slice(range.start, range.end)
    }
    expect(plain.text).toBe('x\nAy"')
    expect([read(0, 1), read(1, 2), read(2, 3), read(2, 5), read(0, 5), read(3, 4)]).toEqual([
      'x',
      '\\n',
      '\\u0041',
      '\\u0041y\\"',
      original,
      'y',
    ])
  })

  it('maps each range to what reads as it', () => {
    const text = fc
      .array(fc.constantFrom('\\', 'n', '"', 'u00', '41', 'a', ' ', '\\n', '\\u0041'), { maxLength: 20 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.nat(20), fc.nat(20), (original, a, b) => {
        const plain = undoEscapes(original)
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        fc.pre(start < end && end <= plain.text.length)
        const range = plain.original({ start, end })
        expect(undoEscapes(original.slice(range.start, range.end)).text).toBe(plain.text.slice(start, end))
      }),
    )
  })
})
