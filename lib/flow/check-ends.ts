import type { CommitGraph } from '../history/commit-graph.ts'
import { ancestorsOf } from '../history/commit-graph.ts'
import { CONFIRMED, type Probe, type ProbeCrew, type RunningProbe } from './probe-crew.ts'

/** Commits beside an end that are asked where the end itself can't be. */
const MOST_NEIGHBOURS = 8

export interface Bounds {
  readonly good: string
  readonly bad: string
  /** What will be asked next if the ends are as they should be, as far as places are free: it is asked with them. */
  guess(): Promise<readonly string[]>
}

export type Ends =
  | { readonly kind: 'ready'; readonly good: Probe; readonly bad: Probe; readonly running: readonly RunningProbe[] }
  | { readonly kind: 'green'; readonly bad: Probe }
  | { readonly kind: 'red'; readonly good: Probe; readonly bad: Probe }
  | { readonly kind: 'untold'; readonly end: 'good' | 'bad'; readonly probe: Probe }

/**
 * Asks both ends before anything else is concluded. An end that can't be asked is stood in for by a neighbour: a red ancestor for
 * the bad one, a green ancestor, or a green descendant that the bad one has too, for the good one.
 */
export async function checkEnds(crew: ProbeCrew, graph: CommitGraph, bounds: Bounds): Promise<Ends> {
  const asking = Promise.all([crew.ask(bounds.bad), bounds.good === bounds.bad ? null : crew.ask(bounds.good)])
  asking.catch(() => {})
  const running = (await bounds.guess()).map((commit) => crew.start(commit))
  const [bad, good] = await asking
  const ends = await judgeEnds(crew, graph, bounds, { bad, good: good ?? bad })
  if (ends.kind === 'ready') return { ...ends, running }
  for (const probe of running) crew.forget(probe)
  return ends
}

type Between = Pick<Bounds, 'good' | 'bad'>
type Judged = Exclude<Ends, { kind: 'ready' }> | Omit<Ends & { kind: 'ready' }, 'running'>

async function judgeEnds(
  crew: ProbeCrew,
  graph: CommitGraph,
  bounds: Bounds,
  asked: { readonly good: Probe; readonly bad: Probe },
): Promise<Judged> {
  const bad = asked.bad.verdict === 'error' ? await findRed(crew, graph, bounds, asked.bad) : asked.bad
  if (bad.standing !== 'bad') {
    const sure = bad.standing === 'good' ? await crew.ask(bad.commit, CONFIRMED) : bad
    return sure.standing === 'good' ? { kind: 'green', bad: sure } : { kind: 'untold', end: 'bad', probe: sure }
  }
  const good = asked.good.standing === 'bad' ? await crew.ask(bounds.good, CONFIRMED) : asked.good
  if (good.standing === 'good') return { kind: 'ready', good, bad }
  if (good.standing === 'bad') return { kind: 'red', good, bad }
  const neighbour = await findGreen(crew, graph, { good: bounds.good, bad: bad.commit })
  return neighbour ? { kind: 'ready', good: neighbour, bad } : { kind: 'untold', end: 'good', probe: good }
}

async function findRed(crew: ProbeCrew, graph: CommitGraph, { good, bad }: Between, probe: Probe): Promise<Probe> {
  const without = new Set(ancestorsOf(graph, good))
  const near = take(ancestorsOf(graph, bad), (each) => each !== bad && !without.has(each))
  return (await firstOf(crew, near, 'bad')) ?? probe
}

async function findGreen(crew: ProbeCrew, graph: CommitGraph, { good, bad }: Between): Promise<Probe | null> {
  const older = take(ancestorsOf(graph, good), (each) => each !== good)
  const found = await firstOf(crew, older, 'good')
  return found ?? firstOf(crew, descendants(graph, good, bad), 'good')
}

/** The commits after `good` on the way to `bad`, the nearest first. */
function descendants(graph: CommitGraph, good: string, bad: string): string[] {
  const children = new Map<string, string[]>()
  for (const each of ancestorsOf(graph, bad))
    for (const parent of graph.get(each) ?? []) children.set(parent, [...(children.get(parent) ?? []), each])
  return take(ancestorsOf(children, good), (each) => each !== good && each !== bad)
}

function take(commits: Iterable<string>, isMeant: (commit: string) => boolean): string[] {
  const taken: string[] = []
  for (const each of commits) {
    if (taken.length === MOST_NEIGHBOURS) break
    if (isMeant(each)) taken.push(each)
  }
  return taken
}

/** Asks one batch after another, and returns the first of that standing in the order given. */
async function firstOf(crew: ProbeCrew, commits: readonly string[], standing: 'good' | 'bad'): Promise<Probe | null> {
  for (let at = 0; at < commits.length; at += crew.jobs) {
    const probes = await Promise.all(commits.slice(at, at + crew.jobs).map((each) => crew.ask(each)))
    const found = probes.find((each) => each.standing === standing)
    if (found) return found
  }
  return null
}
