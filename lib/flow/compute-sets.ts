import type { Config } from '../config/types.ts'
import { manifestBytes } from '../manifest/bytes.ts'
import { pinSet, type SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { readLeaves } from './read-leaves.ts'

/** What a release says of a set, computed from the objects of its commit. */
export interface ComputedSet {
  readonly pin: SetPin
  /** SHA-256 of the canonical manifest, 64 hex digits. */
  readonly manifest: string
  readonly config: { readonly path: string; readonly blob: string }
  /** Ids of the cases that a release asks: smoke and full, sorted. */
  readonly asked: readonly string[]
  readonly extended: number
}

/** Computes a set at a commit. What has no root there is a `Problem` of kind `invalid`. */
export async function computeSet(ports: Ports, config: Config, commit: string): Promise<ComputedSet> {
  const source = { at: 'commit', commit } as const
  const leaves = await readLeaves(ports, config, source)
  const [file] = await ports.git.listFiles(source, [config.file])
  const pin = pinSet(ports.hash, config.set, leaves)
  const isAsked = ({ kind, tier }: (typeof leaves)[number]): boolean => kind === 'case' && tier !== 'extended'
  return {
    pin,
    manifest: ports.keys.sha256(manifestBytes(pin.name, pin.version, leaves)),
    config: { path: config.file, blob: file?.oid ?? '' },
    asked: leaves.flatMap((leaf) => (isAsked(leaf) ? [leaf.id] : [])).sort(),
    extended: leaves.filter(({ tier }) => tier === 'extended').length,
  }
}
