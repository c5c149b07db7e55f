import type { Case, OpenCase, Tier } from '../case/types.ts'

/** A case as a foreign file has it: an inbox case once it is given an id. Nothing in it was invented. */
export interface Imported {
  /** Without `id`. */
  readonly one: Partial<OpenCase>
  /** What of the source could not be carried over, in words with its place, e.g. `metadata.owner: …`. */
  readonly lost: readonly string[]
  /** Where it stands in the source, e.g. `test 3` or `line 12`. */
  readonly at: string
  /** The source's own id, where that is a valid case id. */
  readonly id: string | null
}

export interface TieredCase {
  readonly tier: Tier
  readonly one: Case
}

/** What of a case the other format cannot say. */
export interface Lost {
  readonly id: string
  readonly what: string
}

export interface Exported {
  readonly text: string
  readonly lost: readonly Lost[]
}
