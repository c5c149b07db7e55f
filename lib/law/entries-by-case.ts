import type { Tier } from '../case/types.ts'
import type { LawNote } from './law-set.ts'
import type { DemandEdge } from './trace-demand.ts'

/** A `retire` or `change` entry, with the note that it stands in. */
export interface NotedEdge extends DemandEdge {
  readonly note: string
}

/** A `move` entry, with the note that it stands in. */
export interface NotedMove {
  readonly note: string
  readonly from: Tier
  readonly to: Tier
}

/** What the notes of a range say of one case. */
export interface CaseEntries {
  readonly edges: readonly NotedEdge[]
  readonly moves: readonly NotedMove[]
}

/** Sorts the entries of notes by their case, in the order of the notes. */
export function entriesByCase(notes: readonly LawNote[]): Map<string, CaseEntries> {
  const found = new Map<string, { edges: NotedEdge[]; moves: NotedMove[] }>()
  const at = (id: string) => {
    const known = found.get(id) ?? { edges: [], moves: [] }
    found.set(id, known)
    return known
  }
  for (const { id: note, note: said } of notes) {
    for (const { id, demand } of said.retire) at(id).edges.push({ note, from: demand, to: null })
    for (const { id, from, to } of said.change) at(id).edges.push({ note, from, to })
    for (const { id, from, to } of said.move) at(id).moves.push({ note, from, to })
  }
  return found
}
