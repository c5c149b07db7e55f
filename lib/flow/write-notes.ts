import { type RecordedRun, timeOf } from '../history/event.ts'
import { addLines, noteLine } from '../history/note-line.ts'
import { NOTES_REF, notePath } from '../history/paths.ts'
import type { Ports, RefCommit } from '../ports.ts'
import { moveRefs } from './move-refs.ts'

type Refs = Pick<Ports, 'ownRefs'>

/** A note of more bytes is begun anew: it is derived, and read by people. */
const MAX_NOTE_BYTES = 256 * 1024

/** The commit that puts these runs into the notes for `git log --notes=casebook`; none where they are there already. */
export async function planNotes(
  { ownRefs }: Refs,
  tip: string | null,
  runs: readonly RecordedRun[],
): Promise<RefCommit[]> {
  const lines = linesByCommit(runs)
  const paths = [...lines.keys()].map(notePath)
  const blobs =
    tip === null
      ? []
      : await ownRefs.readBlobs(
          paths.map((path) => `${tip}:${path}`),
          MAX_NOTE_BYTES,
        )
  const files = new Map<string, string>()
  ;[...lines.values()].forEach((some, index) => {
    const before = Buffer.from(blobs[index] ?? []).toString('utf8')
    const after = addLines(before, some)
    if (after !== before) files.set(paths[index]!, after)
  })
  if (files.size === 0) return []
  const at = new Date(timeOf(Math.max(...runs.map((run) => run.at))))
  return [{ ref: NOTES_REF, parent: tip, merge: [], message: 'Notes of runs', at, files }]
}

/** Brings the notes up to date with runs that came from elsewhere. */
export async function writeNotes(ports: Refs, runs: readonly RecordedRun[]): Promise<void> {
  if (runs.length === 0) return
  await moveRefs(ports, [NOTES_REF], async ([tip = null]) => {
    const commits = await planNotes(ports, tip, runs)
    return { write: commits.length === 0 ? null : () => ports.ownRefs.commit(commits), result: null }
  })
}

function linesByCommit(runs: readonly RecordedRun[]): Map<string, string[]> {
  const lines = new Map<string, string[]>()
  for (const run of runs) lines.set(run.commit, [...(lines.get(run.commit) ?? []), noteLine(run)])
  return lines
}
