import type { Assertion, Case, Json, JsonObject } from '../../case/types.ts'
import { badValue } from '../bad-value.ts'
import { shorten } from '../quote.ts'
import type { Outcome } from '../rule.ts'
import type { JudgeTools } from '../types.ts'

/** Graders explain themselves in sentences. */
const REASON_ROOM = 1000

/** Reads the name of the grader that an assertion asks. */
export function readGrader(assertion: Assertion): string {
  const { value } = assertion
  if (typeof value !== 'string' || value === '') throw badValue(assertion, 'the name of a grader')
  return value
}

/** Asks a grader about an output, or about the part that `at` points at. */
export async function askGrader(
  name: string,
  one: Pick<Case, 'id' | 'input' | 'expected_output'>,
  { at, output }: { readonly at: string | undefined; readonly output: Json },
  tools: Pick<JudgeTools, 'grade'>,
): Promise<Outcome> {
  const request: JsonObject = {
    id: one.id,
    input: one.input,
    output,
    ...(one.expected_output === undefined ? {} : { expected_output: one.expected_output }),
    ...(at === undefined ? {} : { at }),
  }
  const { pass, reason } = await tools.grade(name, request)
  return { pass, fact: `grader "${shorten(name)}" ${pass ? 'accepts' : 'refuses'} it: ${shorten(reason, REASON_ROOM)}` }
}
