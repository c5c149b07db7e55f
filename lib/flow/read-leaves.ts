import type { Config } from '../config/types.ts'
import { contentHash } from '../manifest/leaf.ts'
import type { Ports, Source } from '../ports.ts'
import { type Finding, type Problem, unavailable } from '../problem.ts'
import { findLeaves, type LeafFile } from '../set/find-leaves.ts'
import { contentFinding } from '../set/refuse-content.ts'
import { problemOf } from './find-config.ts'
import { readWorkTree } from './read-work-tree.ts'

/** A leaf with its file. */
export interface FoundLeaf extends LeafFile {
  /** 64 hex digits; empty until it is read. */
  content: string
}

/**
 * Reads what a root is made of, and nothing more: the files of a commit, the index or the work tree, and the hash of each one's
 * bytes. Parses no case. What MERKLE.md refuses is a `Problem` of kind `invalid`, a blob that is not here one of kind `unavailable`.
 */
export async function readLeaves(ports: Ports, config: Config, source: Source): Promise<readonly FoundLeaf[]> {
  const leaves = await listLeaves(ports, config, source)
  await fillContents(ports, leaves, leaves.length)
  return leaves
}

/** Lists the leaves of a set, their contents not read yet. */
export async function listLeaves(ports: Ports, config: Config, source: Source): Promise<FoundLeaf[]> {
  const { leaves, findings } = findLeaves(await ports.git.listFiles(source, [config.path]), config.path)
  if (findings.length > 0) throw problemOf(findings)
  return leaves.map(({ path, mode, oid, kind, id, tier }) => ({ path, mode, oid, kind, id, tier, content: '' }))
}

/** Fills in contents of some of a set's `total` leaves; those that are kept by object id without a look at the bytes. */
export async function fillContents(ports: Ports, leaves: readonly FoundLeaf[], total: number): Promise<void> {
  if (leaves.length === 0) return
  const known = await ports.contents.read()
  for (const leaf of leaves) leaf.content = (leaf.oid === null ? null : known.find(leaf.oid)) ?? ''
  const unknown = leaves.filter(({ content }) => content === '')
  if (unknown.length === 0) return
  await readContents(ports, unknown)
  const fresh = unknown.flatMap(({ oid, content }) => (oid === null ? [] : [[oid, content] as const]))
  await ports.contents.add(fresh, total)
}

/** The bytes of a large work tree are not held together. */
const FILES_AT_ONCE = 64

/** Hashes the bytes of files, those that git has as it hands them out. */
async function readContents(ports: Ports, leaves: readonly FoundLeaf[]): Promise<void> {
  const findings: Finding[] = []
  const missing: FoundLeaf[] = []
  const take = (leaf: FoundLeaf, bytes: Uint8Array | null): void => {
    const finding = bytes && contentFinding(leaf.path, bytes)
    if (bytes === null) missing.push(leaf)
    else if (finding) findings.push(finding)
    else leaf.content = contentHash(ports.hash, bytes)
  }
  const inGit = leaves.filter(({ oid }) => oid !== null)
  await ports.git.eachBlob(
    inGit.map(({ oid }) => oid!),
    (bytes, nth) => take(inGit[nth]!, bytes),
  )
  const outside = leaves.filter(({ oid }) => oid === null)
  for (let from = 0; from < outside.length; from += FILES_AT_ONCE) {
    const some = outside.slice(from, from + FILES_AT_ONCE)
    const bytes = await readWorkTree(
      ports,
      some.map(({ path }) => path),
    )
    for (const [nth, leaf] of some.entries()) take(leaf, bytes[nth]!)
  }
  if (missing.length > 0) throw missingObject(missing[0]!)
  if (findings.length > 0) throw problemOf(findings)
}

/** The problem of a file whose bytes this clone lacks. */
export const missingObject = ({ path }: { readonly path: string }): Problem =>
  unavailable('missing-object', `the content of "${path}" is not in this clone`, {
    path,
    hints: ['git fetch', 'git fsck'],
  })
