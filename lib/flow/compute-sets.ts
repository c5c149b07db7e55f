import type { Config } from '../config/types.ts'
import { manifestBytes } from '../manifest/bytes.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import { problemOf } from './find-config.ts'
import { leavesOf, loadSet, pinOf } from './load-set.ts'

/** What a release says of a set, computed from the objects of its commit. */
export interface ComputedSet {
  readonly pin: SetPin
  /** SHA-256 of the canonical manifest, 64 hex digits. */
  readonly manifest: string
  readonly config: { readonly path: string; readonly blob: string }
  /** Ids of the cases that a release asks: smoke and full. */
  readonly asked: readonly string[]
  readonly extended: number
}

/** Computes a set at a commit. What has no root there is a `Problem` of kind `invalid`. */
export async function computeSet(ports: Ports, config: Config, commit: string): Promise<ComputedSet> {
  const source = { at: 'commit', commit } as const
  const set = await loadSet(ports, config, source)
  if (set.files.findings.length > 0) throw problemOf(set.files.findings)
  const [file] = await ports.git.listFiles(source, [config.file])
  const pin = await pinOf(ports, set)
  return {
    pin,
    manifest: ports.keys.sha256(manifestBytes(pin.name, pin.version, leavesOf(set))),
    config: { path: config.file, blob: file?.oid ?? '' },
    asked: set.files.cases.filter(({ tier }) => tier !== 'extended').map(({ id }) => id),
    extended: set.files.cases.filter(({ tier }) => tier === 'extended').length,
  }
}
