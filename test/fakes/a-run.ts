import type { Attempt, CaseResult, RunDocument, Totals } from '../../lib/run/types.ts'
import type { Verdict } from '../../lib/verdict/types.ts'

export const ID = 'reg-2026-11-22-3f9a1c'
export const ROOT = `rcs1:${'ab'.repeat(32)}`

export const attempt = (verdict: Attempt['verdict']): Attempt => ({ verdict, output: 'x', duration_ms: 1 })
/** A case that passed, less what is changed. */
export const result = (changed: Partial<CaseResult> = {}): CaseResult => ({
  id: ID,
  title: 'Refund is quoted in the wrong currency',
  tier: 'smoke',
  verdict: 'pass',
  reused: false,
  bug_link: null,
  trace_id: null,
  diff: null,
  failures: [],
  attempts: [attempt('pass')],
  ...changed,
})

/** A run of these results that counts them right. */
export function runOf(results: readonly CaseResult[], changed: Partial<RunDocument> = {}): RunDocument {
  const count = (verdict: Verdict): number => results.filter((one) => one.verdict === verdict).length
  const totals: Totals = {
    pass: count('pass'),
    relapsed: count('relapsed'),
    failed: count('failed'),
    flaky: count('flaky'),
    error: count('error'),
    missing: count('missing'),
  }
  return {
    format: 'casebook-run/1',
    green: totals.pass === results.length,
    commit: '0123456789abcdef0123456789abcdef01234567',
    dirty: false,
    tier: 'smoke',
    selection: { ids: null, shard: null },
    target: { kind: 'command', fingerprint: null },
    set: { name: 'regression', version: 3, root: ROOT, cases: 185, notes: 2 },
    totals,
    duration_ms: 12_400,
    results,
    ...changed,
  }
}
