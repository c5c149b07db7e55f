import { type Hash, type Leaf, leafKey } from './leaf.ts'
import { hashInput, KEY_BYTES, leafHash, nodeHash } from './node.ts'
import { duplicateLeaf } from './validate-leaves.ts'

export const KEY_BITS = 256
const WORD_BITS = 32

/** Stands for a subtree without leaves; never hashed alone. */
export const EMPTY: Uint8Array = new Uint8Array(32)

/**
 * The trie T(S, d) of MERKLE.md. A subtree is a range of `order`, which each depth splits in place by its bit:
 * no list is built for a node and no key is compared, which is what lets a million leaves through in seconds.
 * It serves one descent from the top: a range may be split once at each depth, unless it is rewound.
 */
export interface Trie {
  readonly hash: Hash
  readonly leaves: readonly Leaf[]
  /** The leaves' keys, one after another. */
  readonly keys: Uint8Array
  /** Places in `leaves`. */
  readonly order: Uint32Array
  /** The 32 bits of each place's key that splitting looks at, side by side: keys lie scattered in memory. */
  readonly words: Uint32Array
  /** The input of the next hash. */
  readonly scratch: Uint8Array
}

/** Lays out the trie of some leaves, in any order. Requires leaves that `validateLeaves` let through. */
export function plantTrie(hash: Hash, leaves: readonly Leaf[]): Trie {
  const keys = new Uint8Array(leaves.length * KEY_BYTES)
  const order = new Uint32Array(leaves.length)
  leaves.forEach(({ kind, id }, at) => {
    keys.set(leafKey(hash, kind, id), at * KEY_BYTES)
    order[at] = at
  })
  const words = new Uint32Array(leaves.length)
  return { hash, leaves, keys, order, words, scratch: hashInput() }
}

/** Hashes the subtree of the leaves `from` up to (not with) `to`, which share their first `depth` bits. */
export function subtreeHash(trie: Trie, from: number, to: number, depth: number): Uint8Array {
  if (from === to) return EMPTY
  if (to - from === 1) return hashOfLeafAt(trie, from)
  const middle = splitAtBit(trie, from, to, depth)
  const left = subtreeHash(trie, from, middle, depth + 1)
  const right = subtreeHash(trie, middle, to, depth + 1)
  return nodeHash(trie.hash, trie.scratch, left, right)
}

/**
 * Moves the leaves whose bit `depth` is 0 to the front of the range and returns where those with 1 begin.
 * Throws `duplicate-leaf` where leaves are left that no bit tells apart.
 */
export function splitAtBit(trie: Trie, from: number, to: number, depth: number): number {
  if (depth === KEY_BITS) throw duplicateLeaf(leafAt(trie, from).leaf)
  if (depth % WORD_BITS === 0) loadWords(trie, from, to, depth)
  const { order, words } = trie
  const shift = WORD_BITS - 1 - (depth % WORD_BITS)
  let low = from
  let high = to
  while (low < high) {
    if (((words[low]! >>> shift) & 1) === 0) low++
    else {
      high--
      swap(order, low, high)
      swap(words, low, high)
    }
  }
  return low
}

/** Returns the leaf at a place of `order`, with its key. */
export function leafAt({ leaves, keys, order }: Trie, place: number): { leaf: Leaf; key: Uint8Array } {
  const at = order[place]!
  return { leaf: leaves[at]!, key: keys.subarray(at * KEY_BYTES, (at + 1) * KEY_BYTES) }
}

/** Tells bit `depth` of a key, the most significant first. */
export const bitOf = (key: Uint8Array, depth: number): number => (key[depth >> 3]! >> (7 - (depth & 7))) & 1

/** Readies leaves for another descent, from `depth` on: the one before may have gone on to further bits. */
export function rewind(trie: Trie, from: number, to: number, depth: number): void {
  loadWords(trie, from, to, depth - (depth % WORD_BITS))
}

function loadWords({ keys, order, words }: Trie, from: number, to: number, depth: number): void {
  const view = new DataView(keys.buffer)
  for (let place = from; place < to; place++) words[place] = view.getUint32(order[place]! * KEY_BYTES + depth / 8)
}

function swap(list: Uint32Array, one: number, two: number): void {
  const kept = list[one]!
  list[one] = list[two]!
  list[two] = kept
}

function hashOfLeafAt(trie: Trie, place: number): Uint8Array {
  const at = trie.order[place]!
  return leafHash(trie.hash, trie.scratch, trie.keys, trie.leaves[at]!.content, at * KEY_BYTES)
}
