import type { Finding } from '../problem.ts'
import { type LawPlaces, noteChanged, noteRemoved } from './law-finding.ts'
import type { LawSet } from './law-set.ts'

/** Judges that each note which the base holds stands as it was: history that could be rewritten would explain anything. */
export function judgeNotes(base: LawSet, tip: LawSet, places: LawPlaces): Finding[] {
  const contents = new Map(tip.notes.map(({ id, content }) => [id, content]))
  const unreadable = new Set(tip.unreadable)
  return base.notes.flatMap(({ id, content }) => {
    if (contents.get(id) === content) return []
    const isThere = contents.has(id) || unreadable.has(id)
    return [isThere ? noteChanged(id, places) : noteRemoved(id, places)]
  })
}
