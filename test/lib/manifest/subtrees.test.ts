import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hash, Leaf } from '../../../lib/manifest/leaf.ts'
import { pinSet, type SetPin } from '../../../lib/manifest/root.ts'
import { cutTrie, hashSubtree, pinSubtrees, placesOfSubtree, subtreesOf } from '../../../lib/manifest/subtrees.ts'
import { toHex } from '../../../lib/manifest/text.ts'
import { aContent, someLeaves } from './arbitrary.ts'
import { hash } from './blake3.ts'
import { naiveRoot } from './naive.ts'
import { problemOf } from './problem-of.ts'

const numbers = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth)

function pinByParts(leaves: readonly Leaf[], depth?: number, hashing: Hash = hash): SetPin {
  const cut = cutTrie(hashing, leaves, depth)
  return pinSubtrees(
    'set',
    cut,
    numbers(subtreesOf(cut)).map((nth) => hashSubtree(cut, nth)),
  )
}

/** Counts what is hashed, by the kind of input. */
function counting(): { hash: Hash; counts: Record<number, number> } {
  const counts: Record<number, number> = {}
  return {
    counts,
    hash: (bytes) => {
      counts[bytes[0]!] = (counts[bytes[0]!] ?? 0) + 1
      return hash(bytes)
    },
  }
}

/** BLAKE3, but for keys: a key of 0 bits with a 1 at the place that the id names. */
const withChosenKeys: Hash = (bytes) => {
  if (bytes[0] !== 3) return hash(bytes)
  const key = new Uint8Array(32)
  const place = Number(Buffer.from(bytes).toString().split('\0')[1])
  key[place >> 3] = 0x80 >> (place & 7)
  return key
}

const manyLeaves = (count: number): Leaf[] =>
  numbers(count).map((nth) => ({
    kind: nth % 9 ? 'case' : 'note',
    id: `a-${nth}`,
    content: toHex(hash(Buffer.from(`${nth}`))),
  }))

describe('a root made of subtrees', () => {
  it('is the root of the specification, wherever the trie is cut', () => {
    fc.assert(
      fc.property(someLeaves(0, 60), fc.integer({ min: 0, max: 9 }), (leaves, depth) => {
        const pin = pinByParts(leaves, depth)
        expect(pin).toEqual(pinSet(hash, 'set', leaves))
        expect(pin.root).toBe(naiveRoot('set', pin.version, leaves))
      }),
    )
  })

  it.each([0, 1, 31, 32, 63, 64, 65, 128, 1000, 5000])(
    'is the root of %i leaves, cut where it is by itself',
    (count) => {
      const leaves = manyLeaves(count)
      expect(pinByParts(leaves)).toEqual(pinSet(hash, 'set', leaves))
    },
  )

  it('stays right when only the subtrees that hold a change are hashed again', () => {
    fc.assert(
      fc.property(
        someLeaves(1, 60),
        fc.integer({ min: 0, max: 6 }),
        fc.nat(),
        aContent,
        (leaves, depth, nth, content) => {
          const at = nth % leaves.length
          const before = cutTrie(hash, leaves, depth)
          const kept = numbers(subtreesOf(before)).map((one) => hashSubtree(before, one))
          const changed = leaves.with(at, { ...leaves[at]!, content })
          const cut = cutTrie(hash, changed, depth)
          const hashes = kept.map((one, part) =>
            placesOfSubtree(cut, part).includes(at) ? hashSubtree(cut, part) : one,
          )
          expect(pinSubtrees('set', cut, hashes)).toEqual(pinSet(hash, 'set', changed))
        },
      ),
    )
  })

  it('is right of keys that share more bits than the trie looks at in one go, also when hashed twice', () => {
    const shared = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 12 })
    fc.assert(
      fc.property(shared, fc.integer({ min: 0, max: 9 }), (places, depth) => {
        const leaves: Leaf[] = places.map((place) => ({ kind: 'case', id: String(place), content: 'c'.repeat(64) }))
        const cut = cutTrie(withChosenKeys, leaves, depth)
        const hashes = (): Uint8Array[] => numbers(subtreesOf(cut)).map((nth) => hashSubtree(cut, nth))
        const first = hashes()
        expect(hashes()).toEqual(first)
        expect(pinSubtrees('set', cut, first)).toEqual(pinSet(withChosenKeys, 'set', leaves))
      }),
    )
  })

  it('puts the leaves of a subtree into the order of their keys, whatever order they came in', () => {
    const shuffled = someLeaves(2, 60).chain((leaves) =>
      fc.tuple(fc.constant(leaves), fc.shuffledSubarray(leaves, { minLength: leaves.length })),
    )
    const idsOf = (leaves: readonly Leaf[], depth: number): string[][] => {
      const cut = cutTrie(hash, leaves, depth)
      return numbers(subtreesOf(cut)).map((nth) =>
        Array.from(placesOfSubtree(cut, nth), (place) => `${leaves[place]!.kind} ${leaves[place]!.id}`),
      )
    }
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 0, max: 4 }), ([leaves, others], depth) => {
        expect(idsOf(others, depth)).toEqual(idsOf(leaves, depth))
      }),
    )
  })

  it('puts every leaf into exactly one subtree', () => {
    fc.assert(
      fc.property(someLeaves(0, 60), fc.integer({ min: 0, max: 6 }), (leaves, depth) => {
        const cut = cutTrie(hash, leaves, depth)
        const places = numbers(subtreesOf(cut)).flatMap((nth) => [...placesOfSubtree(cut, nth)])
        expect(places.sort((a, b) => a - b)).toEqual(numbers(leaves.length))
      }),
    )
  })

  it('takes contents that come after the cut', () => {
    const leaves = manyLeaves(200)
    const open = leaves.map((leaf) => ({ ...leaf, content: '' }))
    const cut = cutTrie(hash, open)
    for (const [at, leaf] of open.entries()) leaf.content = leaves[at]!.content
    const hashes = numbers(subtreesOf(cut)).map((nth) => hashSubtree(cut, nth))
    expect(pinSubtrees('set', cut, hashes)).toEqual(pinSet(hash, 'set', leaves))
  })

  it('hashes few leaves for one subtree of many', () => {
    const { hash: counted, counts } = counting()
    const cut = cutTrie(counted, manyLeaves(5000))
    hashSubtree(cut, 0)
    expect(counts[0]).toBeLessThan(100)
    expect(counts[3]).toBe(5000)
  })

  it('refuses a name that no root can hold', () => {
    expect(problemOf(() => pinSubtrees('a b', cutTrie(hash, []), [new Uint8Array(32)])).code).toBe('bad-set-name')
  })
})
