import { hash as packaged } from 'blake3-wasm'
import { describe, expect, it } from 'vitest'
import { blake3 } from '../../../lib/adapters/blake3.ts'

describe('blake3', () => {
  it.each([0, 1, 31, 32, 63, 64, 65, 1023, 1024, 1025, 65_536, 3_000_001, 20_000_000, 65])(
    'is what the package says of %i bytes, also after its memory grew',
    (length) => {
      const bytes = Buffer.alloc(length, 'casebook')
      expect(Buffer.from(blake3(bytes)).toString('hex')).toBe(packaged(bytes).toString('hex'))
    },
  )

  it('keeps nothing of one input for the next, and gives what it gave before', () => {
    const first = blake3(Buffer.from('a'))
    const kept = Buffer.from(first)
    blake3(Buffer.from('b'))
    expect(Buffer.from(first).equals(kept)).toBe(true)
  })

  it('does not leak: a hundred thousand hashes take no more memory than ten', () => {
    const bytes = Buffer.alloc(10_000, 1)
    for (let nth = 0; nth < 10; nth++) blake3(bytes)
    const before = process.memoryUsage().arrayBuffers
    for (let nth = 0; nth < 100_000; nth++) blake3(bytes.subarray(0, 1000))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20)
  })
})
