import type { CaseResult, RunDocument } from '../run/types.ts'
import {
  EVENT_FORMAT,
  type EventKind,
  type HistoryEvent,
  type NoPass,
  type Place,
  type RecordedVerdict,
} from './event.ts'
import { packIds } from './packed-ids.ts'

/** What an event says beyond the run's own document. */
export interface Circumstances {
  readonly kind: EventKind
  readonly at: Date
  readonly place: Place
  readonly serial: string
  /** Version of casebook. */
  readonly casebook: string
  readonly base: string | null
  /** See `EventFacts`. */
  readonly past: boolean
}

/**
 * True of a run that history keeps: of a clean commit, complete, and with at least one answer to remember. Where nothing was
 * asked anew, or the target could not be asked at all, there is no evidence.
 */
export function isRecordable(run: RunDocument): run is RunDocument & { readonly commit: string } {
  const isClean = run.commit !== null && !run.dirty
  return isClean && run.totals.missing === 0 && run.results.some((one) => !one.reused && one.verdict !== 'error')
}

/** Makes the event of a finished run. Requires one that is recordable. */
export function eventOfRun(run: RunDocument & { readonly commit: string }, around: Circumstances): HistoryEvent {
  const asked = run.results.filter((one) => !one.reused)
  return {
    format: EVENT_FORMAT,
    kind: around.kind,
    set: run.set.name,
    commit: run.commit,
    base: around.base,
    root: run.set.root,
    tier: run.tier,
    selection: run.selection,
    target: run.target,
    asked: packIds(asked.map((one) => one.id)),
    reused: run.results.length - asked.length,
    verdicts: asked.flatMap((one) => verdictsOf(one, run.soak !== undefined)),
    repeated: Object.fromEntries(
      asked
        .filter((one) => one.verdict === 'pass' && one.attempts.length > 1)
        .map(({ id, attempts }) => [id, attempts.length]),
    ),
    counts: run.totals,
    ...(run.soak ? { soak: run.soak.asks } : {}),
    ...(around.past ? { past: true } : {}),
    ...(around.kind === 'run' || around.kind === 'release' ? { duration_ms: Math.round(run.duration_ms) } : {}),
    casebook: around.casebook,
    at: `${around.at.toISOString().slice(0, 19)}Z`,
    place: around.place,
    serial: around.serial,
  }
}

/** A soak counts answers, so that what could not be told is no ask of it. */
function verdictsOf({ id, verdict, attempts }: CaseResult, isSoak: boolean): RecordedVerdict[] {
  if (verdict === 'pass') return []
  const passes = attempts.filter((one) => one.verdict === 'pass').length
  const asks = isSoak ? attempts.filter((one) => one.verdict !== 'error').length : attempts.length
  return [{ id, verdict: verdict as NoPass, passes, asks }]
}

/** Where a run happens, by the variable that every CI service sets. */
export const placeOf = (ci: string | undefined): Place =>
  ci === undefined || ['', '0', 'false'].includes(ci.toLowerCase()) ? 'local' : 'ci'
