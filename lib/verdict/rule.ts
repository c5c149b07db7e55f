import type { Assertion, Json } from '../case/types.ts'
import type { JudgeTools } from './types.ts'

/** `fact` states what was found, whichever way it went, so that a `not-` assertion can give it as its reason too. */
export interface Outcome {
  readonly pass: boolean
  readonly fact: string
}

/** Looks at an output (or the part that `at` points at). Runs under the judge's time budget. */
export type Check = (output: Json, tools: Pick<JudgeTools, 'compileSchema'>) => Outcome

/** Reads what an assertion wants, and throws a `Problem` 'bad-assertion' where its value makes no sense. */
export type Rule = (assertion: Assertion) => Check
