import type { Hash, Leaf, LeafKind } from '../manifest/leaf.ts'
import { type Proof, type ProofVerdict, proveLeaf, verifyProof } from '../manifest/proof.ts'
import { validateId } from '../manifest/validate-leaves.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { findConfig } from './find-config.ts'
import { trustNoCache } from './load-set.ts'
import { readLeaves } from './read-leaves.ts'
import { sourceOf } from './source-of.ts'

export interface ProofRequest {
  readonly id: string
  /** Null: whichever the set holds of this id, else what the id looks like. */
  readonly kind: LeafKind | null
  readonly at: string | null
}

/** Proves that a set holds a case or note of this id, or that it holds none. Trusts no cache. */
export async function proveId(given: Ports, request: ProofRequest): Promise<Proof> {
  const { id } = request
  const kind = request.kind ?? likelyKind(id)
  validateId({ kind, id })
  const ports = trustNoCache(given)
  const source = await sourceOf(ports, request.at)
  const config = await findConfig(ports, source)
  const leaves = await readLeaves(ports, config, source)
  const version = 1 + leaves.filter((leaf) => leaf.kind === 'note').length
  return proveLeaf(ports.hash, config.set, version, leaves, request.kind ?? kindThere(leaves, id) ?? kind, id)
}

const likelyKind = (id: string): LeafKind => (id.startsWith('reg-') ? 'case' : 'note')

const kindThere = (leaves: readonly Leaf[], id: string): LeafKind | undefined =>
  (['case', 'note'] as const).find((kind) => leaves.some((leaf) => leaf.kind === kind && leaf.id === id))

/** Longer is no proof: 256 siblings take 17 KB. */
const MOST_BYTES = 1 << 20

/** Judges the bytes of a proof document; what is no JSON in UTF-8 is a `Problem`. */
export function judgeProof(hash: Hash, bytes: Uint8Array): ProofVerdict {
  return verifyProof(hash, parseJson(bytes))
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > MOST_BYTES)
    throw invalid('proof-too-large', 'the proof is larger than 1 MiB', { hints: ['casebook proof <id> > proof.json'] })
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    throw invalid('not-json', 'the proof is not JSON', { hints: ['casebook proof <id> > proof.json'] })
  }
}
