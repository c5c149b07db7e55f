import { compareSets } from './compare-sets.ts'
import { type CaseJudgement, judgeAddedEntries, judgeCase } from './judge-case.ts'
import { judgeNotes } from './judge-notes.ts'
import { type LawPlaces, unexplainedRetirement, unreadableBase, unreadableCase } from './law-finding.ts'
import { byId, type LawPlan, type LawSet } from './law-set.ts'

export type { LawPlaces } from './law-finding.ts'
export type { LawCase, LawNote, LawPlan, LawSet } from './law-set.ts'

/**
 * Compares two sets by the append-only law (PRODUCT.md sections 7 and 9): a plan without problems is lawful. Pure, and no
 * order of cases or notes makes a difference. `places` only fills in hints.
 *
 * The entries that the range's notes have for a case are edges from what the base demands to what the tip demands. Leaving
 * the set is an end, from where every demand and tier can be reached, since adding is free. Merges join notes, so an outcome
 * that one side had a path to keeps it: where one branch retires a case and another changes it, the merge may hold either
 * outcome, and the entries for the other one warn. That is against what both branches grew out of. Against one parent the
 * same holds of all cases whose demand that parent had left alone; overruling what it changed needs a note of its own.
 */
export function planLaw(base: LawSet, tip: LawSet, places: LawPlaces = {}): LawPlan {
  const { range, pairs, broken, added, mended, lost, foreign } = compareSets(base, tip)
  const judged = pairs.map((pair) => ({ id: pair.before.id, ...judgeCase(pair, places) }))
  const whose = (fate: CaseJudgement['fate']) => judged.filter((one) => one.fate === fate)
  const unnoted = lost.filter(({ noted }) => !noted)
  return {
    added: idsOf([...added.map(ofId), ...mended.map(ofId)]),
    annotated: idsOf(whose('annotated')),
    changed: idsOf(whose('changed')),
    retired: idsOf([...whose('retired'), ...lost]),
    moved: judged.flatMap(({ move }) => move ?? []),
    notes: range,
    unexplained: idsOf([...judged.filter(({ explained }) => !explained), ...unnoted]),
    problems: [
      ...judged.flatMap(({ problems }) => problems),
      ...unnoted.map(({ id }) => unexplainedRetirement(id, null, places)),
      ...broken.map((id) => unreadableCase(id, places)),
      ...judgeNotes(base, tip, places),
    ].sort(byId),
    warnings: [
      ...judged.flatMap(({ warnings }) => warnings),
      ...foreign.flatMap(({ id, entries }) => judgeAddedEntries(id, entries)),
      ...mended.map((id) => unreadableBase(id)),
    ].sort(byId),
  }
}

const ofId = (id: string): { readonly id: string } => ({ id })
const idsOf = (them: readonly { readonly id: string }[]): string[] => them.map(({ id }) => id).sort()
