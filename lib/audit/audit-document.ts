import type { Interval } from '../flakes/clopper-pearson.ts'

/** The document of an audit (PRODUCT.md section 10). */
export interface AuditDocument {
  readonly format: 'casebook-audit/1'
  readonly set: string
  readonly commit: string
  /** The day from which fixes, waivers and flakes are looked at. */
  readonly since: string
  /** Nothing is there to mend: no fix without a case, no policy probed from one side, no flaky case, no tier over its budget. */
  readonly ok: boolean
  readonly fixes: AuditedFixes
  /** Oldest first. */
  readonly inbox: readonly { readonly id: string; readonly days: number; readonly title: string | null }[]
  /** Every policy, with its cases by side. */
  readonly policies: readonly { readonly name: string; readonly inside: number; readonly outside: number }[]
  /** Cases that no run of this clone's history saw red, at their admission or ever after. */
  readonly unproven: readonly string[]
  /** The worst first. */
  readonly flaky: readonly AuditedFlake[]
  readonly false_reds: AuditedFalseReds
  readonly tiers: AuditedTiers
  readonly history: { readonly runs: number; readonly first: string | null }
}

/** Commits since then that refer to a bug as fixed. */
export interface AuditedFixes {
  readonly total: number
  /** With a case of the set, or of one that a note retired. */
  readonly linked: number
  readonly waived: number
  readonly bare: readonly AuditedCommit[]
  /** Waivers since then, by trailer or note. */
  readonly waivers: readonly AuditedWaiver[]
  /** Fixes from before the set existed; not counted. */
  readonly before: number
}

export interface AuditedCommit {
  readonly commit: string
  readonly subject: string
  /** The bugs that nothing links, as the message has them. */
  readonly bugs: readonly string[]
}

export interface AuditedWaiver {
  readonly bug: string
  readonly reason: string
  /** Where it was given: a commit's trailer, or a migration note. */
  readonly commit: string | null
  readonly note: string | null
}

export interface AuditedFlake extends Interval {
  readonly id: string
  readonly runs: number
  readonly disagreements: number
  /** Answers that count, and how many of them were red for nothing. */
  readonly answers: number
  readonly reds: number
  readonly rate: number
}

/** How often the smoke tier as it stands goes red for nothing. */
export interface AuditedFalseReds extends Interval {
  readonly tier: 'smoke'
  readonly cases: number
  readonly answers: number
  readonly chance: number
  readonly goal: number
  readonly causes: readonly { readonly id: string; readonly share: number }[]
  readonly mend: readonly string[]
  /** The chance without those to mend. */
  readonly left: number
  /** Further answers of each other case, none of them red, that would show it to be under the goal. */
  readonly needed: number
  readonly unasked: readonly string[]
}

export interface AuditedTiers {
  readonly smoke: number
  readonly full: number
  readonly extended: number
  readonly limit: number
  readonly budget_ms: number
  /** How long the smoke tier took, the median of recorded runs of all of it; null where none says. */
  readonly typical_ms: number | null
  readonly over: readonly ('limit' | 'budget')[]
}
