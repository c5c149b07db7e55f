import type { Tier } from '../case/types.ts'
import type { Finding } from '../problem.ts'
import { type CaseEntries, entriesByCase } from './entries-by-case.ts'
import { judgeCase } from './judge-case.ts'
import {
  type LawPlaces,
  noteChanged,
  noteRemoved,
  strayEdge,
  strayMove,
  unexplainedRetirement,
  unreadableBase,
  unreadableCase,
} from './law-finding.ts'
import type { Note } from './note.ts'

/** What the law looks at in a case. */
export interface LawCase {
  readonly id: string
  readonly tier: Tier
  /** Hash of what it demands. */
  readonly demand: string
  /** Hash of the whole blob, to tell annotated from untouched. */
  readonly content: string
  readonly tags: readonly string[]
}

export interface LawNote {
  readonly id: string
  /** Hash of the whole blob. */
  readonly content: string
  readonly note: Note
}

/** One side of a comparison. The ids of its cases differ, and so do those of its notes. The inbox is no part of it. */
export interface LawSet {
  readonly cases: readonly LawCase[]
  readonly notes: readonly LawNote[]
  /** Ids whose files are there but do not read as cases (or as notes). */
  readonly unreadable: readonly string[]
}

/** What a range did to a set. Every list is sorted by id; `changed`, `retired` and `moved` hold lawful and unlawful ones. */
export interface LawPlan {
  readonly added: readonly string[]
  /** Another content, the same demand. */
  readonly annotated: readonly string[]
  readonly changed: readonly string[]
  readonly retired: readonly string[]
  readonly moved: readonly { readonly id: string; readonly from: Tier; readonly to: Tier }[]
  /** Notes of the tip that the base does not hold. */
  readonly notes: readonly LawNote[]
  /** Cases that changed or left without a path of entries. */
  readonly unexplained: readonly string[]
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/**
 * Compares two sets by the append-only law (PRODUCT.md sections 7 and 9); lawful is a plan without problems. Decides only:
 * no order of cases or notes makes a difference, and equal sets give an empty plan.
 *
 * Per case, the entries of the range's notes are edges from the base's standing to the tip's, where leaving the set is an
 * end that leads to any demand and tier again, since adding is free. Notes only join in a merge, so every outcome that one
 * side had a path to keeps it: where one branch retires a case and another changes it, the merge may hold either outcome
 * (against what both grew out of), and the entries of the other only warn. Against one parent of a merge the same holds of
 * all that this parent left alone; undoing what the parent itself changed is a change, and needs a note of its own.
 */
export function planLaw(base: LawSet, tip: LawSet, places: LawPlaces = {}): LawPlan {
  const comparison = compare(base, tip)
  const { notes, pairs, lost } = comparison
  const judged = pairs.map((pair) => ({ ...pair, ...judgeCase(pair.before, pair.after, pair.entries, places) }))
  const isOf = (kind: Change) => judged.filter((one) => changeOf(one) === kind).map(idOf)
  return {
    added: comparison.added,
    annotated: isOf('annotated'),
    changed: isOf('changed'),
    retired: [...isOf('retired'), ...lost].sort(),
    moved: judged.flatMap(moveOf),
    notes,
    unexplained: [...judged.filter((one) => !one.explained).map(idOf), ...comparison.unexplainedLost].sort(),
    problems: [...judged.flatMap((one) => one.problems), ...otherProblems(comparison, base, tip, places)].sort(byId),
    warnings: [...judged.flatMap((one) => one.warnings), ...otherWarnings(comparison, base)].sort(byId),
  }
}

interface Pair {
  readonly before: LawCase
  /** Null where the tip does not hold it. */
  readonly after: LawCase | null
  readonly entries: CaseEntries
}

interface Comparison {
  readonly notes: readonly LawNote[]
  readonly entries: ReadonlyMap<string, CaseEntries>
  readonly pairs: readonly Pair[]
  readonly added: readonly string[]
  /** Cases that did not read on the base, and are gone. */
  readonly lost: readonly string[]
  readonly unexplainedLost: readonly string[]
  /** Cases that did not read on the base, and do now. */
  readonly mended: readonly string[]
  /** Cases of the base that do not read any more. */
  readonly broken: readonly string[]
}

const NONE: CaseEntries = { edges: [], moves: [] }

function compare(base: LawSet, tip: LawSet): Comparison {
  const held = new Set(base.notes.map(idOf))
  const notes = tip.notes.filter(({ id }) => !held.has(id)).sort(byId)
  const entries = entriesByCase(notes)
  const before = new Set(base.cases.map(idOf))
  const after = new Map(tip.cases.map((one) => [one.id, one]))
  const broken = new Set(tip.unreadable)
  const blind = base.unreadable.filter((id) => !before.has(id)).sort()
  const lost = blind.filter((id) => !after.has(id) && !broken.has(id))
  return {
    notes,
    entries,
    pairs: base.cases
      .filter(({ id }) => !broken.has(id))
      .sort(byId)
      .map((one) => ({ before: one, after: after.get(one.id) ?? null, entries: entries.get(one.id) ?? NONE })),
    added: [...after.keys()].filter((id) => !before.has(id)).sort(),
    lost,
    unexplainedLost: lost.filter((id) => !entries.get(id)?.edges.some(({ to }) => to === null)),
    mended: blind.filter((id) => after.has(id)),
    broken: [...before].filter((id) => broken.has(id)),
  }
}
