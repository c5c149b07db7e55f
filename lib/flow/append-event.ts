import type { HistoryEvent, RecordedRun } from '../history/event.ts'
import { MAX_EVENT_BYTES, parseEvent } from '../history/parse-event.ts'
import { eventPath, HISTORY_REF, NOTES_REF } from '../history/paths.ts'
import { type RenderedEvent, renderEvent } from '../history/render-event.ts'
import type { Ports, RefCommit } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { moveRefs } from './move-refs.ts'
import { planNotes } from './write-notes.ts'

type Refs = Pick<Ports, 'ownRefs' | 'fingerprint'>

/** Adds one event to the history and its line to the notes: by one git command, where no other writer comes first. */
export async function appendEvent(ports: Refs, event: HistoryEvent): Promise<void> {
  const rendered = renderEvent(event, ports.fingerprint)
  const run = readBack(ports, rendered)
  await moveRefs(ports, [HISTORY_REF, NOTES_REF], async ([tip = null, notes = null], attempt) => {
    const isKept = attempt > 0 && (await isThere(ports, tip, rendered))
    const commits = [...(isKept ? [] : [eventCommit(event, rendered, tip)]), ...(await planNotes(ports, notes, [run]))]
    return { write: commits.length === 0 ? null : () => ports.ownRefs.commit(commits), result: null }
  })
}

/** What could not be read back must not be written. */
function readBack({ fingerprint }: Refs, { id, text }: RenderedEvent): RecordedRun {
  const read = parseEvent(Buffer.from(text), id, fingerprint)
  if ('run' in read) return read.run
  throw unavailable('bad-event', `the run can not be kept as an event: ${read.reason}`)
}

const eventCommit = (event: HistoryEvent, { id, text }: RenderedEvent, tip: string | null): RefCommit => ({
  ref: HISTORY_REF,
  parent: tip,
  merge: [],
  message: `${event.kind} ${event.set} ${event.commit.slice(0, 12)}`,
  at: new Date(event.at),
  files: new Map([[eventPath(id), text]]),
})

/** At a second try one of the two refs may have moved already: what is there is not added again. */
async function isThere({ ownRefs }: Refs, tip: string | null, { id }: RenderedEvent): Promise<boolean> {
  if (tip === null) return false
  const [bytes] = await ownRefs.readBlobs([`${tip}:${eventPath(id)}`], MAX_EVENT_BYTES)
  return bytes !== null
}
