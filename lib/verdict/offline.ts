import type { Assertion, Case, Json } from '../case/types.ts'
import type { Finding, Problem } from '../problem.ts'
import { asksGrader, findAssertionFault } from './assertion.ts'
import { demandsOf } from './demands.ts'
import { judgeAssertions, type Shortfall } from './judge-assertions.ts'
import type { JudgeTools } from './types.ts'

/**
 * Judges a case by itself, without asking the target or a grader: its `shipped_output` must not pass its assertions,
 * its `expected_output` must. Finding codes: 'bad-assertion', 'shipped-passes', 'expected-fails', and the code of a
 * `Problem` of the tools ('assertion-too-slow', 'bad-schema').
 */
export async function judgeOffline(one: Case, tools: JudgeTools): Promise<Finding[]> {
  const demands = demandsOf(one)
  const faults = demands.flatMap((assertion) => faultIn(one, assertion))
  if (faults.length > 0) return faults
  const judgeable = demands.filter((assertion) => !asksGrader(assertion))
  if (judgeable.length === 0) return []
  // What the assertions left let pass, a grader that is not asked here may still refuse.
  const isWhole = judgeable.length === demands.length
  return uniqueByMessage([
    ...(await judgeExample(one, judgeable, one.shipped_output, tools, isWhole ? shippedFault : noFault)),
    ...(await judgeExample(one, judgeable, one.expected_output, tools, expectedFault)),
  ])
}

type FaultOf = (one: Case, shortfalls: readonly Shortfall[]) => Finding[]

async function judgeExample(
  one: Case,
  assertions: readonly Assertion[],
  example: Json | undefined,
  tools: JudgeTools,
  faultOf: FaultOf,
): Promise<Finding[]> {
  if (example === undefined) return []
  const shortfalls = await judgeAssertions(assertions, one, example, tools)
  const problems = shortfalls.flatMap(({ problem }) => (problem === null ? [] : [problemFinding(one, problem)]))
  return problems.length > 0 ? problems : faultOf(one, shortfalls)
}

const noFault: FaultOf = () => []

const shippedFault: FaultOf = ({ id }, shortfalls) =>
  shortfalls.length > 0
    ? []
    : [
        {
          code: 'shipped-passes',
          id,
          message: `the shipped_output of case "${id}" passes its assertions, so the bug could come back unseen`,
          hint: 'assert what was wrong with it, and see it refused: casebook check',
        },
      ]

const expectedFault: FaultOf = ({ id }, shortfalls) =>
  shortfalls.map(({ assertion, reason }) => ({
    code: 'expected-fails',
    id,
    message: `the expected_output of case "${id}" fails its assertion "${assertion}": ${reason}`,
    hint: 'mend expected_output or the assertion, whichever is wrong',
  }))

function faultIn({ id }: Case, assertion: Assertion): Finding[] {
  const fault = findAssertionFault(assertion)
  if (fault === null) return []
  return [{ code: 'bad-assertion', id, message: `case "${id}": ${fault}`, hint: 'mend the assertion in the case file' }]
}

const problemFinding = ({ id }: Case, problem: Problem): Finding => ({
  code: problem.code,
  id,
  message: `case "${id}" could not be judged: ${problem.message}`,
  hint: problem.hints[0] ?? 'make the assertion simpler',
})

const uniqueByMessage = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [finding.message, finding])).values(),
]
