import type { Target } from '../target/types.ts'
import type { JudgeTools } from '../verdict/types.ts'
import { type CaseTrial, concludeCase, tryCase } from './run-case.ts'
import type { CaseResult, RunCase, Totals } from './types.ts'

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

/** Counts the verdicts; ids the manifest holds and nobody asked are `missing` results already. */
export function totalsOf(results: readonly CaseResult[]): Totals {
  const totals = { pass: 0, relapsed: 0, failed: 0, flaky: 0, error: 0, missing: 0 }
  for (const { verdict } of results) totals[verdict]++
  return totals
}

/** Green means that every case was asked and passed. */
export const isGreen = (totals: Totals): boolean =>
  totals.relapsed + totals.failed + totals.flaky + totals.error + totals.missing === 0

/** The exit code of a run: 1 when any case is red, else 3 when any could not be told, else 0. */
export function exitOf(totals: Totals): 0 | 1 | 3 {
  if (totals.relapsed + totals.failed + totals.flaky + totals.missing > 0) return 1
  return totals.error > 0 ? 3 : 0
}
