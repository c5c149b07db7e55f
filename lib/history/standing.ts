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
  const standing = ([id, groups]: [string, Group[]]): [string, Standing] => [
    id,
    standingOf(book.runs, id, groups, reds.get(id) ?? null),
  ]
  return new Map([...groupsByCase(groupByAsked(book.runs))].map(standing))
}

function groupsByCase(groups: readonly Group[]): Map<string, Group[]> {
  const byCase = new Map<string, Group[]>()
  for (const group of groups)
    for (const id of group.asked) {
      const there = byCase.get(id)
      if (there) there.push(group)
      else byCase.set(id, [group])
    }
  return byCase
}

interface Group {
  readonly asked: ReadonlySet<string>
  /** Places in the book, in order. */
  readonly indexes: number[]
}

interface Red {
  readonly index: number
  readonly verdict: NoPass
}

/** Runs share the list of what they asked, so that a case is looked for once a list and not once a run. */
function groupByAsked(runs: readonly RecordedRun[]): Group[] {
  const groups = new Map<ReadonlySet<string>, Group>()
  runs.forEach((run, index) => {
    const group = groups.get(run.asked)
    if (group) group.indexes.push(index)
    else groups.set(run.asked, { asked: run.asked, indexes: [index] })
  })
  return [...groups.values()]
}

function lastReds(runs: readonly RecordedRun[]): Map<string, Red> {
  const reds = new Map<string, Red>()
  runs.forEach((run, index) => {
    for (const { id, verdict } of run.verdicts)
      if (isRed(verdict) && tellsToday(run, verdict)) reds.set(id, { index, verdict })
  })
  return reds
}

function standingOf(runs: readonly RecordedRun[], id: string, groups: readonly Group[], red: Red | null): Standing {
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

/** Where the first of the ordered numbers stands that is larger than `after`. */
function placeAfter(numbers: readonly number[], after: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! > after) high = middle
    else low = middle + 1
  }
  return low
}
