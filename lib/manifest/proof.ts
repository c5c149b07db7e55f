import { type Hash, type Leaf, type LeafKind, leafKey } from './leaf.ts'
import { hashInput, leafHash, nodeHash } from './node.ts'
import { PROOF_FORMAT, type Proof, parseProof } from './parse-proof.ts'
import { renderRoot } from './root.ts'
import { fromHex, quote, toHex } from './text.ts'
import { bitOf, EMPTY, KEY_BITS, leafAt, plantTrie, splitAtBit, subtreeHash, type Trie } from './trie.ts'
import { validateId, validateLeaves } from './validate-leaves.ts'

export type { InclusionProof, Proof } from './parse-proof.ts'

/** What a proof shows, or why it shows nothing. */
export type ProofVerdict =
  | {
      readonly holds: true
      readonly type: Proof['type']
      readonly root: string
      readonly kind: LeafKind
      readonly id: string
    }
  | { readonly holds: false; readonly why: string }

/**
 * Proves that a case or note is in the set (`inclusion`) or is not (`absence`), whichever is so.
 * Throws what `rootOf` throws, `bad-leaf-id` for the id asked about too.
 */
export function proveLeaf(
  hash: Hash,
  set: string,
  version: number,
  leaves: readonly Leaf[],
  kind: LeafKind,
  id: string,
): Proof {
  validateLeaves(set, version, leaves)
  validateId({ kind, id })
  const key = leafKey(hash, kind, id)
  const { found, path } = descend(plantTrie(hash, leaves), key)
  const top = climb(hash, key, bottomHash(hash, found), path)
  const root = renderRoot(hash, { set, version, count: leaves.length, top })
  const about = { set, setVersion: version, count: leaves.length, root, kind, id }
  const siblings = path.map((sibling) => (sibling === EMPTY ? '' : toHex(sibling)))
  if (found !== undefined && sharedBits(found.key, key) === KEY_BITS)
    return { format: PROOF_FORMAT, type: 'inclusion', ...about, contentHash: found.content, siblings }
  const other = found === undefined ? null : { key: toHex(found.key), contentHash: found.content }
  return { format: PROOF_FORMAT, type: 'absence', ...about, other, siblings }
}

/**
 * Checks any JSON value as a proof. Never throws on JSON; a proof that holds says so for its own `root` only,
 * which the caller compares with the one that a tag pins.
 */
export function verifyProof(hash: Hash, value: unknown): ProofVerdict {
  const parsed = parseProof(value)
  if ('why' in parsed) return { holds: false, why: parsed.why }
  const { proof } = parsed
  const key = leafKey(hash, proof.kind, proof.id)
  const why = whyOtherPlace(proof, key) ?? whyOtherRoot(hash, proof, key)
  if (why !== undefined) return { holds: false, why }
  return { holds: true, type: proof.type, root: proof.root, kind: proof.kind, id: proof.id }
}

/** The leaf at the end of a path, if one stands there. */
interface Found {
  readonly key: Uint8Array
  /** 64 hex digits. */
  readonly content: string
}

/** Follows a key down to where no more than one leaf is left, noting the subtree that is passed at each node. */
function descend(trie: Trie, key: Uint8Array): { found: Found | undefined; path: Uint8Array[] } {
  const path: Uint8Array[] = []
  let [from, to] = [0, trie.leaves.length]
  for (let depth = 0; to - from > 1; depth++) {
    const middle = splitAtBit(trie, from, to, depth)
    const right = bitOf(key, depth) === 1
    path.push(right ? subtreeHash(trie, from, middle, depth + 1) : subtreeHash(trie, middle, to, depth + 1))
    if (right) from = middle
    else to = middle
  }
  return { found: from === to ? undefined : foundAt(trie, from), path }
}

function foundAt(trie: Trie, place: number): Found {
  const { leaf, key } = leafAt(trie, place)
  return { key, content: leaf.content }
}

const bottomHash = (hash: Hash, found: Found | undefined): Uint8Array =>
  found === undefined ? EMPTY : leafHash(hash, hashInput(), found.key, found.content)

/** Hashes from the bottom of a key's path up to the top of the trie. */
function climb(hash: Hash, key: Uint8Array, bottom: Uint8Array, path: readonly Uint8Array[]): Uint8Array {
  const scratch = hashInput()
  return path.reduceRight(
    (below, sibling, depth) =>
      bitOf(key, depth) === 0 ? nodeHash(hash, scratch, below, sibling) : nodeHash(hash, scratch, sibling, below),
    bottom,
  )
}

/** MERKLE.md: the other leaf has another key, which takes the id's own path as far as the proof goes. */
function whyOtherPlace(proof: Proof, key: Uint8Array): string | undefined {
  if (proof.type === 'inclusion' || proof.other === null) return undefined
  const shared = sharedBits(fromHex(proof.other.key), key)
  if (shared === KEY_BITS) return `other.key is the key of ${proof.kind} ${quote(proof.id)} itself`
  if (shared >= proof.siblings.length) return undefined
  return `other.key shares ${shared} bits with the key of ${proof.kind} ${quote(proof.id)}, must share ${proof.siblings.length}`
}

function whyOtherRoot(hash: Hash, proof: Proof, key: Uint8Array): string | undefined {
  const path = proof.siblings.map((sibling) => (sibling === '' ? EMPTY : fromHex(sibling)))
  const top = climb(hash, key, bottomHash(hash, foundOf(proof, key)), path)
  const root = renderRoot(hash, { set: proof.set, version: proof.setVersion, count: proof.count, top })
  return root === proof.root ? undefined : `the proof leads to ${root}, not to its root ${proof.root}`
}

function foundOf(proof: Proof, key: Uint8Array): Found | undefined {
  if (proof.type === 'inclusion') return { key, content: proof.contentHash }
  if (proof.other === null) return undefined
  return { key: fromHex(proof.other.key), content: proof.other.contentHash }
}

function sharedBits(one: Uint8Array, two: Uint8Array): number {
  const at = one.findIndex((byte, place) => byte !== two[place])
  return at < 0 ? 8 * one.length : 8 * at + Math.clz32(one[at]! ^ two[at]!) - 24
}
