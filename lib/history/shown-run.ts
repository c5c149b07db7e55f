import type { Tier } from '../case/types.ts'
import type { Totals } from '../run/types.ts'
import type { EventKind, NoPass, Place, RecordedRun, RecordedVerdict } from './event.ts'

/** A recorded run as documents and pages show it. */
export interface ShownRun {
  readonly id: string
  readonly set: string
  readonly kind: EventKind
  readonly commit: string
  readonly at: string
  readonly tier: Tier
  readonly selection: RecordedRun['selection']
  readonly root: string
  readonly place: Place
  /** Every case passed. */
  readonly green: boolean
  readonly red: readonly RecordedVerdict[]
  readonly counts: Totals
  readonly reused: number
  readonly casebook: string
}

export interface ShownRed {
  readonly commit: string
  readonly at: string
  readonly verdict: NoPass
  /** Id of the run. */
  readonly run: string
}

export interface ShownCase {
  readonly last_red: ShownRed | null
  readonly catches: readonly ShownRed[]
  readonly green_since: string | null
}
