import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LawPlan, planLaw } from '../../../lib/law/plan.ts'
import { demandOf } from './builders.ts'
import { type Commit, type History, history, type Merge, same, setOf } from './history.ts'

const RUNS = { numRuns: 300 }
const planOf = (base: Commit, tip: Commit): LawPlan => planLaw(setOf(base), setOf(tip))

/** The two ways to see a merge from a parent, and what the other side did. */
const parentsOf = ({ base, left, right, merged }: Merge) => [
  { base, parent: left, other: right, merged },
  { base, parent: right, other: left, merged },
]

/** Ids of the base's cases that no entry of the range names. */
function unnamed(base: Commit, tip: Commit): string[] {
  const range = tip.notes.filter(({ id }) => !base.notes.some((one) => one.id === id))
  const named = new Set(range.flatMap(({ note }) => [...note.retire, ...note.change].map(({ id }) => id)))
  return [...base.cases.keys()].filter((id) => !named.has(id))
}

const rangesOf = ({ ranges, merges }: History) => [
  ...ranges,
  ...merges.flatMap(({ base, left, right, merged }) =>
    [base, left, right].map((from) => ({ base: from, tip: merged })),
  ),
]

const isNamed = (plan: LawPlan, id: string, code: string): boolean =>
  plan.unexplained.includes(id) && plan.problems.some((one) => one.id === id && one.code === code)

describe('over random histories with merges', () => {
  it('whatever branches do lawfully is lawful, merges too, against every commit that all of it grew out of', () => {
    fc.assert(
      fc.property(history, ({ ranges, merges }) => {
        const all = [...ranges, ...merges.map(({ base, merged }) => ({ base, tip: merged }))]
        const plans = all.map(({ base, tip }) => planOf(base, tip))
        expect(plans.flatMap(({ problems, unexplained }) => [...problems, ...unexplained])).toEqual([])
      }),
      RUNS,
    )
  })

  it('against a parent, a merge is lawful but for cases that both sides touched, whose demand this parent set, and that the merge took from the other', () => {
    fc.assert(
      fc.property(history, ({ merges }) => {
        for (const { base, parent, other, merged } of merges.flatMap(parentsOf)) {
          for (const { id = '' } of planOf(parent, merged).problems) {
            const [was, mine, theirs, now] = [base, parent, other, merged].map(({ cases }) => cases.get(id))
            expect(mine?.demand).not.toBe(was?.demand)
            expect(same(theirs, was)).toBe(false)
            expect(same(now, mine)).toBe(false)
          }
        }
      }),
      RUNS,
    )
  })

  it('a case that is gone without a note is named, whatever else the range did, from every side', () => {
    fc.assert(
      fc.property(history, fc.nat(), (all, pick) => {
        for (const { base, tip } of rangesOf(all)) {
          const ids = unnamed(base, tip)
          if (ids.length === 0) continue
          const id = ids[pick % ids.length]!
          const cases = new Map(tip.cases)
          cases.delete(id)
          if (!isNamed(planOf(base, { ...tip, cases }), id, 'unexplained-retirement'))
            throw new Error(`${id} is not named`)
        }
      }),
      RUNS,
    )
  })

  it('a demand that changed without a note is named, whatever else the range did, from every side', () => {
    fc.assert(
      fc.property(history, fc.nat(), (all, pick) => {
        for (const { base, tip } of rangesOf(all)) {
          const ids = unnamed(base, tip)
          if (ids.length === 0) continue
          const id = ids[pick % ids.length]!
          const one = { ...base.cases.get(id)!, demand: demandOf('f') }
          if (!isNamed(planOf(base, { ...tip, cases: new Map(tip.cases).set(id, one) }), id, 'unexplained-change'))
            throw new Error(`${id} is not named`)
        }
      }),
      RUNS,
    )
  })

  it('a note of the base that is gone or changed is named', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.boolean(), ({ ranges }, pick, isGone) => {
        for (const { base, tip } of ranges.filter((range) => range.base.notes.length > 0)) {
          const { id } = base.notes[pick % base.notes.length]!
          const notes = isGone
            ? tip.notes.filter((one) => one.id !== id)
            : tip.notes.map((one) => (one.id === id ? { ...one, content: 'other' } : one))
          const code = isGone ? 'note-removed' : 'note-changed'
          expect(planOf(base, { ...tip, notes }).problems).toEqual([expect.objectContaining({ code, id })])
        }
      }),
      RUNS,
    )
  })

  it('the order of cases and notes is irrelevant', () => {
    fc.assert(
      fc.property(history, fc.func(fc.nat()), (all, rank) => {
        const shuffled = ({ cases, notes }: Commit) => {
          const by = <T extends { id: string }>(a: T, b: T): number => rank(a.id) - rank(b.id)
          return { cases: [...cases.values()].sort(by), notes: notes.toSorted(by), unreadable: [] }
        }
        for (const { base, tip } of rangesOf(all).slice(-10))
          expect(planLaw(shuffled(base), shuffled(tip))).toEqual(planOf(base, tip))
      }),
      RUNS,
    )
  })

  it('a set compared with itself gives an empty plan', () => {
    const nothing = {
      added: [],
      annotated: [],
      changed: [],
      retired: [],
      moved: [],
      notes: [],
      unexplained: [],
      problems: [],
      warnings: [],
    }
    fc.assert(
      fc.property(history, ({ ranges, merges }) => {
        for (const commit of [...ranges.map(({ tip }) => tip), ...merges.map(({ merged }) => merged)])
          expect(planOf(commit, commit)).toEqual(nothing)
      }),
      RUNS,
    )
  })

  it('the histories hold what the laws are about', () => {
    const merges = fc.sample(history, { numRuns: 300, seed: 1 }).flatMap((one) => one.merges)
    const fates = merges.flatMap(({ base, left, right, merged }) =>
      [...base.cases].map(([id, was]) => {
        const fateIn = (commit: Commit) =>
          commit.cases.get(id)?.demand.replace(was.demand, 'kept').slice(0, 4) ?? 'gone'
        return [left, right, merged].map(fateIn).join(' ').replace(/\d{4}/g, 'other')
      }),
    )
    for (const fate of [
      'gone gone gone',
      'gone other gone',
      'gone other other',
      'other gone gone',
      'kept other other',
      'gone kept gone',
    ])
      expect(fates, fate).toContain(fate)
    const overruled = merges
      .flatMap(parentsOf)
      .filter(({ parent, merged }) => planOf(parent, merged).problems.length > 0)
    expect(overruled.length).toBeGreaterThan(0)
  })
})
