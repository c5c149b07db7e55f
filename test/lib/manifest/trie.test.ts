import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hash, Leaf } from '../../../lib/manifest/leaf.ts'
import { proveLeaf, verifyProof } from '../../../lib/manifest/proof.ts'
import { rootOf } from '../../../lib/manifest/root.ts'
import { fromHex, toHex } from '../../../lib/manifest/text.ts'
import { bitOf, EMPTY, plantTrie, subtreeHash } from '../../../lib/manifest/trie.ts'
import { hash } from './blake3.ts'
import { problemOf } from './problem-of.ts'

const leafOf = (id: string): Leaf => ({ kind: 'case', id, content: 'c'.repeat(64) })
const KEY = 3

/** BLAKE3, but for keys: an id that is a number is a key of 0 bits with a 1 at that place, "none" has none. */
const withChosenKeys: Hash = (bytes) => {
  if (bytes[0] !== KEY) return hash(bytes)
  const key = new Uint8Array(32)
  const place = Number(Buffer.from(bytes).toString().split('\0')[1])
  if (Number.isInteger(place)) key[place >> 3] = 0x80 >> (place & 7)
  return key
}

const top = (leaves: readonly Leaf[], hashing: Hash = withChosenKeys): string =>
  toHex(subtreeHash(plantTrie(hashing, leaves), 0, leaves.length, 0))

const bitsText = (key: Uint8Array): string => Array.from({ length: 256 }, (_, depth) => bitOf(key, depth)).join('')

/** The oracle for chosen keys: filters lists, as the specification does. */
function oracle(leaves: readonly Leaf[], depth = 0): Uint8Array {
  const keyOf = ({ kind, id }: Leaf) => withChosenKeys(Buffer.from(`\x03${kind}\0${id}`))
  if (leaves.length === 0) return EMPTY
  if (leaves.length === 1) return hash(Buffer.concat([Buffer.of(0), keyOf(leaves[0]!), fromHex(leaves[0]!.content)]))
  const side = (bit: string) =>
    oracle(
      leaves.filter((leaf) => bitsText(keyOf(leaf))[depth] === bit),
      depth + 1,
    )
  return hash(Buffer.concat([Buffer.of(1), side('0'), side('1')]))
}

describe('bitOf', () => {
  it('counts from the most significant bit of the first byte', () => {
    const key = Uint8Array.from({ length: 32 }, (_, at) => at * 37)
    expect(bitsText(key)).toBe([...key].map((one) => one.toString(2).padStart(8, '0')).join(''))
  })
})

describe('subtreeHash', () => {
  it('is 32 zero bytes where there is no leaf', () => {
    expect(top([])).toBe('0'.repeat(64))
  })

  it.each([0, 1, 31, 32, 33, 63, 64, 128, 254, 255])('tells keys apart that differ first at bit %s', (bit) => {
    const leaves = [leafOf(String(bit)), leafOf('none')]
    expect(top(leaves)).toBe(toHex(oracle(leaves)))
    expect(top(leaves.toReversed())).toBe(toHex(oracle(leaves)))
  })

  it('is right for any keys, however much they share', () => {
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 12 })
    fc.assert(
      fc.property(places, (bits) => {
        const leaves = [...bits.map(String), 'none'].map(leafOf)
        expect(top(leaves)).toBe(toHex(oracle(leaves)))
      }),
      { numRuns: 20 },
    )
  })

  it('refuses leaves that all 256 bits do not tell apart', () => {
    expect(problemOf(() => top([leafOf('none'), leafOf('7'), leafOf('nil')])).code).toBe('duplicate-leaf')
  })
})

describe('a proof at the very bottom', () => {
  const leaves = ['none', '255'].map(leafOf)
  const root = rootOf(withChosenKeys, 'set', 1, leaves)

  it('has 256 siblings and holds', () => {
    const proof = proveLeaf(withChosenKeys, 'set', 1, leaves, 'case', '255')
    expect(proof.siblings).toHaveLength(256)
    expect(verifyProof(withChosenKeys, proof)).toEqual({
      holds: true,
      type: 'inclusion',
      root,
      kind: 'case',
      id: '255',
    })
  })

  it('shows absence on the way down', () => {
    const proof = proveLeaf(withChosenKeys, 'set', 1, leaves, 'case', '254')
    expect(proof).toMatchObject({ type: 'absence', other: null, siblings: { length: 255 } })
    expect(verifyProof(withChosenKeys, proof)).toMatchObject({ holds: true, type: 'absence' })
  })
})
