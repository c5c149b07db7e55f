import type { Hash, Leaf } from './leaf.ts'
import { ROOT_PREFIX } from './prefix.ts'
import { toHex } from './text.ts'
import { plantTrie, subtreeHash } from './trie.ts'
import { validateLeaves } from './validate-leaves.ts'

/** What a release pins: everything about a set that its tag repeats. */
export interface SetPin {
  readonly name: string
  /** 1 + the number of migration notes. */
  readonly version: number
  /** "rcs1:" and 64 lower-case hex digits. */
  readonly root: string
  readonly cases: number
  readonly notes: number
}

/** Computes version, counts and root of a set from its leaves, in any order. Throws what `rootOf` throws. */
export function pinSet(hash: Hash, name: string, leaves: readonly Leaf[]): SetPin {
  const notes = leaves.filter((leaf) => leaf.kind === 'note').length
  const version = 1 + notes
  return { name, version, root: rootOf(hash, name, version, leaves), cases: leaves.length - notes, notes }
}

/**
 * Computes the root of a set at a given version: "rcs1:…" (MERKLE.md). Throws what `validateLeaves` throws,
 * and `duplicate-leaf`.
 */
export function rootOf(hash: Hash, set: string, version: number, leaves: readonly Leaf[]): string {
  validateLeaves(set, version, leaves)
  const top = subtreeHash(plantTrie(hash, leaves), 0, leaves.length, 0)
  return renderRoot(hash, { set, version, count: leaves.length, top })
}

/** What a root is made of: `count` leaves of both kinds under `top`, the hash of the whole trie. */
export interface RootParts {
  readonly set: string
  readonly version: number
  readonly count: number
  readonly top: Uint8Array
}

/** Renders a root. Requires a valid set name and version, and a count that is a safe integer. */
export function renderRoot(hash: Hash, { set, version, count, top }: RootParts): string {
  const name = new TextEncoder().encode(set)
  const bytes = new Uint8Array(1 + 1 + name.length + 4 + 8 + top.length)
  bytes.set([ROOT_PREFIX, name.length])
  bytes.set(name, 2)
  const view = new DataView(bytes.buffer, 2 + name.length)
  view.setUint32(0, version)
  view.setBigUint64(4, BigInt(count))
  bytes.set(top, 2 + name.length + 12)
  return `rcs1:${toHex(hash(bytes))}`
}
