import type { Tier } from '../case/types.ts'

/** A case as the planner of tiers looks at it. */
export interface TieredCase {
  readonly id: string
  readonly tier: Tier
  /** The day it was captured on, `2026-11-22`. */
  readonly captured: string
  readonly isAdversarial: boolean
  /** True where the law lets it move to `extended` as it is: the base has the tag, or has no such case. */
  readonly mayLeaveGate: boolean
  /** A grader of its assertions that is not declared deterministic; null where there is none. */
  readonly grader: string | null
  /** Why its file must be left where it is; null where it may be moved. */
  readonly obstacle: string | null
}

/** What history remembers of a case. Times are seconds since 1970. */
export interface CaseRecord {
  readonly lastCatch: { readonly commit: string; readonly at: number } | null
  /** Its last recorded verdict, where that is red. */
  readonly red: { readonly verdict: string; readonly commit: string; readonly at: number } | null
  /** Its passes since it was last red. */
  readonly green: { readonly first: number; readonly last: number; readonly runs: number } | null
}

/** What `casebook.yaml` says of tiers. */
export interface TierPolicy {
  readonly caughtWithinMs: number
  readonly greenForMs: number
  readonly pin: { readonly smoke: readonly string[]; readonly full: readonly string[] }
  readonly smokeLimit: number
}

export interface Move {
  readonly id: string
  readonly from: Tier
  readonly to: Tier
  readonly reason: string
}

export interface TierPlan {
  /** By id. */
  readonly moves: readonly Move[]
  /** Moves that the rules ask for and something forbids, each with what does. */
  readonly held: readonly Move[]
}

/** Of a case that no run asked yet. */
export const NO_RECORD: CaseRecord = { lastCatch: null, red: null, green: null }
