import { bugLinks } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { RangeStory } from '../law/tell-range.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { setFindings } from './check-set.ts'
import { commitsSince, findPastReleases, type PastRelease } from './find-last-release.ts'
import { judgeLaw, removedConfigs } from './judge-law.ts'
import { judgeLinks } from './judge-range.ts'
import { type LoadedSet, loadSet, pinOf } from './load-set.ts'

/** One set at the commit that is to be released, judged since the last release of it. */
export interface GatedSet {
  readonly config: Config
  readonly pin: SetPin
  readonly since: string | null
  readonly story: RangeStory
  /** Cases of the extended tier. */
  readonly extended: number
}

export interface ReleaseGate {
  readonly sets: readonly GatedSet[]
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Judges every set of a commit by the law and by its links, each since the nearest release that pins it, else from nothing. */
export async function gateRelease(ports: Ports, configs: readonly Config[], commit: string): Promise<ReleaseGate> {
  const baseOf = (config: Config, among: readonly PastRelease[]): PastRelease | null =>
    among.find((release) => release.configs.some((one) => continues(config, one))) ?? null
  const { releases, warnings } = await findPastReleases(ports, commit, (found) =>
    configs.every((config) => baseOf(config, found) !== null),
  )
  const loaded = await Promise.all(configs.map((config) => loadSet(ports, config, { at: 'commit', commit })))
  const problems = await removedConfigs(ports, releases[0]?.commit ?? null, configs)
  const sets: GatedSet[] = []
  for (const set of loaded) {
    const base = baseOf(set.config, releases)
    const judged = await judgeSince(ports, set, base, loaded)
    problems.push(...judged.problems)
    sets.push({
      config: set.config,
      pin: await pinOf(ports, set),
      since: base?.tag ?? null,
      story: judged.story,
      extended: set.cases.filter(({ file }) => file.tier === 'extended').length,
    })
  }
  return { sets, problems: distinct(problems), warnings }
}

/** By its name wherever it lies, else by its file under another name. */
const continues = ({ set, file }: Config, before: Config): boolean => before.set === set || before.file === file

async function judgeSince(
  ports: Ports,
  set: LoadedSet,
  base: PastRelease | null,
  all: readonly LoadedSet[],
): Promise<{ problems: Finding[]; story: RangeStory }> {
  const { commit } = set.source as { commit: string }
  const commits = await commitsSince(ports, commit, base?.commit ?? null)
  const { plan, links, story } = await judgeLaw(ports, set, base?.commit ?? null)
  const linked = [...links, ...all.filter((one) => one !== set).flatMap(linksIn)]
  const unlinked = await judgeLinks(ports, set, commits, linked)
  return { problems: [...(await setFindings(ports, set)), ...plan.problems, ...unlinked], story }
}

/** A bug is linked by whichever set holds its case. */
const linksIn = (set: LoadedSet): string[] => set.cases.flatMap(({ one }) => (one ? bugLinks(one) : []))

/** What is wrong with a commit is told once, however many sets look at it. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((one) => [`${one.code}\n${one.path ?? one.commit ?? one.id}\n${one.message}`, one]))
  return [...seen.values()]
}
