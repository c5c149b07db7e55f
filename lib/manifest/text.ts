/** MERKLE.md: what a leaf's id may be. Lower case only, so that no two ids differ only by case. */
export const LEAF_ID = /^[a-z0-9][a-z0-9-]{0,127}$/
export const HEX_HASH = /^[0-9a-f]{64}$/
export const ROOT = /^rcs1:[0-9a-f]{64}$/

/** Space, control, bidi and zero-width characters: a set's name is printed in one line, between tabs and in a trailer. */
const UNPRINTABLE =
  /[\u0000-\u0020\u007f-\u00a0\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]/u

const encoder = new TextEncoder()

/** Tells whether a text can name a set: 1 to 255 bytes of UTF-8 (its length is one byte in the root). */
export function isSetName(text: string): boolean {
  if (text.length === 0 || text.length > 255 || UNPRINTABLE.test(text)) return false
  return encoder.encode(text).length <= 255
}

/** Renders bytes as lower-case hex digits. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** Turns hex digits into bytes. Requires an even number of lower-case hex digits. */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  writeHex(bytes, 0, hex)
  return bytes
}

/** Writes the bytes of lower-case hex digits at a place of `target`; several times as fast as `Buffer.from`. */
export function writeHex(target: Uint8Array, start: number, hex: string): void {
  for (let at = 0, to = start; at < hex.length; at += 2, to++)
    target[to] = (DIGITS[hex.charCodeAt(at)]! << 4) | DIGITS[hex.charCodeAt(at + 1)]!
}

/** Values of hex digits by their codes. */
const DIGITS = new Uint8Array(128)
for (let value = 0; value < 16; value++) DIGITS[value.toString(16).charCodeAt(0)] = value

const QUOTE_LIMIT = 80

/** Renders a hostile text for one line of a message: quoted, ASCII only, cut at 80 characters. */
export function quote(text: string): string {
  const short = JSON.stringify(text.slice(0, QUOTE_LIMIT)).replace(/[^ -~]/g, escapeUnit)
  return short.length > QUOTE_LIMIT || text.length > QUOTE_LIMIT ? `${short.slice(0, QUOTE_LIMIT)}..."` : short
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
