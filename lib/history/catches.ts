import { ancestorsOf, type CommitGraph } from './commit-graph.ts'
import type { NoPass, RecordedRun } from './event.ts'
import { greenAt, type RunBook } from './run-book.ts'
import { tellsToday, verdictOf } from './verdict-of.ts'

/** A red that shows what a case is worth: it stopped a bug that was mended afterwards. */
export interface Catch {
  readonly id: string
  readonly commit: string
  /** Seconds since 1970. */
  readonly at: number
  readonly verdict: NoPass
  /** Id of the run. */
  readonly run: string
}

/** Where the commits of the catches lie. */
export interface Ancestry {
  /** Must hold the candidates (`catchCandidates`), their `base`s, and the ancestors of both, as far as this clone has them. */
  readonly graph: CommitGraph
  /** Commits reachable from the base branch. */
  readonly onBase: ReadonlySet<string>
}

/** A red run of a case that is a catch if its ancestry says so. */
export interface Candidate {
  readonly run: RecordedRun
  readonly id: string
  readonly verdict: NoPass
}

/**
 * Lists the confirmed, not flaky reds of kind `run` with a later green at another commit, oldest first, one a case and commit.
 * Where the same case was ever green or flaky at that very commit, nothing is confirmed. Who asks the past again stops nothing.
 */
export function catchCandidates(book: RunBook): Candidate[] {
  const found = new Map<string, Candidate>()
  book.runs.forEach((run, index) => {
    for (const { id, verdict } of run.kind === 'run' && !run.past ? run.verdicts : []) {
      const key = `${id} ${run.commit}`
      if (found.has(key) || !isConfirmed(book, run, id, verdict)) continue
      if (isGreenLater(book, id, index)) found.set(key, { run, id, verdict })
    }
  })
  return [...found.values()]
}

/** Lists the catches among the candidates: in CI or on the base, with a green ancestor. */
export const findCatches = (book: RunBook, ancestry: Ancestry): Catch[] =>
  catchCandidates(book)
    .filter((one) => isCatch(book, ancestry, one))
    .map(({ run, id, verdict }) => ({ id, commit: run.commit, at: run.at, verdict, run: run.id }))

function isCatch(book: RunBook, { graph, onBase }: Ancestry, { run, id }: Candidate): boolean {
  if (run.place !== 'ci' && !onBase.has(run.commit)) return false
  const isGreen = (commit: string): boolean => greenAt(book, commit, id) !== null
  const fork = run.base === null ? [] : ancestorsOf(graph, run.base)
  return some(ancestorsOf(graph, run.commit), isGreen) || some(fork, isGreen)
}

function some<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (holds(item)) return true
  return false
}

function isGreenLater({ runs }: RunBook, id: string, index: number): boolean {
  for (let later = index + 1; later < runs.length; later++) {
    const run = runs[later]!
    if (run.commit !== runs[index]!.commit && verdictOf(run, id) === 'pass' && tellsToday(run, 'pass')) return true
  }
  return false
}

function isConfirmed(book: RunBook, run: RecordedRun, id: string, verdict: NoPass): boolean {
  if (verdict !== 'relapsed' && verdict !== 'failed') return false
  const said = book.byCommit.get(run.commit)!.map((each) => verdictOf(each, id))
  return !said.includes('pass') && !said.includes('flaky')
}
