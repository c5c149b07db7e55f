import { describe, expect, it } from 'vitest'
import { makePaint } from '../../../lib/report/paint.ts'
import type { Reporter } from '../../../lib/report/plan-reports.ts'
import { renderReport } from '../../../lib/report/render-report.ts'
import { ID, result, runOf } from '../../fakes/a-run.ts'

describe('soakLines', () => {
  it.each<Reporter>(['text', 'markdown', 'html', 'junit'])('are told in the report %s', async (reporter) => {
    const cases = [
      { id: 'reg-2026-01-01-aaaaaa', passes: 20, asks: 20, rate: 0, low: 0, high: 0.168 },
      { id: ID, passes: 18, asks: 20, rate: 0.1, low: 0.012, high: 0.317 },
      { id: 'reg-2026-01-01-bbbbbb', passes: 0, asks: 0, rate: null, low: 0, high: 1 },
    ]
    const run = { ...runOf([result({ verdict: 'flaky' })]), soak: { asks: 20, cases } }
    const text = await renderReport(reporter, { run, setPath: 'evals', at: new Date(0) }, makePaint(false))
    expect(text).toContain('soak   each case asked 20 times at one state')
    const worst = `\n  ${ID}  red in 2 of 20 answers: 10 %, between 1.2 % and 32 %\n`
    expect(text).toContain(`${worst}  reg-2026-01-01-aaaaaa  red in 0 of 20 answers: 0 %`)
    expect(text).toContain('  reg-2026-01-01-bbbbbb  no answer')
  })
})
