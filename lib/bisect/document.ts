import type { Verdict } from '../verdict/types.ts'
import type { PullRequest } from './pull-request.ts'

export type Outcome = 'found' | 'drift' | 'never-green' | 'unevaluable'

/** A commit as people know it; null where this clone has not got it. */
export interface ToldCommit {
  readonly commit: string
  /** `Name <email>` */
  readonly author: string | null
  /** `2026-11-22T10:31:05+01:00` */
  readonly date: string | null
  readonly subject: string | null
}

/** The commit that made the case red. */
export interface Culprit extends ToldCommit {
  readonly verdict: Verdict
  /** Changed files that answers depend on: those among the `inputs` where they are declared, else all. */
  readonly files: readonly string[]
  /** Changed files in all. */
  readonly changed: number
  /** Of its message, else of the merge that brought it; null where neither names one. */
  readonly pull_request: (PullRequest & { readonly merged_by: string | null }) | null
}

/** Why a commit could not be asked, or could not be told from others. */
export interface Unasked {
  readonly commit: string
  readonly reason: string
}

/** `casebook-bisect/1` (PRODUCT.md section 10). */
export interface BisectDocument {
  readonly format: 'casebook-bisect/1'
  readonly id: string
  readonly title: string
  readonly outcome: Outcome
  readonly first_bad: string | null
  readonly last_good: string | null
  /** Commits whose product gave an answer that could be judged. */
  readonly evaluated: number
  readonly skipped: readonly string[]
  /** What this comes to, in words. */
  readonly reason: string
  /** The ends that the search began with, after both were asked; null where they could not be. */
  readonly good: ToldCommit | null
  readonly bad: ToldCommit | null
  /** Commits between the ends. */
  readonly between: number
  /** Times that the answers of one batch decided what was asked next. */
  readonly rounds: number
  readonly culprit: Culprit | null
  readonly previous: ToldCommit | null
  /** The good answer and the bad one; null where there are not both. */
  readonly answers: { readonly good: string; readonly bad: string; readonly diff: string | null } | null
  /** When history saw it green at the good end; null where it did not. */
  readonly green_at: string | null
  /** Commits that may be the first bad one where it was not found. */
  readonly candidates: readonly string[]
  readonly unasked: readonly Unasked[]
  readonly duration_ms: number
}

/** Who broke a red case of a run; `bisect` is null where that could not be looked for, and `reason` says why. */
export interface Blamed {
  readonly id: string
  readonly reason: string
  readonly bisect: BisectDocument | null
}

/** Found is yes; what is red at every end is no; what could not be told is neither. */
export const exitOfBisect = (outcome: Outcome): 0 | 1 | 3 =>
  outcome === 'found' ? 0 : outcome === 'unevaluable' ? 3 : 1
