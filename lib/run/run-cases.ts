import type { Target } from '../target/types.ts'
import type { JudgeTools } from '../verdict/types.ts'
import { type CaseTrial, concludeCase, tryCase } from './run-case.ts'
import type { CaseResult, RunCase } from './types.ts'

/**
 * Asks every case and judges the answers, in the order given. A death that its case demands is judged last, when it is known whether
 * the target answered any other case. `onDone` hears of each as it comes in.
 */
export async function runCases(
  items: readonly RunCase[],
  target: Target,
  tools: JudgeTools,
  onDone: (trial: CaseTrial) => void = () => {},
): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  const deaths: [number, CaseTrial][] = []
  let next = 0
  let answered = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const trial = await tryCase(items[at]!, target, tools)
      if (trial.answered) answered++
      if (trial.tries.some((one) => one.demanded)) deaths.push([at, trial])
      else results[at] = concludeCase(trial, false, tools)
      onDone(trial)
    }
  }
  await Promise.all(Array.from({ length: Math.min(target.capacity, items.length) }, lane))
  for (const [at, trial] of deaths) results[at] = concludeCase(trial, answered > (trial.answered ? 1 : 0), tools)
  return results
}
