import fc from 'fast-check'
import { TIERS, type Tier } from '../../../lib/case/types.ts'
import type { Note } from '../../../lib/law/note.ts'
import type { LawCase, LawNote, LawSet } from '../../../lib/law/plan.ts'
import { aCase, demandOf, idOf, lawNote } from './builders.ts'

/** What a branch does next: one lawful commit, or two branches that grow apart and merge. `a`, `b`, `c` choose among what can be done. */
export type Step = { readonly kind: Kind; readonly a: number; readonly b: number; readonly c: number } | Fork
interface Fork {
  readonly kind: 'fork'
  readonly left: readonly Step[]
  readonly right: readonly Step[]
  /** Who wins the conflicts, used in turn. */
  readonly picks: readonly boolean[]
}
const KINDS = ['add', 'annotate', 'change', 'retire', 'move'] as const
type Kind = (typeof KINDS)[number]

const IDS = ['a', 'b', 'c', 'd', 'e'].map(idOf)
const DEMANDS = [0, 1, 2, 3].map(demandOf)
/** Tagged adversarial wherever it is, so that it moves freely; any other may be tagged later, and moves with a note. */
const ADVERSARIAL = IDS[0]!

export interface Commit {
  readonly cases: ReadonlyMap<string, LawCase>
  readonly notes: readonly LawNote[]
}

export interface Merge {
  readonly base: Commit
  readonly left: Commit
  readonly right: Commit
  readonly merged: Commit
}

/** Every commit with one that all its history passes through; and every merge. */
export interface History {
  readonly ranges: readonly { readonly base: Commit; readonly tip: Commit }[]
  readonly merges: readonly Merge[]
}

export const setOf = ({ cases, notes }: Commit): LawSet => ({ cases: [...cases.values()], notes, unreadable: [] })

const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step; fork: Fork }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 1, withCrossShrink: true },
    fc.record({ kind: fc.constantFrom(...KINDS), a: fc.nat(19), b: fc.nat(19), c: fc.nat(19) }),
    tie('fork'),
  ),
  fork: fc.record({
    kind: fc.constant('fork' as const),
    left: tie('steps'),
    right: tie('steps'),
    picks: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  }),
}))

/** Histories that begin with three cases and hold at least one merge. */
export const history: fc.Arbitrary<History> = fc
  .tuple(
    steps,
    fc.record({ left: steps, right: steps, picks: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }) }),
    steps,
  )
  .map(([before, fork, after]) => play([...before, { kind: 'fork', ...fork }, ...after]))

function play(all: readonly Step[]): History {
  const ranges: History['ranges'][number][] = []
  const merges: Merge[] = []
  let notes = 0

  const commit = (on: Commit, one: LawCase | null, id: string, said?: Partial<Note>): Commit => {
    const cases = new Map(on.cases)
    if (one) cases.set(id, one)
    else cases.delete(id)
    return { cases, notes: said ? [...on.notes, lawNote(`n${++notes}`, said)] : on.notes }
  }

  const act = (on: Commit, { kind, a, b, c }: Exclude<Step, Fork>): Commit => {
    const id = IDS[a % IDS.length]!
    const one = on.cases.get(id)
    const demand = DEMANDS[b % DEMANDS.length]!
    const tier = TIERS[c % TIERS.length]!
    if (!one) return commit(on, caseOf(id, demand, tier), id)
    if (kind === 'annotate') return commit(on, annotated(one, b), id)
    if (kind === 'retire') return commit(on, null, id, { retire: [{ id, demand: one.demand }] })
    if (kind === 'change' && demand !== one.demand)
      return commit(on, { ...one, demand, content: `${one.content} ${b}` }, id, {
        change: [{ id, from: one.demand, to: demand }],
      })
    if (kind === 'move' && tier !== one.tier) return commit(on, { ...one, tier }, id, noteOfMove(one, tier))
    return on
  }

  const walk = (from: Commit, todo: readonly Step[], through: readonly Commit[]): Commit => {
    let at = from
    const passed = [...through, from]
    for (const step of todo) {
      at = step.kind === 'fork' ? fork(at, step, passed) : act(at, step)
      for (const base of passed) ranges.push({ base, tip: at })
      passed.push(at)
    }
    return at
  }

  const fork = (base: Commit, { left, right, picks }: Fork, passed: readonly Commit[]): Commit => {
    const sides = { base, left: walk(base, left, passed), right: walk(base, right, passed) }
    const merged = mergeOf(sides, picks)
    merges.push({ ...sides, merged })
    return merged
  }

  const root = new Map(IDS.slice(0, 3).map((id) => [id, caseOf(id, DEMANDS[0]!, 'smoke')]))
  walk({ cases: root, notes: [] }, all, [])
  return { ranges, merges }
}

const caseOf = (id: string, demand: string, tier: Tier): LawCase =>
  aCase(id, { demand, tier, tags: id === ADVERSARIAL ? ['adversarial'] : [] })

const annotated = (one: LawCase, salt: number): LawCase => ({
  ...one,
  content: `${one.content} note ${salt}`,
  tags: salt % 2 === 0 ? ['adversarial'] : one.tags,
})

const noteOfMove = ({ id, tier: from }: LawCase, to: Tier): Partial<Note> | undefined =>
  to === 'extended' && id !== ADVERSARIAL ? { move: [{ id, from, to }] } : undefined

/** As git merges: notes join; of a file that both sides kept the place and the bytes merge apart, any other as a whole. */
function mergeOf({ base, left, right }: Omit<Merge, 'merged'>, picks: readonly boolean[]): Commit {
  let turn = 0
  const pick = <T>(was: T, ours: T, theirs: T): T => {
    if (same(ours, was)) return theirs
    if (same(theirs, was) || same(ours, theirs)) return ours
    return picks[turn++ % picks.length] ? ours : theirs
  }
  const mergeCase = (id: string): LawCase | undefined => {
    const [was, ours, theirs] = [base, left, right].map(({ cases }) => cases.get(id))
    if (!was || !ours || !theirs) return pick(was, ours, theirs)
    return { ...pick(bytesOf(was), bytesOf(ours), bytesOf(theirs)), tier: pick(was.tier, ours.tier, theirs.tier) }
  }
  const merged = IDS.map((id) => [id, mergeCase(id)] as const).filter((entry): entry is [string, LawCase] => !!entry[1])
  const added = right.notes.filter((one) => !left.notes.includes(one))
  return { cases: new Map(merged), notes: [...left.notes, ...added] }
}

const bytesOf = ({ tier: _tier, ...bytes }: LawCase): Omit<LawCase, 'tier'> => bytes
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : [value]
