import type { HistoryEvent, RecordedRun } from '../history/event.ts'
import { MAX_EVENT_BYTES, parseEvent } from '../history/parse-event.ts'
import { eventPath, HISTORY_REF, NOTES_REF } from '../history/paths.ts'
import { type RenderedEvent, renderEvent } from '../history/render-event.ts'
import type { Ports, RefCommit } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { moveRefs } from './move-refs.ts'
import { planNotes } from './write-notes.ts'

type Refs = Pick<Ports, 'ownRefs' | 'fingerprint'>

/** Adds events to the history and their lines to the notes: by one git command, where no other writer comes first. */
export async function appendEvents(ports: Refs, events: readonly HistoryEvent[]): Promise<void> {
  const all = events.map((event) => ({ event, ...renderEvent(event, ports.fingerprint) }))
  const runs = all.map((one) => readBack(ports, one))
  await moveRefs(ports, [HISTORY_REF, NOTES_REF], async ([tip = null, notes = null], attempt) => {
    const news = attempt > 0 ? await missing(ports, tip, all) : all
    const commits = [...eventCommit(news, tip), ...(await planNotes(ports, notes, runs))]
    return { write: commits.length === 0 ? null : () => ports.ownRefs.commit(commits), result: null }
  })
}

/** What could not be read back must not be written. */
function readBack({ fingerprint }: Refs, { id, text }: RenderedEvent): RecordedRun {
  const read = parseEvent(Buffer.from(text), id, fingerprint)
  if ('run' in read) return read.run
  throw unavailable('bad-event', `the run can not be kept as an event: ${read.reason}`)
}

type NewEvent = RenderedEvent & { readonly event: HistoryEvent }

function eventCommit(news: readonly NewEvent[], tip: string | null): RefCommit[] {
  const [first] = news
  if (!first) return []
  const { event } = first
  return [
    {
      ref: HISTORY_REF,
      parent: tip,
      merge: [],
      message: `${event.kind} ${event.set} ${event.commit.slice(0, 12)}`,
      at: new Date(event.at),
      files: new Map(news.map(({ id, text }) => [eventPath(id), text])),
    },
  ]
}

/** At a second try one of the two refs may have moved already: what is there is not added again. */
async function missing({ ownRefs }: Refs, tip: string | null, all: readonly NewEvent[]): Promise<readonly NewEvent[]> {
  if (tip === null) return all
  const paths = all.map(({ id }) => `${tip}:${eventPath(id)}`)
  const there = await ownRefs.readBlobs(paths, MAX_EVENT_BYTES)
  return all.filter((_, index) => there[index] === null)
}
