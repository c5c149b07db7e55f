import type { Config } from '../config/types.ts'
import { manifestBytes } from '../manifest/bytes.ts'
import type { Leaf } from '../manifest/leaf.ts'
import { pinSet, type SetPin } from '../manifest/root.ts'
import type { Ports, Source } from '../ports.ts'
import { invalid } from '../problem.ts'
import { computePin } from './compute-pin.ts'
import { findConfig } from './find-config.ts'
import { keptPin } from './kept-pin.ts'
import { type FoundLeaf, readLeaves } from './read-leaves.ts'
import { sourceOf } from './source-of.ts'

export interface ManifestDocument {
  readonly format: 'casebook-manifest/1'
  readonly commit: string | null
  readonly set: SetPin
  readonly leaves: readonly (Leaf & { readonly path: string })[]
}

/** Which set is meant: of a revision, of the index, else of the work tree. */
export interface ManifestRequest {
  readonly at: string | null
  readonly index: boolean
}

/** Reads the pin alone: of a set that was seen before by one look at its tree. */
export async function readPin(ports: Ports, request: ManifestRequest): Promise<SetPin> {
  const source = await sourceOfManifest(ports, request)
  const config = await findConfig(ports, source)
  const tree = await ports.git.treeOid(source, config.path)
  const compute = (): Promise<SetPin> => computePin(ports, config, source)
  return tree === null ? compute() : keptPin(ports, `tree ${tree} as ${config.set}`, compute)
}

/** Reads the whole manifest: cases by id, then notes by id. */
export async function readManifest(ports: Ports, request: ManifestRequest): Promise<ManifestDocument> {
  const source = await sourceOfManifest(ports, request)
  const config = await findConfig(ports, source)
  const leaves = inOrder(await readLeaves(ports, config, source))
  return {
    format: 'casebook-manifest/1',
    commit: source.at === 'commit' ? source.commit : null,
    set: pinSet(ports.hash, config.set, leaves),
    leaves: leaves.map(({ kind, id, content, path }) => ({ kind, id, content, path })),
  }
}

/** Reads the canonical bytes of MERKLE.md, which an attestation names by their SHA-256. */
export async function readManifestBytes(ports: Ports, request: ManifestRequest): Promise<Uint8Array> {
  const source = await sourceOfManifest(ports, request)
  const config: Config = await findConfig(ports, source)
  const leaves = await readLeaves(ports, config, source)
  return manifestBytes(config.set, 1 + leaves.filter(({ kind }) => kind === 'note').length, leaves)
}

async function sourceOfManifest(ports: Ports, { at, index }: ManifestRequest): Promise<Source> {
  if (!index) return sourceOf(ports, at)
  if (ports.git.top !== null) return { at: 'index' }
  throw invalid('no-index', 'a bare repository has no index', { hints: ['casebook manifest --at HEAD'] })
}

/** Ids are ASCII, for which the order of UTF-16 units is the order of bytes. */
const inOrder = (leaves: readonly FoundLeaf[]): FoundLeaf[] =>
  [...leaves].sort((a, b) => (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1))
