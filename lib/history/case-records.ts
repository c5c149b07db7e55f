import type { CaseRecord } from '../tiering/tiered-case.ts'
import type { Catch } from './catches.ts'
import { greenStretches } from './green-stretch.ts'
import type { RunBook } from './run-book.ts'
import { type Standing, standings } from './standing.ts'

/** What the runs of a book remember of each case that they asked. Requires catches in order of time. */
export function caseRecords(book: RunBook, catches: readonly Catch[]): ReadonlyMap<string, CaseRecord> {
  const lastCatches = new Map(catches.map((one) => [one.id, one]))
  const stretches = greenStretches(book)
  const recordOf = (id: string, standing: Standing): CaseRecord => ({
    lastCatch: lastCatches.get(id) ?? null,
    red: redOf(standing),
    green: stretches.get(id) ?? null,
  })
  return new Map([...standings(book)].map(([id, standing]) => [id, recordOf(id, standing)]))
}

/** The last verdict that was told, where it is red: what could not be told since does not take it back. */
export function redOf({ lastRed, greenSince }: Standing): CaseRecord['red'] {
  if (lastRed === null || greenSince !== null) return null
  const { run, verdict } = lastRed
  return { verdict, commit: run.commit, at: run.at }
}
