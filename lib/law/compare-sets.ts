import { type CaseEntries, entriesByCase } from './entries-by-case.ts'
import { byId, type LawCase, type LawNote, type LawSet } from './law-set.ts'

/** A case that the base holds, and what became of it. */
export interface CasePair {
  readonly before: LawCase
  /** Null where the tip does not hold it. */
  readonly after: LawCase | null
  readonly entries: CaseEntries
}

/** Two sets laid side by side; every id is in one list at most. Lists are sorted by id. */
export interface Comparison {
  /** Notes of the tip that the base does not hold. */
  readonly range: readonly LawNote[]
  readonly pairs: readonly CasePair[]
  /** Cases of the base whose files do not read any more. */
  readonly broken: readonly string[]
  readonly added: readonly string[]
  /** Cases whose files did not read on the base, and do now. */
  readonly mended: readonly string[]
  /** Cases whose files did not read on the base, and are gone; the tip's notes may retire them. */
  readonly lost: readonly { readonly id: string; readonly noted: boolean }[]
  /** Entries for ids that are no case of the base. */
  readonly foreign: readonly { readonly id: string; readonly entries: CaseEntries }[]
}

/** Lays the base and the tip of a range side by side. */
export function compareSets(base: LawSet, tip: LawSet): Comparison {
  const range = addedNotes(base, tip)
  const entries = entriesByCase(range)
  const before = new Set(base.cases.map(({ id }) => id))
  const after = new Map(tip.cases.map((one) => [one.id, one]))
  const unreadable = new Set(tip.unreadable)
  const blind = new Set(base.unreadable.filter((id) => !before.has(id)))
  return {
    range,
    pairs: base.cases
      .filter(({ id }) => !unreadable.has(id))
      .sort(byId)
      .map((one) => ({ before: one, after: after.get(one.id) ?? null, entries: entries.get(one.id) ?? NO_ENTRIES })),
    broken: [...before].filter((id) => unreadable.has(id)).sort(),
    added: [...after.keys()].filter((id) => !before.has(id) && !blind.has(id)).sort(),
    mended: [...blind].filter((id) => after.has(id)).sort(),
    lost: [...blind]
      .filter((id) => !after.has(id) && !unreadable.has(id))
      .sort()
      .map((id) => ({ id, noted: retires(entries.get(id)) })),
    foreign: [...entries]
      .filter(([id]) => !before.has(id) && !blind.has(id))
      .map(([id, said]) => ({ id, entries: said }))
      .sort(byId),
  }
}

const NO_ENTRIES: CaseEntries = { edges: [], moves: [] }

function addedNotes(base: LawSet, tip: LawSet): LawNote[] {
  const held = new Set(base.notes.map(({ id }) => id))
  return tip.notes.filter(({ id }) => !held.has(id)).sort(byId)
}

/** What a case demanded that did not read, nobody knows, so that any demand will do. */
const retires = (entries: CaseEntries | undefined): boolean => entries?.edges.some(({ to }) => to === null) ?? false
