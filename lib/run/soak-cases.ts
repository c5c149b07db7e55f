import type { Target } from '../target/types.ts'
import type { JudgeTools } from '../verdict/types.ts'
import { concludeCase, type Try, trialOf, tryOnce } from './run-case.ts'
import type { CaseResult, RunCase } from './types.ts'

/**
 * Asks every case `asks` times (or `repeat` times, where that is more), round by round as so many runs would, and confirms
 * nothing: each answer counts. `onAsked` hears of each as it comes in.
 */
export async function soakCases(
  items: readonly RunCase[],
  asks: number,
  target: Target,
  tools: JudgeTools,
  onAsked: () => void = () => {},
): Promise<CaseResult[]> {
  const wanted = items.map(({ one }) => Math.max(asks, one.repeat ?? 1))
  const tries: Try[][] = items.map(() => [])
  const questions = questionsByRound(wanted)
  const lane = async (): Promise<void> => {
    for (const [at, attempt] of questions) {
      tries[at]![attempt - 1] = await tryOnce(items[at]!, attempt, target, tools)
      onAsked()
    }
  }
  await Promise.all(Array.from({ length: target.capacity }, lane))
  const trials = items.map((item, at) => trialOf(item, tries[at]!))
  return trials.map((trial) =>
    concludeCase(
      trial,
      trials.some((other) => other !== trial && other.answered),
      tools,
    ),
  )
}

function* questionsByRound(wanted: readonly number[]): Generator<readonly [at: number, attempt: number]> {
  for (let attempt = 1; attempt <= Math.max(0, ...wanted); attempt++)
    for (let at = 0; at < wanted.length; at++) if (attempt <= wanted[at]!) yield [at, attempt]
}
