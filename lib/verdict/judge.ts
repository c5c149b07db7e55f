import type { Case, Json } from '../case/types.ts'
import { demandsOf } from './demands.ts'
import { equalJson, withoutFinalLf } from './equal.ts'
import { includesText } from './includes-text.ts'
import { judgeAssertions } from './judge-assertions.ts'
import { quote } from './quote.ts'
import type { Answer, AttemptVerdict, Failure, JudgeTools } from './types.ts'

type Judged = Pick<Case, 'id' | 'input' | 'shipped_output' | 'shipped_error' | 'expected_output' | 'assert'>
interface Judgement {
  readonly verdict: AttemptVerdict
  readonly failures: Failure[]
}

/**
 * Judges one answer to a case. An error of the target's own never passes; a demand that could not be judged
 * (a `Problem` of the tools or of the assertion) makes the verdict `error`, whatever the others say.
 * Throws only what is no `Problem`.
 */
export async function judgeAnswer(one: Judged, answer: Answer, tools: JudgeTools): Promise<Judgement> {
  return 'error' in answer ? judgeError(one, answer.error) : judgeOutput(one, answer.output, tools)
}

function judgeError(one: Judged, error: string): Judgement {
  const reason = `the target answered with an error: ${quote(error)}`
  return { verdict: isShippedError(one, error) ? 'relapsed' : 'failed', failures: [failureOf('answer', null, reason)] }
}

/** `crash` and `timeout` name what a worker did; that a text has the word in it says nothing. */
function isShippedError({ shipped_error }: Judged, error: string): boolean {
  if (shipped_error === undefined) return false
  const shipped = withoutFinalLf(shipped_error)
  if (shipped === '' || shipped === 'crash' || shipped === 'timeout') return withoutFinalLf(error) === shipped
  return includesText(error, shipped)
}

async function judgeOutput(one: Judged, output: Json, tools: JudgeTools): Promise<Judgement> {
  const demands = demandsOf(one)
  if (demands.length === 0) return { verdict: redVerdict(one, output), failures: [demandless] }
  const shortfalls = await judgeAssertions(demands, one, output, tools)
  const failures = shortfalls.map(({ assertion, at, reason }) => failureOf(assertion, at, reason))
  if (shortfalls.length === 0) return { verdict: 'pass', failures }
  return { verdict: shortfalls.some(({ problem }) => problem !== null) ? 'error' : redVerdict(one, output), failures }
}

const redVerdict = ({ shipped_output }: Judged, output: Json): AttemptVerdict =>
  shipped_output !== undefined && equalJson(output, shipped_output) ? 'relapsed' : 'failed'

const failureOf = (assertion: string, at: string | null, reason: string): Failure => ({ assertion, at, reason })

const demandless = failureOf(
  'answer',
  null,
  'the case has neither "assert" nor "expected_output", so nothing can pass it',
)
