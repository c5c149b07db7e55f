import type { Json } from '../case/types.ts'

/** One question to the target. */
export interface Ask {
  readonly id: string
  readonly input: Json
  /** From 1. */
  readonly attempt: number
}

/** What came of one question. `error` is the product's own answer; the last three are not answers. */
export type Outcome =
  | { readonly kind: 'output'; readonly output: Json }
  | { readonly kind: 'error'; readonly error: string }
  /** The worker died while this case was the only one it had ever been asked. */
  | { readonly kind: 'crash'; readonly detail: string }
  | { readonly kind: 'timeout'; readonly detail: string }
  /** The target did not start, broke the protocol or could not be reached. */
  | { readonly kind: 'broken'; readonly detail: string }

export interface Asked {
  readonly outcome: Outcome
  readonly durationMs: number
}

/** The product under test. `ask` never rejects. */
export interface Target {
  /** Questions it may hold at a time: asking more at once only fills the memory. */
  readonly capacity: number
  ask(ask: Ask): Promise<Asked>
  /** Ends everything that was started, settles what is still open as `broken`, and waits until all is gone. */
  close(): Promise<void>
}

/** Largest output of one answer, in bytes. */
export const MAX_OUTPUT_BYTES = 8 * 1024 * 1024
