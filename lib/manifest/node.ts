import type { Hash } from './leaf.ts'
import { LEAF_PREFIX, NODE_PREFIX } from './prefix.ts'
import { writeHex } from './text.ts'

export const KEY_BYTES = 32
const KEY_AT = 1
const CONTENT_AT = 33

/** Makes room for what `leafHash` and `nodeHash` hash: a prefix and two hashes. It may serve any number of them. */
export const hashInput = (): Uint8Array => new Uint8Array(65)

/** Hashes a leaf of 32 bytes of key, which begin at `from` in `keys`, and 64 hex digits of content. `input` is overwritten. */
export function leafHash(hash: Hash, input: Uint8Array, keys: Uint8Array, content: string, from = 0): Uint8Array {
  input[0] = LEAF_PREFIX
  for (let at = 0; at < KEY_BYTES; at++) input[KEY_AT + at] = keys[from + at]!
  writeHex(input, CONTENT_AT, content)
  return hash(input)
}

/** Hashes a node of two subtrees, 32 bytes each. `input` is overwritten. */
export function nodeHash(hash: Hash, input: Uint8Array, left: Uint8Array, right: Uint8Array): Uint8Array {
  input[0] = NODE_PREFIX
  input.set(left, KEY_AT)
  input.set(right, CONTENT_AT)
  return hash(input)
}
