import { describe, expect, it } from 'vitest'
import { contentHash, leafKey } from '../../../lib/manifest/leaf.ts'
import { toHex } from '../../../lib/manifest/text.ts'
import { hash } from './blake3.ts'
import { vectors } from './vectors.ts'

describe('leafKey', () => {
  it('hashes 0x03, the kind, 0x00 and the id', () => {
    expect(toHex(leafKey(hash, 'note', 'a-1'))).toBe(toHex(hash(Buffer.from('\x03note\0a-1'))))
  })
  it('tells a case from a note of the same id', () => {
    expect(toHex(leafKey(hash, 'case', 'a'))).not.toBe(toHex(leafKey(hash, 'note', 'a')))
  })
})

describe('contentHash', () => {
  it('is BLAKE3 of the bytes in lower-case hex digits', () => {
    const empty = 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262'
    expect(contentHash(hash, new Uint8Array())).toBe(empty)
  })
  const texts = vectors.flatMap(({ leaves }) => leaves).filter((leaf) => leaf.text !== undefined)
  it('is what the vectors give for every text in them', () => {
    expect(texts.length).toBeGreaterThan(0)
    for (const { text, content } of texts) expect(contentHash(hash, Buffer.from(text!))).toBe(content)
  })
})
