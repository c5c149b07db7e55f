import type { Note } from '../../../lib/law/note.ts'
import type { LawCase, LawNote, LawSet } from '../../../lib/law/plan.ts'

/** A case id, told apart by one hex digit. */
export const idOf = (digit: string | number): string => `reg-2026-11-22-${digit.toString().repeat(6)}`

/** A demand hash, told apart by one hex digit. */
export const demandOf = (digit: string | number): string => digit.toString().repeat(64)

export const aCase = (id: string, over: Partial<LawCase> = {}): LawCase => {
  const demand = over.demand ?? demandOf(0)
  return { id, tier: 'smoke', demand, content: `${id} ${demand}`, tags: [], ...over }
}

export const aNote = (id: string, over: Partial<Note> = {}): Note => ({
  id,
  retire: [],
  change: [],
  move: [],
  waive: [],
  reason: 'duplicate',
  evidence: null,
  approved_by: null,
  why: 'It says nothing that its neighbour does not say.',
  ...over,
})

export const lawNote = (id: string, over: Partial<Note> = {}): LawNote => {
  const note = aNote(id, over)
  return { id, content: JSON.stringify(note), note }
}

export const aSet = (
  cases: readonly LawCase[] = [],
  notes: readonly LawNote[] = [],
  unreadable: readonly string[] = [],
): LawSet => ({ cases, notes, unreadable })
