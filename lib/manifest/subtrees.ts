import type { Hash, Leaf } from './leaf.ts'
import { nodeHash } from './node.ts'
import { renderRoot, type SetPin } from './root.ts'
import { EMPTY, plantTrie, rewind, splitAtBit, subtreeHash, type Trie } from './trie.ts'
import { validateSet } from './validate-leaves.ts'

/** So few leaves are hashed sooner than anything is looked up. */
const LEAVES_OF_A_SUBTREE = 32

/**
 * A set's trie, cut at one depth into subtrees of some 32 leaves: one that was hashed before is not hashed again, nor are the
 * contents of its leaves asked for.
 */
export interface CutTrie {
  readonly trie: Trie
  readonly depth: number
  /** Where the subtrees begin in the trie's order, and its end. */
  readonly bounds: readonly number[]
}

/** Cuts the trie of some leaves, in any order. Their contents may follow, until a subtree of theirs is hashed. */
export function cutTrie(hash: Hash, leaves: readonly Leaf[], depth = depthFor(leaves.length)): CutTrie {
  const trie = plantTrie(hash, leaves)
  const bounds = [...boundsBelow(trie, 0, leaves.length, 0, depth), leaves.length]
  for (let nth = 0; nth + 1 < bounds.length; nth++) sortBelow(trie, bounds[nth]!, bounds[nth + 1]!, depth)
  return { trie, depth, bounds }
}

/** Puts the leaves of a subtree into the order of their keys, whatever order they came in. */
function sortBelow(trie: Trie, from: number, to: number, depth: number): void {
  if (to - from < 2) return
  const middle = splitAtBit(trie, from, to, depth)
  sortBelow(trie, from, middle, depth + 1)
  sortBelow(trie, middle, to, depth + 1)
}

const depthFor = (count: number): number => Math.max(0, Math.floor(Math.log2(Math.max(1, count) / LEAVES_OF_A_SUBTREE)))

/** Where the subtrees at depth `stop` begin, of the leaves `from` up to `to` that share `depth` bits. */
function boundsBelow(trie: Trie, from: number, to: number, depth: number, stop: number): number[] {
  if (depth === stop) return [from]
  const middle = splitAtBit(trie, from, to, depth)
  return [...boundsBelow(trie, from, middle, depth + 1, stop), ...boundsBelow(trie, middle, to, depth + 1, stop)]
}

export const subtreesOf = ({ bounds }: CutTrie): number => bounds.length - 1

/** Where the leaves of subtree number `nth`, by their keys, are in the list of them all. Requires 0 <= nth < subtreesOf(cut). */
export const placesOfSubtree = ({ trie, bounds }: CutTrie, nth: number): Uint32Array =>
  trie.order.subarray(bounds[nth]!, bounds[nth + 1]!)

/** T(S, depth) of subtree number `nth`. Requires that its leaves have their contents by now. */
export function hashSubtree({ trie, depth, bounds }: CutTrie, nth: number): Uint8Array {
  rewind(trie, bounds[nth]!, bounds[nth + 1]!, depth)
  return subtreeHash(trie, bounds[nth]!, bounds[nth + 1]!, depth)
}

/** Computes version, counts and root of a set from the hashes of all its subtrees, in order. */
export function pinSubtrees(name: string, cut: CutTrie, hashes: readonly Uint8Array[]): SetPin {
  const { leaves, hash } = cut.trie
  const notes = leaves.filter((leaf) => leaf.kind === 'note').length
  const version = 1 + notes
  validateSet(name, version)
  const root = renderRoot(hash, { set: name, version, count: leaves.length, top: topOf(cut, hashes) })
  return { name, version, root, cases: leaves.length - notes, notes }
}

/** Joins subtrees pair by pair, up to the top: of two that hold one leaf between them, that leaf's hash goes up as it is. */
function topOf({ trie, bounds }: CutTrie, hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes.map((hash, nth) => ({ hash, count: bounds[nth + 1]! - bounds[nth]! }))
  while (level.length > 1) {
    const above: typeof level = []
    for (let nth = 0; nth < level.length; nth += 2) above.push(join(trie, level[nth]!, level[nth + 1]!))
    level = above
  }
  return level[0]!.hash
}

interface Subtree {
  readonly hash: Uint8Array
  readonly count: number
}

function join({ hash, scratch }: Trie, left: Subtree, right: Subtree): Subtree {
  const count = left.count + right.count
  if (count === 0) return { hash: EMPTY, count }
  if (count === 1) return left.count === 1 ? left : right
  return { hash: nodeHash(hash, scratch, left.hash, right.hash), count }
}
