import type { AuditedFalseReds, AuditedFlake } from '../audit/audit-document.ts'
import type { Case } from '../case/types.ts'
import { clopperPearson } from '../flakes/clopper-pearson.ts'
import { falseReds, GOAL } from '../flakes/false-reds.ts'
import { type FlakeTally, flakeTallies } from '../history/flake-tally.ts'
import type { RunBook } from '../history/run-book.ts'

/** Flake rates where nobody says since when. */
export const FLAKES_SINCE_DAYS = 90

export interface CountedFlakes {
  readonly flaky: readonly AuditedFlake[]
  readonly falseReds: AuditedFalseReds
}

/** Counts flakes since then (seconds since 1970): of the cases of a set, and of its smoke tier as it stands. */
export function countFlakes(
  book: RunBook,
  cases: readonly Pick<Case, 'id' | 'repeat'>[],
  smoke: readonly Pick<Case, 'id' | 'repeat'>[],
  since: number,
): CountedFlakes {
  const tallies = flakeTallies(book, since)
  const tallyOf = (id: string): FlakeTally => tallies.get(id) ?? { id, runs: 0, disagreements: 0, answers: 0, reds: 0 }
  const counts = smoke.map(({ id, repeat = 1 }) => ({ ...tallyOf(id), repeat }))
  const { chance, low, high, causes, mend, left, needed, unasked } = falseReds(counts)
  return {
    flaky: cases
      .map(({ id }) => tallyOf(id))
      .filter(({ disagreements }) => disagreements > 0)
      .map(flakeOf)
      .sort((a, b) => b.rate - a.rate || (a.id < b.id ? -1 : 1)),
    falseReds: {
      tier: 'smoke',
      cases: smoke.length,
      answers: counts.reduce((sum, { answers }) => sum + answers, 0),
      ...{ chance, low, high, goal: GOAL, causes, mend, left, needed, unasked },
    },
  }
}

const flakeOf = ({ id, runs, disagreements, answers, reds }: FlakeTally): AuditedFlake => ({
  ...{ id, runs, disagreements, answers, reds },
  rate: reds / answers,
  ...clopperPearson(reds, answers),
})
