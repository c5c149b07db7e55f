import { createHash } from 'node:crypto'
import { EVENT_FORMAT, type HistoryEvent, type NoPass, type RecordedRun } from '../../lib/history/event.ts'
import { packIds } from '../../lib/history/packed-ids.ts'
import { parseEvent } from '../../lib/history/parse-event.ts'
import { type RenderedEvent, renderEvent } from '../../lib/history/render-event.ts'

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

export const A = 'reg-2026-01-05-aaaaaa'
export const B = 'reg-2026-01-06-bbbbbb'

/** A commit by a name of any length: `commitOf('fix')`. */
export const commitOf = (name: string): string => createHash('sha1').update(name).digest('hex')

/** Builds the event of a local run of the smoke tier that asked A and found it green. Each `with…` returns a new builder. */
export const aRun = (): RunBuilder =>
  new RunBuilder({
    format: EVENT_FORMAT,
    kind: 'run',
    set: 'regression',
    commit: commitOf('start'),
    base: null,
    root: `rcs1:${'0'.repeat(64)}`,
    tier: 'smoke',
    selection: { ids: null, shard: null },
    target: { kind: 'command', fingerprint: null },
    asked: packIds([A]),
    reused: 0,
    verdicts: [],
    repeated: {},
    counts: { pass: 1, relapsed: 0, failed: 0, flaky: 0, error: 0, missing: 0 },
    casebook: '0.1.0',
    at: '2026-01-05T00:00:00Z',
    place: 'local',
    serial: '019b8b5e1400-00000000',
  })

export class RunBuilder {
  readonly event: HistoryEvent

  constructor(event: HistoryEvent) {
    this.event = event
  }

  with(changes: Partial<HistoryEvent>): RunBuilder {
    return new RunBuilder({ ...this.event, ...changes })
  }

  /** At a commit by its name. */
  on(name: string): RunBuilder {
    return this.with({ commit: commitOf(name) })
  }

  /** Days after the fifth of January 2026. */
  day(days: number): RunBuilder {
    return this.with({ at: `${new Date(Date.UTC(2026, 0, 5 + days)).toISOString().slice(0, 19)}Z` })
  }

  inCi(): RunBuilder {
    return this.with({ place: 'ci' })
  }

  asking(...ids: string[]): RunBuilder {
    return this.with({ asked: packIds(ids), counts: { ...this.event.counts, pass: ids.length } })
  }

  /** Of an asked case. */
  said(id: string, verdict: NoPass, passes = verdict === 'flaky' ? 1 : 0, asks = 3): RunBuilder {
    const { counts, verdicts } = this.event
    return this.with({
      verdicts: [...verdicts, { id, verdict, passes, asks }],
      counts: { ...counts, pass: counts.pass - 1, [verdict]: counts[verdict] + 1 },
    })
  }

  rendered(): RenderedEvent {
    return renderEvent(this.event, digest)
  }

  /** As history has it, through the bytes of its file. */
  recorded(): RecordedRun {
    const { id, text } = this.rendered()
    const read = parseEvent(Buffer.from(text), id, digest)
    if ('reason' in read) throw new Error(read.reason)
    return read.run
  }
}
