import { manifestBytes } from '../manifest/bytes.ts'
import type { Leaf } from '../manifest/leaf.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { findConfig, problemOf } from './find-config.ts'
import { type LoadedSet, leavesOf, loadSet, pinOf } from './load-set.ts'
import { sourceOf } from './run-set.ts'

export interface ManifestDocument {
  readonly format: 'casebook-manifest/1'
  readonly commit: string | null
  readonly set: SetPin
  readonly leaves: readonly (Leaf & { readonly path: string })[]
}

/** Reads the manifest of a revision or the work tree: the document, and the canonical bytes as text. */
export async function readManifest(
  ports: Ports,
  request: { at: string | null },
): Promise<{ document: ManifestDocument; text: string }> {
  const source = await sourceOf(ports, request.at)
  const set = await loadSet(ports, await findConfig(ports, source), source)
  if (set.files.findings.length > 0) throw problemOf(set.files.findings)
  const pin = await pinOf(ports, set)
  const leaves = leavesOf(set)
  const paths = pathsOf(set)
  const document: ManifestDocument = {
    format: 'casebook-manifest/1',
    commit: source.at === 'commit' ? source.commit : null,
    set: pin,
    leaves: leaves.map((leaf, index) => ({ ...leaf, path: paths[index]! })),
  }
  return { document, text: Buffer.from(manifestBytes(pin.name, pin.version, leaves)).toString('utf8') }
}

const pathsOf = (set: LoadedSet): string[] => [...set.cases, ...set.notes].map(({ file }) => file.path)
