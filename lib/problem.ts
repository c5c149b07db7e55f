/** Where the fault lies, which decides the exit code (the map is in `cli/exit.ts`). */
export type ProblemKind =
  /** The input or the configuration is wrong; somebody has to mend it. */
  | 'invalid'
  /** The question could not be answered here: nothing is known to be wrong with the set. */
  | 'unavailable'

export interface ProblemDetail {
  /** Commands or edits that mend it, one a line, most likely first. */
  readonly hints?: readonly string[]
  /** Path from the top of the repository, with forward slashes. */
  readonly path?: string | undefined
  /** Line in `path`, from 1. */
  readonly line?: number | undefined
  readonly id?: string | undefined
  readonly commit?: string | undefined
  readonly cause?: unknown
}

/**
 * The one error type: an inability, never a refusal (a refusal is a value).
 * `code` is stable and kebab-case; `message` is lower case without a final period and quotes the offending value.
 */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly code: string
  readonly hints: readonly string[]
  readonly path: string | undefined
  readonly line: number | undefined
  readonly id: string | undefined
  readonly commit: string | undefined

  constructor(kind: ProblemKind, code: string, message: string, detail: ProblemDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = 'Problem'
    this.kind = kind
    this.code = code
    this.hints = detail.hints ?? []
    this.path = detail.path
    this.line = detail.line
    this.id = detail.id
    this.commit = detail.commit
  }
}

export const invalid = (code: string, message: string, detail?: ProblemDetail): Problem =>
  new Problem('invalid', code, message, detail)

export const unavailable = (code: string, message: string, detail?: ProblemDetail): Problem =>
  new Problem('unavailable', code, message, detail)

/** A fault found while judging (a value, where a `Problem` is thrown): what `check` lists. */
export interface Finding {
  readonly code: string
  readonly message: string
  readonly hint: string
  /** What mends it in place of `hint`, each to be read after the word "or". */
  readonly otherwise?: readonly string[] | undefined
  readonly path?: string | undefined
  readonly line?: number | undefined
  readonly commit?: string | undefined
  readonly id?: string | undefined
}

/** The mends of a finding, one a line. */
export const hintsOf = ({ hint, otherwise = [] }: Pick<Finding, 'hint' | 'otherwise'>): string[] => [
  hint,
  ...otherwise.map((one) => `or ${one}`),
]
