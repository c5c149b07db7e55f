import type { Config } from '../config/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import { type Finding, Problem, unavailable } from '../problem.ts'
import { parseTag } from '../release/parse-tag.ts'
import { type PinnedSet, readPins } from '../release/read-pins.ts'
import { SET, samePin } from '../release/tag-text.ts'
import { computeSet } from './compute-sets.ts'
import { findConfigs } from './find-config.ts'

/** A tag at an ancestor that pins what its commit really holds. */
export interface PastRelease {
  readonly tag: string
  readonly commit: string
  /** The configurations of the sets that it pins. */
  readonly configs: readonly Config[]
}

export interface PastReleases {
  /** Nearest first, as far back as was asked for. */
  readonly releases: readonly PastRelease[]
  readonly warnings: readonly Finding[]
}

/**
 * Looks for release tags at ancestors of a commit, itself excluded, until `isEnough`. A tag that anybody may have written
 * counts by what can be computed: one that pins what its commit does not hold is passed over with a warning, and so the range
 * that is judged only grows.
 */
export async function findPastReleases(
  ports: Ports,
  commit: string,
  isEnough: (releases: readonly PastRelease[]) => boolean,
): Promise<PastReleases> {
  const releases: PastRelease[] = []
  const warnings: Finding[] = []
  for (const tag of await ports.git.ancestorTags(commit, `${SET}:`)) {
    const release = await readRelease(ports, tag)
    if (release) releases.push(release)
    else warnings.push(passedOver(tag))
    if (isEnough(releases)) break
  }
  return { releases, warnings }
}

async function readRelease(ports: Ports, name: string): Promise<PastRelease | null> {
  const tag = await ports.git.readTag(name)
  const parsed = tag && parseTag(tag.text)
  if (!tag?.commit || !parsed || parsed.name !== name || parsed.type !== 'commit' || parsed.faults.length > 0)
    return null
  const { sets, faults } = readPins(parsed.trailers)
  if (faults.length > 0) return null
  const configs = await pinnedConfigs(ports, tag.commit, sets)
  return configs && { tag: name, commit: tag.commit, configs }
}

/** The configurations behind the pins; null unless every pin is of a set there, as it is there. */
async function pinnedConfigs(ports: Ports, commit: string, pinned: readonly PinnedSet[]): Promise<Config[] | null> {
  try {
    const all = await findConfigs(ports, { at: 'commit', commit })
    const configs = all.filter(({ set }) => pinned.some(({ pin }) => pin.name === set))
    const computed = new Map<string, SetPin>()
    for (const config of configs) computed.set(config.set, (await computeSet(ports, config, commit)).pin)
    const holds = ({ pin }: PinnedSet): boolean => computed.has(pin.name) && samePin(pin, computed.get(pin.name)!)
    return pinned.every(holds) ? configs : null
  } catch (error) {
    if (error instanceof Problem && error.kind === 'invalid') return null
    throw error
  }
}

const passedOver = (tag: string): Finding => ({
  code: 'no-release-tag',
  message: `the tag "${tag}" looks like a release and is none, so that it is passed over`,
  hint: `casebook verify ${tag}`,
})

/** The commits since a release, or all; a clone that does not hold all of them is a `Problem`: never a shorter range. */
export async function commitsSince(ports: Ports, commit: string, base: string | null): Promise<readonly CommitInfo[]> {
  try {
    return await ports.git.log(base === null ? [commit] : [commit, `^${base}`])
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'shallow-clone') throw error
    throw unavailable('shallow', 'the history of this clone ends before the last release', {
      hints: ['git fetch --unshallow --tags', 'fetch-depth: 0 in CI'],
    })
  }
}
