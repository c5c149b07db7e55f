/** What was replaced, without a trace of what it was. */
export interface Redaction {
  readonly kind: string
  /** Places replaced. */
  readonly count: number
  /** JSON pointers into the redacted value, sorted and unique; for a key the pointer of its object. */
  readonly at: readonly string[]
}

/** One entry of `capture.redact`: a JavaScript pattern, every match of which becomes `[name-1]`, `[name-2]`, … */
export interface RedactRule {
  readonly name: string
  readonly pattern: string
}

/** Finds secrets in one text: half-open ranges in UTF-16 units with a kind such as `github-token`. */
export type SecretScanner = (
  text: string,
) => Promise<readonly { readonly kind: string; readonly start: number; readonly end: number }[]>

export interface RedactTools {
  readonly scan: SecretScanner
  /** Runs work under the time budget for the user's patterns; throws a `Problem` past it. */
  bounded<T>(work: () => T): T
}

/** A half-open range in UTF-16 units. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Something to replace in one text. */
export interface Find extends Range {
  readonly family: 'secret' | 'personal' | 'rule'
  readonly kind: string
}

/** Finds things in one text, in any order; they may overlap. */
export type Finder = (text: string) => Find[]
