import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LawSet, planLaw } from '../../../lib/law/plan.ts'
import { planCrossed } from '../../../lib/law/plan-crossed.ts'
import { aCase, aSet, demandOf, idOf, lawNote } from './builders.ts'
import { type Commit, history, type Merge, setOf } from './history.ts'

const [A, B] = ['a', 'b'].map(idOf) as [string, string]
const [D0, D1, D2] = [0, 1, 2].map(demandOf) as [string, string, string]

const plan = (fork: LawSet, bases: readonly LawSet[], tip: LawSet) =>
  planCrossed(
    bases.map((set) => ({ set, plan: planLaw(set, tip) })),
    { set: fork, plan: planLaw(fork, tip) },
    tip,
  )

describe('planCrossed', () => {
  const fork = aSet([aCase(A)])
  const changes = (to: string) => lawNote(`to-${to[0]}`, { change: [{ id: A, from: D0, to }] })
  const one = aSet([aCase(A, { demand: D1 })], [changes(D1)])
  const two = aSet([aCase(A, { demand: D2 })], [changes(D2)])
  const both = [changes(D1), changes(D2)]

  it.each<[what: string, bases: LawSet[], tip: LawSet, unexplained: string[]]>([
    ['lets a merge choose between two changes', [one, two], aSet([aCase(A, { demand: D2 })], both), []],
    ['lets no merge take a third', [one, two], aSet([aCase(A, { demand: demandOf(3) })], both), [A]],
    ['lets no merge take both back', [one, two], aSet([aCase(A)], both), [A]],
    ['lets no merge take back what one side alone changed', [one, fork], aSet([aCase(A)], [changes(D1)]), [A]],
    ['lets no merge drop what one side alone added', [aSet([aCase(A), aCase(B)]), fork], fork, [B]],
    ['lets no merge drop what no side touched', [fork, aSet([aCase(A), aCase(B)])], aSet([aCase(B)]), [A]],
  ])('%s', (_what, bases, tip, unexplained) => {
    for (const order of [bases, bases.toReversed()]) {
      const judged = plan(fork, order, tip)
      expect(judged.unexplained).toEqual(unexplained)
      expect([...new Set(judged.problems.map(({ id }) => id))]).toEqual(unexplained)
    }
  })

  it('names a note that either holds and the tip does not', () => {
    expect(
      plan(fork, [fork, one], aSet([aCase(A)]))
        .problems.map(({ code }) => code)
        .sort(),
    ).toEqual(['note-removed', 'unexplained-change'])
  })

  it('lists the notes that neither holds', () => {
    const third = lawNote('third')
    expect(plan(fork, [one, two], aSet([aCase(A, { demand: D2 })], [...both, third])).notes).toEqual([third])
  })
})

/** As two branches that merged each other see it: both sides are best common ancestors of what grew out of either merge. */
const crossed = ({ base, left, right }: Merge, tip: Commit) => plan(setOf(base), [left, right].map(setOf), setOf(tip))

const without = (tip: Commit, id: string): Commit => {
  const cases = new Map(tip.cases)
  cases.delete(id)
  return { ...tip, cases }
}

describe('over random histories that merge criss-cross', () => {
  const tipsOf = (ranges: readonly { base: Commit; tip: Commit }[], { merged }: Merge): Commit[] => [
    merged,
    ...ranges.filter(({ base }) => base === merged).map(({ tip }) => tip),
  ]

  it('whatever branches do lawfully is lawful', () => {
    fc.assert(
      fc.property(history, ({ merges, ranges }) => {
        for (const merge of merges)
          for (const tip of tipsOf(ranges, merge)) {
            const { problems, unexplained } = crossed(merge, tip)
            expect([...problems, ...unexplained]).toEqual([])
          }
      }),
      { numRuns: 200 },
    )
  })

  it('a case of either side that no note names and that is gone is named', () => {
    fc.assert(
      fc.property(history, ({ merges, ranges }) => {
        for (const merge of merges)
          for (const tip of tipsOf(ranges, merge)) {
            const since = tip.notes.filter(({ id }) => !merge.base.notes.some((note) => note.id === id))
            const named = new Set(since.flatMap(({ note }) => [...note.retire, ...note.change].map(({ id }) => id)))
            for (const id of new Set([...merge.left.cases.keys(), ...merge.right.cases.keys()]))
              if (!named.has(id)) expect(crossed(merge, without(tip, id)).unexplained).toContain(id)
          }
      }),
      { numRuns: 200 },
    )
  })
})
