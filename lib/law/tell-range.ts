import type { Tier } from '../case/types.ts'
import type { LawPlan } from './law-set.ts'
import type { Note } from './note.ts'

/** What a reader knows a case by. */
export interface TitledCase {
  readonly id: string
  readonly tier: Tier
  readonly title: string
}

/** A case that a range touched; `from` and `to` are its tiers, null where it was not, or is no more, in the set. */
export interface ToldCase {
  readonly id: string
  /** As the tip has it, else as the base had it; null where neither file reads. */
  readonly title: string | null
  readonly from: Tier | null
  readonly to: Tier | null
  /** Ids of the range's notes that name it. */
  readonly notes: readonly string[]
}

/** A migration note in short. */
export interface ToldNote {
  readonly id: string
  readonly reason: Note['reason']
  /** The first line of its prose. */
  readonly why: string
  readonly retire: readonly string[]
  readonly change: readonly string[]
  readonly move: readonly string[]
  readonly waive: Note['waive']
}

/** What came to a set, what left it, and why. Lists are sorted by id; a case that changed and moved is in both. */
export interface RangeStory {
  readonly added: readonly ToldCase[]
  readonly annotated: readonly ToldCase[]
  readonly changed: readonly ToldCase[]
  readonly moved: readonly ToldCase[]
  readonly retired: readonly ToldCase[]
  readonly notes: readonly ToldNote[]
  /** Ids of cases that changed or left without notes that lead there. */
  readonly unexplained: readonly string[]
}

/** Tells what a range did to a set, from its plan and the cases of both ends. Pure; texts are as their files have them. */
export function tellRange(plan: LawPlan, base: readonly TitledCase[], tip: readonly TitledCase[]): RangeStory {
  const before = new Map(base.map((one) => [one.id, one]))
  const after = new Map(tip.map((one) => [one.id, one]))
  const naming = notesByCase(plan)
  const tell = (id: string): ToldCase => ({
    id,
    title: (after.get(id) ?? before.get(id))?.title ?? null,
    from: before.get(id)?.tier ?? null,
    to: after.get(id)?.tier ?? null,
    notes: naming.get(id) ?? [],
  })
  return {
    added: plan.added.map(tell),
    annotated: plan.annotated.map(tell),
    changed: plan.changed.map(tell),
    moved: plan.moved.map(({ id }) => tell(id)),
    retired: plan.retired.map(tell),
    notes: plan.notes.map(({ note }) => inShort(note)),
    unexplained: plan.unexplained,
  }
}

const inShort = ({ id, reason, why, retire, change, move, waive }: Note): ToldNote => ({
  id,
  reason,
  why: why.split('\n', 1)[0]!.trim(),
  retire: uniqueIds(retire),
  change: uniqueIds(change),
  move: uniqueIds(move),
  waive,
})

function notesByCase({ notes }: LawPlan): Map<string, string[]> {
  const naming = new Map<string, string[]>()
  for (const { id, note } of notes)
    for (const named of uniqueIds([...note.retire, ...note.change, ...note.move]))
      naming.set(named, [...(naming.get(named) ?? []), id])
  return naming
}

const uniqueIds = (entries: readonly { readonly id: string }[]): string[] =>
  [...new Set(entries.map(({ id }) => id))].sort()
