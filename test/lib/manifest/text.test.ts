import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, isSetName, LEAF_ID, quote, toHex } from '../../../lib/manifest/text.ts'

describe('isSetName', () => {
  it.each([
    ['a plain word', 'regression', true],
    ['letters beyond ASCII', 'régression-日本', true],
    ['255 bytes', 'a'.repeat(255), true],
    ['128 letters of two bytes', 'é'.repeat(128), false],
    ['no letter', '', false],
    ['256 bytes', 'a'.repeat(256), false],
    ['a space', 'a b', false],
    ['a tab', 'a\tb', false],
    ['a line feed at the end', 'a\n', false],
    ['an escape sequence', 'a\u001b[2J', false],
    ['a letter that turns the writing direction', 'a\u202eb', false],
    ['half of a surrogate pair', 'a\ud800', false],
    ['a whole surrogate pair', '\u{1f4d8}', true],
  ])('judges %s', (_, name, expected) => {
    expect(isSetName(name)).toBe(expected)
  })
})

describe('LEAF_ID', () => {
  it.each([
    ['a case id', 'reg-2026-11-22-3f9a1c', true],
    ['a note that begins with a digit', '2026-11-22-drop-legacy-refund', true],
    ['128 characters', 'a'.repeat(128), true],
    ['129 characters', 'a'.repeat(129), false],
    ['a hyphen first', '-a', false],
    ['an upper-case letter', 'Reg', false],
    ['a dot', 'a.b', false],
    ['a line feed at the end', 'a\n', false],
    ['nothing', '', false],
  ])('judges %s', (_, id, expected) => {
    expect(LEAF_ID.test(id)).toBe(expected)
  })
})

describe('hex digits', () => {
  it('are the same bytes both ways, also of a part of a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2 }), (bytes) => {
        const part = bytes.subarray(1)
        expect(toHex(part)).toBe(Buffer.from(part).toString('hex'))
        expect([...fromHex(toHex(part))]).toEqual([...part])
      }),
    )
  })
})

describe('quote', () => {
  it.each([
    ['puts a plain text in quotes', 'smok', '"smok"'],
    ['escapes what a terminal would obey', '\u001b[2J\u009b\u202e', '"\\u001b[2J\\u009b\\u202e"'],
    ['cuts a long text', 'a'.repeat(81), `"${'a'.repeat(79)}..."`],
    ['cuts a text that grew long by escapes', '\u0000'.repeat(20), `"${'\\u0000'.repeat(20).slice(0, 79)}..."`],
  ])('%s', (_, text, expected) => {
    expect(quote(text)).toBe(expected)
  })
})
