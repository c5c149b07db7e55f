import type { LawNote } from './law-set.ts'

export interface WaivedBug {
  readonly bug: string
  readonly reason: string
}

/** Lists the bugs that notes waive, each with its reason; sorted, and the same words once. */
export function waivedBugs(notes: readonly LawNote[]): WaivedBug[] {
  const waived = notes.flatMap(({ note }) => note.waive)
  const unique = new Map(waived.map(({ bug, reason }) => [`${bug}\n${reason}`, { bug, reason }]))
  return [...unique].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one)
}

/** Lists the bugs of those cases that notes retire, whatever else became of them; sorted, each once. */
export function retiredBugs(
  notes: readonly LawNote[],
  baseCases: readonly { readonly id: string; readonly bugs: readonly string[] }[],
): string[] {
  const retired = new Set(notes.flatMap(({ note }) => note.retire.map(({ id }) => id)))
  return [...new Set(baseCases.filter(({ id }) => retired.has(id)).flatMap(({ bugs }) => bugs))].sort()
}

/**
 * Lists the bugs, as written, that the notes of a range link beside the tip's cases (PRODUCT.md section 7, over a range):
 * those of cases that they retire, and those that they waive.
 */
export function linksOfNotes(
  notes: readonly LawNote[],
  baseCases: readonly { readonly id: string; readonly bugs: readonly string[] }[],
): string[] {
  return [...new Set([...retiredBugs(notes, baseCases), ...waivedBugs(notes).map(({ bug }) => bug)])].sort()
}
