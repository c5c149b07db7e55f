import type { Config } from '../config/types.ts'
import type { Catch } from '../history/catches.ts'
import { type RecordedRun, timeOf } from '../history/event.ts'
import { makeRunBook } from '../history/run-book.ts'
import type { ShownCase, ShownRed, ShownRun } from '../history/shown-run.ts'
import { type Standing, standings } from '../history/standing.ts'
import { isRed } from '../history/verdict-of.ts'
import type { Ports } from '../ports.ts'
import { historyScope, scopeOfCase } from './history-scope.ts'
import type { Skipped } from './history-tree.ts'
import { readCatches } from './read-catches.ts'
import { readHistory } from './read-history.ts'
import { secondsOf } from './read-memory.ts'
import { MOST_SKIPPED } from './share-history.ts'
import { type CaseStory, tellCase } from './tell-case.ts'

/** The document of `history` (PRODUCT.md section 10). */
export interface HistoryDocument {
  readonly format: 'casebook-history/1'
  /** Runs that history holds; `runs` may show fewer. */
  readonly total: number
  /** Newest first. */
  readonly runs: readonly ShownRun[]
  readonly cases: Readonly<Record<string, ShownCase>>
  /** Of one case; null where none was asked for. */
  readonly case: CaseStory | null
  /** What lies in the history and is no event; the first hundred. */
  readonly skipped: readonly Skipped[]
  readonly skipped_total: number
}

export interface HistoryRequest {
  /** Null for all. */
  readonly id: string | null
  /** The most runs to show. */
  readonly limit: number
}

/** Shows what history remembers of every case, or of one. */
export async function showHistory(ports: Ports, { id, limit }: HistoryRequest): Promise<HistoryDocument> {
  const { runs, skipped } = await readHistory(ports)
  const { config, isIn } = await (id === null ? historyScope(ports) : scopeOfCase(ports, id, runs))
  const mine = runs.filter((run) => isIn(run) && (id === null || run.asked.has(id)))
  const cases = await showCases(ports, config, mine)
  return {
    format: 'casebook-history/1',
    total: mine.length,
    runs: limit === 0 ? [] : mine.slice(-limit).reverse().map(showRun),
    cases: id === null ? cases : Object.fromEntries(Object.entries(cases).filter(([one]) => one === id)),
    case: id === null ? null : await tellCase(ports, config, id, mine),
    skipped: skipped.slice(0, MOST_SKIPPED),
    skipped_total: skipped.length,
  }
}

/**
 * Each set by itself: a case of another one may have the same id, and both are named with their set then. A run of a clock that
 * was ahead tells nothing yet.
 */
async function showCases(
  ports: Ports,
  config: Config | null,
  runs: readonly RecordedRun[],
): Promise<Record<string, ShownCase>> {
  const now = secondsOf(ports.clock.now())
  const cases: { readonly set: string; readonly id: string; readonly shown: ShownCase }[] = []
  for (const set of new Set(runs.map((run) => run.set))) {
    const book = makeRunBook(runs.filter((run) => run.set === set && run.at <= now))
    const catches = await readCatches(ports, config, book)
    for (const [id, standing] of standings(book)) {
      const its = catches.filter((one) => one.id === id)
      cases.push({ set, id, shown: showCase(standing, its) })
    }
  }
  const times = new Map<string, number>()
  for (const { id } of cases) times.set(id, (times.get(id) ?? 0) + 1)
  const named = cases.map(({ set, id, shown }) => [times.get(id) === 1 ? id : `${set}:${id}`, shown] as const)
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const showCase = ({ lastRed, greenSince }: Standing, catches: readonly Catch[]): ShownCase => ({
  last_red: lastRed && showRed({ ...lastRed.run, verdict: lastRed.verdict, run: lastRed.run.id }),
  catches: catches.map(showRed),
  green_since: greenSince && timeOf(greenSince.at),
})

const showRed = ({ commit, at, verdict, run }: Omit<Catch, 'id'>): ShownRed => ({
  commit,
  at: timeOf(at),
  verdict,
  run,
})

function showRun(run: RecordedRun): ShownRun {
  const { id, set, kind, commit, tier, selection, root, place, verdicts, counts, reused, casebook } = run
  const red = verdicts.filter((one) => isRed(one.verdict))
  const green = verdicts.length === 0
  return {
    id,
    set,
    kind,
    commit,
    at: timeOf(run.at),
    tier,
    selection,
    root,
    place,
    green,
    red,
    counts,
    reused,
    casebook,
  }
}
