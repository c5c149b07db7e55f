import { compareRuns, type RecordedRun } from './event.ts'
import { isRed, verdictOf } from './verdict-of.ts'

/** Runs in order, and found by their commit. */
export interface RunBook {
  /** Oldest first. */
  readonly runs: readonly RecordedRun[]
  readonly byCommit: ReadonlyMap<string, readonly RecordedRun[]>
}

/** Makes a book of the runs of one set, in any order, each once. */
export function makeRunBook(runs: readonly RecordedRun[]): RunBook {
  const ordered = isOrdered(runs) ? runs : [...runs].sort(compareRuns)
  const byCommit = new Map<string, RecordedRun[]>()
  for (const run of ordered) {
    const there = byCommit.get(run.commit)
    if (there) there.push(run)
    else byCommit.set(run.commit, [run])
  }
  return { runs: ordered, byCommit }
}

const isOrdered = (runs: readonly RecordedRun[]): boolean =>
  runs.every((run, index) => index === 0 || compareRuns(runs[index - 1]!, run) <= 0)

/** The first run that proves a case green at a commit; null where none does, or where another run there was red. */
export function greenAt({ byCommit }: RunBook, commit: string, id: string): RecordedRun | null {
  const runs = byCommit.get(commit) ?? []
  const green = runs.find((run) => verdictOf(run, id) === 'pass') ?? null
  return green !== null && runs.some((run) => isRed(verdictOf(run, id))) ? null : green
}

/** The first run in which a case was red at a commit; null where there is none. */
export const redAt = ({ byCommit }: RunBook, commit: string, id: string): RecordedRun | null =>
  byCommit.get(commit)?.find((run) => isRed(verdictOf(run, id))) ?? null
