import type { Tier } from '../case/types.ts'
import type { Totals } from '../run/types.ts'
import type { Verdict } from '../verdict/types.ts'
import type { PackedIds } from './packed-ids.ts'

/** The schema version of what one file of history holds. Another one is skipped by this reader, never guessed at. */
export const EVENT_FORMAT = 'casebook-event/1'

export const EVENT_KINDS = ['run', 'admit', 'bisect', 'release'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

export const PLACES = ['ci', 'local'] as const
export type Place = (typeof PLACES)[number]

/** What an asked case came to, other than pass. */
export type NoPass = Exclude<Verdict, 'pass' | 'missing'>

/** A verdict other than pass, with how often the case was asked and how often it passed. `error` is no green and no red. */
export interface RecordedVerdict {
  readonly id: string
  readonly verdict: NoPass
  readonly passes: number
  readonly asks: number
}

/** What a file of history and the views over it have in common. */
export interface EventFacts {
  readonly kind: EventKind
  /** The name of the set: a monorepo has several in one ref. */
  readonly set: string
  /** The commit whose product was asked. It need not be in this clone. */
  readonly commit: string
  /** Where the commit left the base branch, known of runs with a red case only: it outlives a branch that was squashed. */
  readonly base: string | null
  /** Root of the set that the cases were taken from. */
  readonly root: string
  readonly tier: Tier
  readonly selection: { readonly ids: readonly string[] | null; readonly shard: string | null }
  readonly target: { readonly kind: string; readonly fingerprint: string | null }
  /** Verdicts that were not asked for but stood in from an earlier run: no new evidence, so their ids are not `asked`. */
  readonly reused: number
  /** By id; every id is one of `asked`. */
  readonly verdicts: readonly RecordedVerdict[]
  /** Passed cases that were asked more than once, with how often. */
  readonly repeated: Readonly<Record<string, number>>
  /** Verdicts of the whole run, reused ones among the passes. */
  readonly counts: Totals
  /** How often each case was asked on purpose (`run --soak`), without confirming questions; null of any other run. */
  readonly soak: number | null
  /** True where a commit was asked that lay behind already: it says what the commit was, never how things are since. */
  readonly past: boolean
  /** Milliseconds that the whole run took; null where the event does not say. */
  readonly duration: number | null
  /** Version of casebook. */
  readonly casebook: string
  readonly place: Place
}

/** One complete run of a clean commit, as its file in `refs/casebook/history` has it. No outputs, no case text, no host names. */
export interface HistoryEvent extends Omit<EventFacts, 'soak' | 'past' | 'duration'> {
  readonly format: typeof EVENT_FORMAT
  /** Cases that the target was asked; all of them passed that have no verdict in `verdicts`. */
  readonly asked: PackedIds
  readonly soak?: number
  readonly past?: true
  readonly duration_ms?: number
  /** `2026-11-22T10:31:05Z` */
  readonly at: string
  /** Tells apart two runs of the same second and content, and orders them on one machine; `SERIAL` is its form. */
  readonly serial: string
}

/** A run as history knows it: an event that was read. Views take these, oldest first (`compareRuns`). */
export interface RecordedRun extends EventFacts {
  /** 32 hex digits of the hash of the event's bytes. */
  readonly id: string
  /** Shared between runs that asked the same cases. */
  readonly asked: ReadonlySet<string>
  /** Seconds since 1970. */
  readonly at: number
  readonly serial: string
}

/** Milliseconds in 12 hex digits, then chance in 8. */
export const SERIAL = /^[0-9a-f]{12}-[0-9a-f]{8}$/

/** Orders runs by time, then by serial: the same on every machine. */
export function compareRuns(a: RecordedRun, b: RecordedRun): number {
  return a.at - b.at || compareTexts(a.serial, b.serial) || compareTexts(a.id, b.id)
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `2026-11-22T10:31:05Z` of seconds since 1970. */
export const timeOf = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
