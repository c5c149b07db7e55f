import type { Config } from '../config/types.ts'
import { contentHash, type Leaf } from '../manifest/leaf.ts'
import type { Ports, Source } from '../ports.ts'
import { type Finding, type Problem, unavailable } from '../problem.ts'
import { findLeaves, type LeafFile } from '../set/find-leaves.ts'
import { contentFinding } from '../set/refuse-content.ts'
import { problemOf, readWorkTree } from './find-config.ts'

/** A leaf with its file. */
export interface FoundLeaf extends LeafFile, Leaf {}

/**
 * Reads what a root is made of, and nothing more: the files of a commit, the index or the work tree, and the hash of each one's
 * bytes. Parses no case. What MERKLE.md refuses is a `Problem` of kind `invalid`, a blob that is not here one of kind `unavailable`.
 */
export async function readLeaves(ports: Ports, config: Config, source: Source): Promise<FoundLeaf[]> {
  const [files, known] = await Promise.all([ports.git.listFiles(source, [config.path]), ports.contents.read()])
  const { leaves, findings } = findLeaves(files, config.path)
  if (findings.length > 0) throw problemOf(findings)
  const contents = leaves.map(({ oid }) => (oid === null ? null : known.contentOf(oid)))
  const unknown = leaves.flatMap((leaf, at) => (contents[at] === null ? [{ leaf, at }] : []))
  const read = await readContents(
    ports,
    unknown.map(({ leaf }) => leaf),
  )
  for (const [nth, { at }] of unknown.entries()) contents[at] = read[nth]!
  await ports.contents.add(byObjectId(unknown, contents as string[]), leaves.length)
  return leaves.map((leaf, at) => ({ ...leaf, content: contents[at]! }))
}

/** Open files are few; a work tree may be large. */
const FILES_AT_ONCE = 64

interface Unknown {
  readonly leaf: LeafFile
  readonly at: number
}

const byObjectId = (unknown: readonly Unknown[], contents: readonly string[]): Map<string, string> =>
  new Map(unknown.flatMap(({ leaf: { oid }, at }) => (oid === null ? [] : [[oid, contents[at]!] as const])))

/** Hashes the bytes of files, those that git has as it hands them out. */
async function readContents(ports: Ports, leaves: readonly LeafFile[]): Promise<string[]> {
  const contents: string[] = new Array(leaves.length)
  const findings: Finding[] = []
  const missing: LeafFile[] = []
  const take = (bytes: Uint8Array | null, at: number): void => {
    const { path } = leaves[at]!
    const finding = bytes && contentFinding(path, bytes)
    if (bytes === null) missing.push(leaves[at]!)
    else if (finding) findings.push(finding)
    else contents[at] = contentHash(ports.hash, bytes)
  }
  const inGit = leaves.flatMap(({ oid }, at) => (oid === null ? [] : [at]))
  await ports.git.eachBlob(
    inGit.map((at) => leaves[at]!.oid!),
    (bytes, nth) => take(bytes, inGit[nth]!),
  )
  const outside = leaves.flatMap(({ oid }, at) => (oid === null ? [at] : []))
  for (let from = 0; from < outside.length; from += FILES_AT_ONCE)
    await Promise.all(
      outside
        .slice(from, from + FILES_AT_ONCE)
        .map(async (at) => take(await readWorkTree(ports, leaves[at]!.path), at)),
    )
  if (missing.length > 0) throw missingObject(missing[0]!)
  if (findings.length > 0) throw problemOf(findings)
  return contents
}

/** The problem of a file whose bytes this clone lacks. */
export const missingObject = ({ path }: { readonly path: string }): Problem =>
  unavailable('missing-object', `the content of "${path}" is not in this clone`, {
    path,
    hints: ['git fetch', 'git fsck'],
  })
