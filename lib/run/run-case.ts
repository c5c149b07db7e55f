import type { Asked, Target } from '../target/types.ts'
import { foldAttempts } from '../verdict/fold.ts'
import { judgeAnswer } from '../verdict/judge.ts'
import type { Answer, AttemptVerdict, Failure, JudgeTools, Verdict } from '../verdict/types.ts'
import { renderDiff } from './diff.ts'
import type { Attempt, CaseResult, RunCase } from './types.ts'

/** Times a red attempt is confirmed before it is reported (PRODUCT.md section 5). */
const CONFIRMING = 2

/** What one case came to, before it is known whether the target answered any other. */
export interface CaseTrial {
  readonly item: RunCase
  readonly tries: readonly Try[]
  /** True when the target answered this case at least once. */
  readonly answered: boolean
}

export interface Try {
  readonly asked: Asked
  readonly verdict: AttemptVerdict
  readonly failures: readonly Failure[]
  /** A death or time-out that the case demands: a relapse if the target is alive otherwise. */
  readonly demanded: boolean
}

/** Asks one case `repeat` times, one after the other, and judges each answer; a red attempt gets two confirming runs. */
export async function tryCase(item: RunCase, target: Target, tools: JudgeTools): Promise<CaseTrial> {
  const repeat = item.one.repeat ?? 1
  const tries: Try[] = []
  while (tries.length < repeat) tries.push(await tryOnce(item, tries.length + 1, target, tools))
  if (tries.some((one) => isRed(one)))
    for (let round = 1; round <= CONFIRMING; round++) tries.push(await tryOnce(item, repeat + round, target, tools))
  return trialOf(item, tries)
}

export const trialOf = (item: RunCase, tries: readonly Try[]): CaseTrial => ({
  item,
  tries,
  answered: tries.some(({ asked }) => asked.outcome.kind === 'output' || asked.outcome.kind === 'error'),
})

const isRed = (one: Try): boolean => one.demanded || one.verdict === 'failed' || one.verdict === 'relapsed'

/** Asks a case once and judges the answer. */
export async function tryOnce({ one }: RunCase, attempt: number, target: Target, tools: JudgeTools): Promise<Try> {
  const asked = await target.ask({ id: one.id, input: one.input, attempt })
  const { outcome } = asked
  if (outcome.kind === 'output' || outcome.kind === 'error') {
    const answer: Answer = outcome.kind === 'output' ? { output: outcome.output } : { error: outcome.error }
    return { asked, ...(await judgeAnswer(one, answer, tools)), demanded: false }
  }
  const failure = { assertion: 'answer', at: null, reason: outcome.detail }
  return {
    asked,
    verdict: 'error',
    failures: [failure],
    demanded: isDeath(outcome.kind) && outcome.kind === one.shipped_error,
  }
}

const isDeath = (kind: string): boolean => kind === 'crash' || kind === 'timeout'

/**
 * Folds the tries of a case into its result. `othersAnswered` tells whether the target answered any other case:
 * only then is a death or time-out that the case demands its own verdict, else it is infrastructure.
 */
export function concludeCase(trial: CaseTrial, othersAnswered: boolean, tools: JudgeTools): CaseResult {
  const { one, tier } = trial.item
  const verdicts = trial.tries.map((each) => (each.demanded && othersAnswered ? 'relapsed' : each.verdict))
  const verdict: Verdict = foldAttempts(verdicts)
  const shown = trial.tries.find((_, index) => verdicts[index] !== 'pass')
  return {
    id: one.id,
    title: one.title,
    tier,
    verdict,
    reused: false,
    bug_link: one.bug_link ?? null,
    trace_id: one.trace_id ?? null,
    diff: shown ? diffOf(one.expected_output, shown.asked, tools) : null,
    failures: shown?.failures ?? [],
    attempts: trial.tries.map((each, index) => attemptOf(each.asked, verdicts[index]!)),
  }
}

function diffOf(expected: unknown, asked: Asked, tools: JudgeTools): string | null {
  if (expected === undefined || asked.outcome.kind !== 'output') return null
  return renderDiff(expected, asked.outcome.output, tools)
}

function attemptOf({ outcome, durationMs }: Asked, verdict: AttemptVerdict): Attempt {
  const duration_ms = Math.round(durationMs * 10) / 10
  if (outcome.kind === 'output') return { verdict, output: outcome.output, duration_ms }
  return { verdict, error: outcome.kind === 'error' ? outcome.error : outcome.detail, duration_ms }
}
