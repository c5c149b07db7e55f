import { bugLink } from '../policy/bug-link.ts'
import { parseBug } from '../policy/parse-bug.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { applyChanges, workTreeOf } from './apply-changes.ts'
import { findConfig } from './find-config.ts'
import { draftNote, type NoteDocument, type NoteWords } from './write-note.ts'

/** Writes a migration note that says why a bug has no case, staged. */
export async function waiveBug(
  ports: Ports,
  { bug, dryRun, words }: { bug: string; dryRun: boolean; words: NoteWords },
): Promise<NoteDocument> {
  workTreeOf(ports)
  const config = await findConfig(ports, { at: 'worktree' })
  if (parseBug(bug, config.bugs).kind === 'text')
    throw invalid('unknown-bug', `"${bug}" names no bug`, { hints: ["give its URL, its key or '#' and its number"] })
  const waive = [{ bug: bugLink(bug, config.bugs) ?? bug, reason: words.why.trim().split('\n', 1)[0]! }]
  const note = await draftNote(ports, config, { waive }, words)
  if (!dryRun) await applyChanges(ports, [note])
  return {
    format: 'casebook-waive/1',
    id: bug,
    note: note.id,
    path: note.path,
    from: null,
    to: null,
    dry_run: dryRun,
    text: note.bytes,
  }
}
