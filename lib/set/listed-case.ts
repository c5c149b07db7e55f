import type { Tier } from '../case/types.ts'

/** A case of the set or its inbox, as a list shows it: valid or not. */
export interface ListedCase {
  readonly id: string
  readonly tier: Tier | 'inbox'
  readonly path: string
  readonly title: string | null
  readonly category: string | null
  readonly bug_link: readonly string[]
  readonly trace_id: string | null
  readonly captured_at: string | null
  readonly valid: boolean
  /** Of a case of smoke, where somebody asked: why it is there. */
  readonly why?: string
}
