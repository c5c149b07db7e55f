import { CASE_ID } from '../case/id.ts'
import { type Json, type JsonObject, TIERS } from '../case/types.ts'
import type { Totals } from '../run/types.ts'
import { EVENT_FORMAT, EVENT_KINDS, type NoPass, PLACES, type RecordedRun, SERIAL, timeOf } from './event.ts'
import { type PackedIds, unpackIds } from './packed-ids.ts'
import { eventId } from './render-event.ts'

/** The most bytes that an event may have: a hundred thousand cases asked at once. */
export const MAX_EVENT_BYTES = 4 * 1024 * 1024

export type ReadEvent = { readonly run: RecordedRun } | { readonly reason: string }

/**
 * Reads one file of history whose name says that it holds the event `id`. Whatever is not exactly an event comes back as the
 * reason why, and counts as nothing. Fields that this version does not know are left alone: they may be added, never renamed.
 */
export function parseEvent(bytes: Uint8Array, id: string, digest: (text: string) => string): ReadEvent {
  if (bytes.length > MAX_EVENT_BYTES) return { reason: 'larger than 4 MiB' }
  const text = decode(bytes)
  if (text === null) return { reason: 'not UTF-8' }
  if (eventId(text, digest) !== id) return { reason: 'its name is not the hash of its content' }
  const value = parseJson(text)
  if (!isObject(value)) return { reason: 'not a JSON object' }
  if (value['format'] !== EVENT_FORMAT) return { reason: `its format is not ${EVENT_FORMAT}` }
  const bad = Object.entries(FIELDS).find(([name, holds]) => !holds(value[name]))
  if (bad) return { reason: `its field "${bad[0]}" is not as it should be` }
  return settle(value as unknown as Shape, id)
}

/** What `FIELDS` has made sure of. */
type Shape = Omit<RecordedRun, 'id' | 'asked' | 'at' | 'soak' | 'past' | 'duration'> & {
  readonly asked: PackedIds
  readonly at: string
  readonly soak?: number
  readonly past?: true
  readonly duration_ms?: number
}

function settle(value: Shape, id: string): ReadEvent {
  const asked = new Set(unpackIds(value.asked))
  if (asked.size === 0) return { reason: 'its field "asked" is not as it should be' }
  const { kind, set, commit, base, root, tier, selection, target, reused, verdicts, repeated, counts, casebook } = value
  const named = [...verdicts.map((one) => one.id), ...Object.keys(repeated)]
  if (!named.every((one) => asked.has(one))) return { reason: 'it has a verdict on a case that was not asked' }
  if (new Set(named).size < named.length) return { reason: 'it has two verdicts on one case' }
  if (!addsUp(value, asked.size)) return { reason: 'its counts are not those of its verdicts' }
  const { place, serial, soak = null, past = false, duration_ms: duration = null } = value
  const at = Date.parse(value.at) / 1000
  return {
    run: {
      ...{ id, kind, set, commit, base, root, tier, selection, target, asked, reused },
      ...{ verdicts, repeated, counts, soak, past, duration, casebook, at, place, serial },
    },
  }
}

function addsUp({ verdicts, counts, reused }: Shape, asked: number): boolean {
  const of = (verdict: NoPass): number => verdicts.filter((one) => one.verdict === verdict).length
  return (
    NO_PASS.every((verdict) => counts[verdict] === of(verdict)) &&
    counts.missing === 0 &&
    counts.pass === asked - verdicts.length + reused
  )
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

const NO_PASS = ['relapsed', 'failed', 'flaky', 'error'] as const satisfies readonly NoPass[]
const COUNTED = ['pass', 'missing', ...NO_PASS] as const satisfies readonly (keyof Totals)[]

type Holds = (value: Json | undefined) => boolean

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const oneOf =
  (all: readonly string[]): Holds =>
  (value) =>
    typeof value === 'string' && all.includes(value)
const like =
  (pattern: RegExp): Holds =>
  (value) =>
    typeof value === 'string' && pattern.test(value)
const orNull =
  (holds: Holds): Holds =>
  (value) =>
    value === null || holds(value)
const ifThere =
  (holds: Holds): Holds =>
  (value) =>
    value === undefined || holds(value)
const listOf =
  (holds: Holds): Holds =>
  (value) =>
    Array.isArray(value) && value.every((one: Json) => holds(one))
const recordOf =
  (key: RegExp, holds: Holds): Holds =>
  (value) =>
    isObject(value) && Object.entries(value).every(([name, one]) => key.test(name) && holds(one))
const withFields =
  (fields: Readonly<Record<string, Holds>>): Holds =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, holds]) => holds(value[name]))
const isCount: Holds = (value) => Number.isSafeInteger(value) && (value as number) >= 0

const COMMIT = like(/^([0-9a-f]{40}|[0-9a-f]{64})$/)
/** One line of printable ASCII: names, versions and fingerprints that go to terminals as they are. */
const WORD = like(/^[!-~]{1,200}$/)
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/

/** A day that no month has would be read as one of the next. */
function isTime(text: string): boolean {
  const time = Date.parse(text)
  return !Number.isNaN(time) && timeOf(time / 1000) === text
}

const FIELDS: Readonly<Record<string, Holds>> = {
  kind: oneOf(EVENT_KINDS),
  set: WORD,
  commit: COMMIT,
  base: orNull(COMMIT),
  root: like(/^rcs1:[0-9a-f]{64}$/),
  tier: oneOf(TIERS),
  selection: withFields({ ids: orNull(listOf(like(CASE_ID))), shard: orNull(like(/^\d{1,4}\/\d{1,4}$/)) }),
  target: withFields({ kind: WORD, fingerprint: orNull(WORD) }),
  asked: recordOf(/^/, like(/^[0-9a-f ]*$/)),
  reused: isCount,
  verdicts: listOf(
    (one) =>
      withFields({ id: like(CASE_ID), verdict: oneOf(NO_PASS), passes: isCount, asks: isCount })(one) &&
      (one as unknown as { passes: number; asks: number }).passes <= (one as unknown as { asks: number }).asks,
  ),
  repeated: recordOf(CASE_ID, (count) => isCount(count) && (count as number) > 1),
  counts: withFields(Object.fromEntries(COUNTED.map((verdict) => [verdict, isCount]))),
  soak: ifThere((value) => isCount(value) && (value as number) > 0),
  past: ifThere((value) => value === true),
  duration_ms: ifThere(isCount),
  casebook: WORD,
  at: (value) => like(TIME)(value) && isTime(value as string),
  place: oneOf(PLACES),
  serial: like(SERIAL),
}
