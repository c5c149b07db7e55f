import type { Hash } from '../manifest/leaf.ts'
import { type Proof, type ProofVerdict, proveLeaf, verifyProof } from '../manifest/proof.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { findConfig, problemOf } from './find-config.ts'
import { leavesOf, loadSet, pinOf, trustNoCache } from './load-set.ts'
import { sourceOf } from './run-set.ts'

/** Proves that a set holds a case or note of this id, or that it holds neither. Trusts no cache. */
export async function proveId(given: Ports, request: { id: string; at: string | null }): Promise<Proof> {
  const ports = trustNoCache(given)
  const source = await sourceOf(ports, request.at)
  const set = await loadSet(ports, await findConfig(ports, source), source)
  if (set.files.findings.length > 0) throw problemOf(set.files.findings)
  const leaves = leavesOf(set)
  const { name, version } = await pinOf(ports, set)
  const isNote = leaves.some(({ kind, id }) => kind === 'note' && id === request.id)
  return proveLeaf(
    ports.hash,
    name,
    version,
    leaves,
    isNote || !request.id.startsWith('reg-') ? 'note' : 'case',
    request.id,
  )
}

/** Judges the text of a proof document; what is no JSON is a `Problem`. */
export function judgeProof(hash: Hash, text: string): ProofVerdict {
  return verifyProof(hash, parseJson(text))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('not-json', 'the proof is not JSON', { hints: ['casebook proof <id> > proof.json'] })
  }
}
