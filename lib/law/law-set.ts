import type { Tier } from '../case/types.ts'
import type { Finding } from '../problem.ts'
import type { Note } from './note.ts'

/** What the law looks at in a case. */
export interface LawCase {
  readonly id: string
  readonly tier: Tier
  /** Hash of what it demands. */
  readonly demand: string
  /** Hash of the whole blob, to tell annotated from untouched. */
  readonly content: string
  readonly tags: readonly string[]
}

export interface LawNote {
  readonly id: string
  /** Hash of the whole blob. */
  readonly content: string
  readonly note: Note
}

/** One side of a comparison. The ids of its cases differ, and so do those of its notes. The inbox is no part of it. */
export interface LawSet {
  readonly cases: readonly LawCase[]
  readonly notes: readonly LawNote[]
  /** Ids whose files are there but do not read as cases (or as notes). */
  readonly unreadable: readonly string[]
}

/** What a range did to a set. Every list is sorted by id; `changed`, `retired` and `moved` hold the lawful and the unlawful. */
export interface LawPlan {
  readonly added: readonly string[]
  /** Another content, the same demand. */
  readonly annotated: readonly string[]
  readonly changed: readonly string[]
  readonly retired: readonly string[]
  readonly moved: readonly { readonly id: string; readonly from: Tier; readonly to: Tier }[]
  /** Notes of the tip that the base does not hold. */
  readonly notes: readonly LawNote[]
  /** Cases that changed or left without a path of entries. */
  readonly unexplained: readonly string[]
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Orders by id, bytewise. */
export const byId = (a: { readonly id?: string | undefined }, b: { readonly id?: string | undefined }): number =>
  compareText(a.id ?? '', b.id ?? '')

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
