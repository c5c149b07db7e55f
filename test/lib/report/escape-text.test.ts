import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeLine, escapeLink, escapeText } from '../../../lib/report/escape-text.ts'

/** Named here one by one, not by the classes that the code uses. */
const HARMFUL = new Set([
  ...range(0x00, 0x08),
  ...range(0x0b, 0x1f),
  ...range(0x7f, 0x9f),
  ...[0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180e, 0x3164, 0xfeff, 0xffa0],
  ...range(0x200b, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2060, 0x206f),
  ...range(0xfff9, 0xfffb),
  ...range(0xd800, 0xdfff),
  ...range(0xe0000, 0xe007f),
  ...range(0xe0100, 0xe01ef),
])

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

const codesOf = (text: string): number[] => [...text].map((char) => char.codePointAt(0)!)
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HARMFUL), fc.nat({ max: 0x10ffff })))
  .map((codes) => codes.map((code) => String.fromCodePoint(code)).join(''))

describe('escapeText', () => {
  it.each([
    ['plain text, lines and tabs', 'a\n\tb', 'a\n\tb'],
    ['letters of every script and emoji', 'é ß 漢字 אב عر हिन्दी 😀 ❤️', 'é ß 漢字 אב عر हिन्दी 😀 ❤️'],
    ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
    ['a sequence that begins with one character', '\u009b31m', '\\x9b31m'],
    ['a carriage return', 'good\rbad', 'good\\x0dbad'],
    ['a bell and a backspace', '\x07\x08', '\\x07\\x08'],
    ['text turned round', 'a\u202egpj.exe', 'a\\u202egpj.exe'],
    ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['zero-width characters', 'a\u200b\u200db\ufeff', 'a\\u200b\\u200db\\ufeff'],
    ['line separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['invisible letters', '\u3164\u115f', '\\u3164\\u115f'],
    ['text hidden in tags', '\u{e0041}', '\\u{e0041}'],
    ['half a surrogate pair', 'a\ud83d', 'a\\ud83d'],
  ])('shows %s', (_, text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })

  it('leaves nothing that steers or hides', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(codesOf(escapeText(text)).filter((code) => HARMFUL.has(code))).toEqual([])
        expect(escapeText(escapeText(text))).toBe(escapeText(text))
      }),
      { numRuns: 1000 },
    )
    for (const code of HARMFUL) expect(escapeText(String.fromCodePoint(code))).toMatch(/^\\(x..|u....|u\{.....\})$/)
  })
})

describe('escapeLine', () => {
  it('is one line', () => {
    expect(escapeLine('a\nb\tc\r')).toBe('a\\nb\\tc\\x0d')
  })

  it('is cut to its limit, never within a character', () => {
    expect(escapeLine('x'.repeat(200))).toBe('x'.repeat(200))
    expect(escapeLine('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`)
    expect(escapeLine('ab😀cd', 4)).toBe('ab…')
  })

  it('leaves no line end and nothing that steers, whatever the limit', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const line = escapeLine(text, limit)
        expect(line.length).toBeLessThanOrEqual(limit)
        expect(codesOf(line).filter((code) => code === 0x0a || code === 0x09 || HARMFUL.has(code))).toEqual([])
      }),
    )
  })
})

describe('escapeLink', () => {
  it('shows an address as plain text', () => {
    expect(escapeLink('https://a.example/\u001b]8;;x')).toBe('https://a.example/\\x1b]8;;x')
  })
})
