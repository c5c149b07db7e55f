import type { Config } from '../config/types.ts'
import type { CommitGraph } from '../history/commit-graph.ts'
import { reaches } from '../history/commit-graph.ts'
import type { Ports } from '../ports.ts'
import { invalid, type Problem, unavailable } from '../problem.ts'
import { oldestConfigured } from './oldest-configured.ts'
import type { Recollection } from './recall-green.ts'

/** Where the history of this clone begins, for want of older commits. */
export interface Cut {
  readonly isShallow: boolean
  isCut(commit: string): boolean
}

export async function readCut(ports: Ports, graph: CommitGraph): Promise<Cut> {
  const bytes = await ports.files.read(`${ports.git.commonDir}/shallow`)
  const shallow = new Set(bytes ? Buffer.from(bytes).toString('latin1').split('\n').filter(Boolean) : [])
  const isPartial = (commit: string): boolean => (graph.get(commit) ?? []).some((parent) => !graph.has(parent))
  return { isShallow: shallow.size > 0, isCut: (commit) => shallow.has(commit) || isPartial(commit) }
}

/** Resolves an end that somebody named. */
export async function resolveEnd(ports: Ports, rev: string, isShallow: boolean): Promise<string> {
  const commit = await ports.git.resolveCommit(rev)
  if (commit !== null) return commit
  if (isShallow) throw shallow(`"${rev}" names no commit in this clone, which has only a part of the history`)
  throw invalid('unknown-revision', `"${rev}" names no commit here`, { hints: ['git log --oneline', 'git fetch'] })
}

/** The end that is taken to be green, and who says so. */
export interface GoodEnd {
  readonly commit: string
  readonly claim: 'given' | 'history' | 'oldest'
}

/** The good end: what was named, else history's last green, else the oldest ancestor with a configuration. */
export async function findGoodEnd(
  ports: Ports,
  config: Config,
  known: {
    readonly good: string | null
    readonly bad: string
    readonly graph: CommitGraph
    readonly cut: Cut
    readonly recollection: Recollection
  },
): Promise<GoodEnd> {
  const { good, bad, graph, cut } = known
  if (good !== null) {
    const commit = await resolveEnd(ports, good, cut.isShallow)
    if (!reaches(graph, bad, commit)) throw await notBefore(ports, { good, commit, bad, cut })
    return { commit, claim: 'given' }
  }
  const green = await known.recollection.nearestGreen(bad)
  if (green) return { commit: green.commit, claim: 'history' }
  const oldest = await oldestConfigured(ports, config, graph)
  return { commit: oldest ?? bad, claim: 'oldest' }
}

async function notBefore(
  ports: Ports,
  {
    good,
    commit,
    bad,
    cut,
  }: { readonly good: string; readonly commit: string; readonly bad: string; readonly cut: Cut },
): Promise<Problem> {
  const message = `"${good}" is no ancestor of the bad end ${bad.slice(0, 12)}`
  if (cut.isShallow) return shallow(`${message} in this clone, which has only a part of the history`)
  const fork = await ports.git.mergeBase(commit, bad).catch(() => null)
  if (fork === bad)
    return invalid('not-an-ancestor', `"${good}" comes after the bad end ${bad.slice(0, 12)}: the ends are swapped`, {
      hints: [`--good ${bad.slice(0, 12)} --bad ${commit.slice(0, 12)}`],
    })
  return invalid('not-an-ancestor', message, {
    hints: [
      fork === null
        ? 'choose a revision that the bad end descends from'
        : `--good ${fork.slice(0, 12)}, where the two parted`,
    ],
  })
}

const shallow = (message: string): Problem => unavailable('shallow', message, { hints: ['git fetch --unshallow'] })
