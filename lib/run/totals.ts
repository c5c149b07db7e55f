import type { CaseResult, Totals } from './types.ts'

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
