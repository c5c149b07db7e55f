import type { Json, JsonObject } from '../case/types.ts'

/** What became of one attempt at a case. */
export type AttemptVerdict = 'pass' | 'relapsed' | 'failed' | 'error'

/** What became of a case, all its attempts folded. */
export type Verdict = AttemptVerdict | 'flaky' | 'missing'

/** What the target said: its output, or its own error (text). */
export type Answer = { readonly output: Json } | { readonly error: string }

/** Why an attempt did not pass. `reason` is raw text: each report escapes it for its own syntax. */
export interface Failure {
  readonly assertion: string
  readonly at: string | null
  readonly reason: string
}

/** Tools injected by the shell. */
export interface JudgeTools {
  /** Runs synchronous work under the judge's one time budget; throws a `Problem` 'unavailable' with code 'assertion-too-slow' past it. */
  bounded<T>(work: () => T): T
  /** Asks a declared grader; rejects with a `Problem` when it can't answer. */
  grade(name: string, request: JsonObject): Promise<{ pass: boolean; reason: string }>
  /** Compiles a JSON Schema to a validator returning a list of error texts (empty = valid); throws `Problem` 'invalid' code 'bad-schema' for a bad or remote-$ref schema. */
  compileSchema(schema: Json): (value: Json) => readonly string[]
}
