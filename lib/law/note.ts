import type { NoteReason, Tier } from '../case/types.ts'

export { NOTE_REASONS, type NoteReason } from '../case/types.ts'

/** What a note's file is called, without `.md` (MERKLE.md). */
export const NOTE_ID = /^[a-z0-9][a-z0-9-]{0,127}$/

/** A migration note: what it explains, entry by entry, and why. Demands are hashes of 64 hex digits. */
export interface Note {
  /** The file's name without `.md`. */
  readonly id: string
  readonly retire: readonly { readonly id: string; readonly demand: string }[]
  readonly change: readonly { readonly id: string; readonly from: string; readonly to: string }[]
  readonly move: readonly { readonly id: string; readonly from: Tier; readonly to: Tier }[]
  readonly waive: readonly { readonly bug: string; readonly reason: string }[]
  /** Null only where nothing is retired or changed. */
  readonly reason: NoteReason | null
  readonly evidence: string | readonly string[] | null
  /** A claim: nothing checks who wrote it. */
  readonly approved_by: string | null
  /** The prose, without blank lines before it and blank space after it. */
  readonly why: string
}
