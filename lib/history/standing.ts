import { type AskedGroup, groupsByCase, placeAfter } from './asked-groups.ts'
import type { NoPass, RecordedRun } from './event.ts'
import type { RunBook } from './run-book.ts'
import { isRed, tellsToday, verdictOf } from './verdict-of.ts'

/** How a case stands, by the runs that tell today's state. */
export interface Standing {
  readonly lastRed: { readonly run: RecordedRun; readonly verdict: NoPass } | null
  /** The first run that passed after the last red one; null where none did, or it was never asked. */
  readonly greenSince: RecordedRun | null
}

/** Computes how every case stands that a run of the book asked. */
export function standings(book: RunBook): ReadonlyMap<string, Standing> {
  const reds = lastReds(book.runs)
  const standing = ([id, groups]: [string, AskedGroup[]]): [string, Standing] => [
    id,
    standingOf(book.runs, id, groups, reds.get(id) ?? null),
  ]
  return new Map([...groupsByCase(book.runs)].map(standing))
}

interface Red {
  readonly index: number
  readonly verdict: NoPass
}

function lastReds(runs: readonly RecordedRun[]): Map<string, Red> {
  const reds = new Map<string, Red>()
  runs.forEach((run, index) => {
    for (const { id, verdict } of run.verdicts)
      if (isRed(verdict) && tellsToday(run, verdict)) reds.set(id, { index, verdict })
  })
  return reds
}

function standingOf(
  runs: readonly RecordedRun[],
  id: string,
  groups: readonly AskedGroup[],
  red: Red | null,
): Standing {
  const tells = (index: number): boolean => {
    const verdict = verdictOf(runs[index]!, id)
    return verdict !== 'error' && tellsToday(runs[index]!, verdict)
  }
  const after = red?.index ?? -1
  let first = runs.length
  for (const { indexes } of groups)
    for (let at = placeAfter(indexes, after); at < indexes.length && indexes[at]! < first; at++)
      if (tells(indexes[at]!)) first = indexes[at]!
  return { lastRed: red && { run: runs[red.index]!, verdict: red.verdict }, greenSince: runs[first] ?? null }
}
