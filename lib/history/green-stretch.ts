import { type AskedGroup, groupsByCase, placeAfter } from './asked-groups.ts'
import type { RecordedRun } from './event.ts'
import type { RunBook } from './run-book.ts'
import { isRed, tellsToday } from './verdict-of.ts'

/** The passes of a case since it was last red. */
export interface GreenStretch {
  /** When it passed first, in seconds since 1970. */
  readonly first: number
  /** When it passed last. */
  readonly last: number
  readonly runs: number
}

/** Computes for every case how long it has been green; cases that never passed since their last red are not in it. */
export function greenStretches(book: RunBook): ReadonlyMap<string, GreenStretch> {
  const runs = book.runs.filter((run) => tellsToday(run, 'pass'))
  const noted = noteOthers(runs)
  const stretches = new Map<string, GreenStretch>()
  for (const [id, groups] of groupsByCase(runs)) {
    const stretch = stretchOf(runs, groups, noted.get(id) ?? NOTHING)
    if (stretch) stretches.set(id, stretch)
  }
  return stretches
}

interface Noted {
  /** Place of the last red; -1 where there is none. */
  red: number
  /** Places of every verdict other than pass. */
  readonly others: Set<number>
}

const NOTHING: Noted = { red: -1, others: new Set() }

function noteOthers(runs: readonly RecordedRun[]): Map<string, Noted> {
  const noted = new Map<string, Noted>()
  runs.forEach((run, index) => {
    for (const { id, verdict } of run.verdicts) {
      const of = noted.get(id) ?? { red: -1, others: new Set<number>() }
      noted.set(id, of)
      of.others.add(index)
      if (isRed(verdict) && tellsToday(run, verdict)) of.red = index
    }
  })
  return noted
}

function stretchOf(
  runs: readonly RecordedRun[],
  groups: readonly AskedGroup[],
  { red, others }: Noted,
): GreenStretch | null {
  let first = runs.length
  let last = -1
  let count = 0
  for (const { indexes } of groups) {
    const from = placeAfter(indexes, red)
    const pass = indexes.slice(from, from + others.size + 1).find((index) => !others.has(index))
    first = Math.min(first, pass ?? first)
    let end = indexes.length - 1
    while (end >= from && others.has(indexes[end]!)) end--
    if (end >= from) last = Math.max(last, indexes[end]!)
    count += indexes.length - from - countWithin(indexes, from, others)
  }
  return count === 0 ? null : { first: runs[first]!.at, last: runs[last]!.at, runs: count }
}

/** How many of `some` are among the ordered numbers from the place `from` on. */
function countWithin(indexes: readonly number[], from: number, some: ReadonlySet<number>): number {
  let count = 0
  for (const index of some) {
    const place = placeAfter(indexes, index - 1)
    if (place >= from && indexes[place] === index) count++
  }
  return count
}
