import { planEdge } from '../law/plan-entries.ts'
import type { Ports } from '../ports.ts'
import { unknownCase } from '../run/select.ts'
import { applyChanges, type Change, workTreeOf } from './apply-changes.ts'
import { findConfig } from './find-config.ts'
import { findCaseFile, formerCase } from './former-case.ts'
import { draftNote, type NoteDocument, type NoteWords } from './write-note.ts'

export interface NoteRequest {
  readonly id: string
  /** What the note explains the case against; null is what a push is judged against. */
  readonly base: string | null
  readonly dryRun: boolean
  /** Asked only where a note is needed. */
  words(need: { readonly reason: boolean }): Promise<NoteWords>
}

/**
 * Takes a case out of the set and writes the note that explains it, both staged. A case that is gone already, or lies in the
 * inbox now, gets its note; one whose retirement the branch's notes explain already needs no other.
 */
export async function retireCase(ports: Ports, { id, base, dryRun, words }: NoteRequest): Promise<NoteDocument> {
  workTreeOf(ports)
  const config = await findConfig(ports, { at: 'worktree' })
  const former = await formerCase(ports, config, id, base)
  const file = await findCaseFile(ports, config, { at: 'worktree' }, id)
  const head = former.head ?? former.last
  const start = former.fork ?? head
  if (start === null) throw unknownCase(id)
  const edge = planEdge(former.known, { fork: former.fork, head }, null)
  const entries = edge && { retire: [{ id, demand: edge.from }] }
  const note = entries && (await draftNote(ports, config, entries, await words({ reason: true })))
  const changes: Change[] = [...(note ? [note] : []), ...(file ? [{ path: file.path, bytes: null }] : [])]
  const places = [start.path, head?.path ?? start.path, `${config.path}/inbox/${id}.yaml`, ...former.notePaths]
  if (!dryRun) await applyChanges(ports, changes, places)
  return {
    format: 'casebook-retire/1',
    id,
    note: note?.id ?? former.known.edges.find(({ to }) => to === null)?.note ?? null,
    path: note?.path ?? null,
    from: edge?.from ?? start.demand,
    to: null,
    dry_run: dryRun,
    text: note?.bytes ?? null,
  }
}
