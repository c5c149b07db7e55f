import type { Assertion, Case, Json } from '../case/types.ts'
import { Problem } from '../problem.ts'
import { readAssertion } from './assertion.ts'
import { askGrader } from './assertions/grader.ts'
import { assertJudgeable } from './depth.ts'
import { parseJson } from './parse-json.ts'
import { findAt } from './pointer.ts'
import { quote, shorten } from './quote.ts'
import type { Outcome } from './rule.ts'
import type { Failure, JudgeTools } from './types.ts'
import { withinBudget } from './within-budget.ts'

/** An assertion that did not hold, or (with `problem`) could not be judged. */
export interface Shortfall extends Failure {
  readonly problem: Problem | null
}

type Asked = Pick<Case, 'id' | 'input' | 'expected_output'>

/** Judges an output by each assertion in turn; returns those that do not hold, empty when all do. Waits for graders alone. */
export async function judgeAssertions(
  assertions: readonly Assertion[],
  one: Asked,
  output: Json,
  tools: JudgeTools,
): Promise<readonly Shortfall[]> {
  const shortfalls: Shortfall[] = []
  const pointedInto = orProblem(() => pointable(assertions, output))
  if (pointedInto instanceof Problem) return [shortfall('answer', null, pointedInto)]
  for (const assertion of assertions) {
    const root = assertion.at === undefined ? output : pointedInto
    const judged = orProblem(() => reasonAgainst(assertion, one, root, tools))
    const reason = judged instanceof Promise ? await judged.catch(asProblem) : judged
    if (reason !== null) shortfalls.push(shortfall(assertion.type, assertion.at ?? null, reason))
  }
  return shortfalls
}

/** Gives what pointers point into: a text that is JSON is parsed, once for all assertions. */
function pointable(assertions: readonly Assertion[], output: Json): Json {
  assertJudgeable(output)
  const isPointedInto = assertions.some((assertion) => assertion.at !== undefined)
  return isPointedInto && typeof output === 'string' ? (parseJson(output)?.value ?? output) : output
}

/** Says why an assertion does not hold, or null. A pointer that finds nothing fails a `not-` assertion too. */
function reasonAgainst(assertion: Assertion, one: Asked, root: Json, tools: JudgeTools): Reason | Promise<Reason> {
  const read = readAssertion(assertion)
  const part = findAt(root, assertion.at ?? '')
  if (part === null) return `the pointer ${quote(assertion.at ?? '')} finds nothing in the output ${quote(root)}`
  const reasonOf = (outcome: Outcome): Reason => (outcome.pass === read.negated ? outcome.fact : null)
  if ('grader' in read)
    return askGrader(read.grader, one, { at: assertion.at, output: part.value }, tools).then(reasonOf)
  const check = (): Outcome => read.check(part.value, tools)
  return reasonOf(isLinear(assertion.type) ? check() : withinBudget(tools, assertion.type, check))
}

type Reason = string | null

/** One pass over the output: the watchdog would cost more than the work (0.1 ms, which thousands of cases feel). */
const LINEAR: ReadonlySet<string> = new Set(['equals', 'contains', 'icontains', 'starts-with', 'number'])
const isLinear = (type: string): boolean => LINEAR.has(type.replace(/^not-/, ''))

const shortfall = (assertion: string, at: string | null, why: string | Problem): Shortfall =>
  why instanceof Problem
    ? { assertion, at, reason: shorten(why.message, 1000), problem: why }
    : { assertion, at, reason: why, problem: null }

function orProblem<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (problem) {
    return asProblem(problem)
  }
}

/** Passes on what is no `Problem`: that is a bug. */
function asProblem(problem: unknown): Problem {
  if (problem instanceof Problem) return problem
  throw problem
}
