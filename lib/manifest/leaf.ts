import { KEY_PREFIX } from './prefix.ts'
import { toHex } from './text.ts'

export type LeafKind = 'case' | 'note'

/** BLAKE3 with 32 bytes of output, injected. Must not keep or return its input, which is reused. */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** One file of the set as the root sees it: which folder it lies in does not count. */
export interface Leaf {
  readonly kind: LeafKind
  /** The file name without its ending; matches `LEAF_ID`. */
  readonly id: string
  /** 64 lower-case hex digits of the hash of the blob's bytes. */
  readonly content: string
}

/** Computes the 32 bytes that decide a leaf's place. Requires an id that matches `LEAF_ID`. */
export function leafKey(hash: Hash, kind: LeafKind, id: string): Uint8Array {
  const input = KEY_INPUTS[kind]
  const start = 1 + kind.length + 1
  // Ids are ASCII; a loop over them is several times as fast as making a buffer.
  for (let at = 0; at < id.length; at++) input[start + at] = id.charCodeAt(at)
  return hash(input.subarray(0, start + id.length))
}

const LONGEST_ID = 128

function keyInput(kind: LeafKind): Uint8Array {
  const input = new Uint8Array(1 + kind.length + 1 + LONGEST_ID)
  input.set(new TextEncoder().encode(`${KEY_PREFIX}${kind}\0`))
  return input
}

/** Prefix and kind, with room for an id. */
const KEY_INPUTS: Readonly<Record<LeafKind, Uint8Array>> = { case: keyInput('case'), note: keyInput('note') }

/** Hashes the bytes of a git blob (never of a checkout): 64 lower-case hex digits. */
export function contentHash(hash: Hash, bytes: Uint8Array): string {
  return toHex(hash(bytes))
}
