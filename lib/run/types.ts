import type { Blamed } from '../bisect/document.ts'
import type { Case, Json, Tier } from '../case/types.ts'
import type { SetPin } from '../manifest/root.ts'
import type { AttemptVerdict, Failure, Verdict } from '../verdict/types.ts'

export interface RunCase {
  readonly tier: Tier
  readonly one: Case
}

export interface Attempt {
  readonly verdict: AttemptVerdict
  readonly output?: Json
  readonly error?: string
  readonly duration_ms: number
}

/** One case of a run document (`casebook-run/1`). */
export interface CaseResult {
  readonly id: string
  readonly title: string
  readonly tier: Tier
  readonly verdict: Verdict
  readonly reused: boolean
  readonly bug_link: string | readonly string[] | null
  readonly trace_id: string | null
  /** Unified diff from expected to actual; null where there is nothing to compare. */
  readonly diff: string | null
  readonly failures: readonly Failure[]
  readonly attempts: readonly Attempt[]
  /** Of a red case, where history was asked: the nearest ancestor it was green at; null where none is known. */
  readonly last_green?: Remembered | null
  /** The ancestor furthest back, after that green, at which it was red. */
  readonly first_red?: Remembered | null
}

/** A commit that history remembers, with the time of the run; null of the run at hand. */
export interface Remembered {
  readonly commit: string
  readonly at: string | null
}

/** One case of a soak: it is asked over and over at one state, so that any red beside a pass is a flake. */
export interface SoakedCase {
  readonly id: string
  readonly passes: number
  /** Answers; what could not be told is none. */
  readonly asks: number
  /** The share of red answers, and between which shares the true one lies at 95 % (Clopper-Pearson). */
  readonly rate: number | null
  readonly low: number
  readonly high: number
}

export type Totals = { readonly [verdict in Verdict]: number }

/** The document of a run (PRODUCT.md section 10). */
export interface RunDocument {
  readonly format: 'casebook-run/1'
  readonly green: boolean
  readonly commit: string | null
  readonly dirty: boolean
  readonly tier: Tier
  readonly selection: { readonly ids: readonly string[] | null; readonly shard: string | null }
  readonly target: { readonly kind: string; readonly fingerprint: string | null }
  readonly set: SetPin
  readonly totals: Totals
  readonly duration_ms: number
  /** Of `run --soak` only. */
  readonly soak?: { readonly asks: number; readonly cases: readonly SoakedCase[] }
  readonly results: readonly CaseResult[]
  /** Who broke its red cases, where that was asked. */
  readonly blame?: readonly Blamed[]
}
