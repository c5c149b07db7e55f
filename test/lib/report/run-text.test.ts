import { describe, expect, it } from 'vitest'
import { makePaint } from '../../../lib/report/paint.ts'
import { renderRun } from '../../../lib/report/run-text.ts'
import type { Attempt, CaseResult } from '../../../lib/run/types.ts'
import type { Verdict } from '../../../lib/verdict/types.ts'
import { attempt, ID, ROOT, result, runOf } from '../../fakes/a-run.ts'

const PLAIN = makePaint(false)
const shown = (...results: readonly CaseResult[]): string => renderRun(runOf(results), PLAIN)
const END = `regression@v3 ${ROOT} at 0123456789ab\n`

describe('renderRun shows', () => {
  it('a green run in two lines, and what was reused', () => {
    expect(shown(result(), result({ reused: true }))).toBe(`green  smoke 2/2 passed, 1 reused, in 12.4 s\n${END}`)
  })

  it('an empty set', () => {
    expect(shown()).toBe(`green  smoke is empty: nothing was asked, in 12.4 s\n${END}`)
  })

  it('a relapse with all that is needed to act on it, in this order', () => {
    const relapse = result({
      verdict: 'relapsed',
      bug_link: ['SHOP-412', 'https://github.com/acme/shop/issues/412'],
      trace_id: '4bf92f3577b34da6',
      diff: '--- expected\n+++ actual\n@@ -1,1 +1,1 @@\n-12.50 EUR\n+12.50 USD\n',
      failures: [
        { assertion: 'equals', at: null, reason: 'the output is not the expected one' },
        { assertion: 'contains', at: '/text', reason: '"EUR" is not in it' },
      ],
      attempts: [attempt('relapsed'), attempt('relapsed'), attempt('relapsed')],
    })
    expect(shown(relapse, result())).toBe(`✗ ${ID}  Refund is quoted in the wrong currency
  relapsed: wrong in the way that shipped
  bug    SHOP-412
  bug    https://github.com/acme/shop/issues/412
  trace  4bf92f3577b34da6
  --- expected
  +++ actual
  @@ -1,1 +1,1 @@
  -12.50 EUR
  +12.50 USD
  equals: the output is not the expected one
  contains at /text: "EUR" is not in it

not green  smoke 1/2 passed, 1 relapsed, in 12.4 s
${END}`)
  })

  it.each<[verdict: Verdict, attempts: readonly Attempt['verdict'][], said: string]>([
    ['failed', ['failed', 'failed', 'failed'], 'failed: wrong in a new way'],
    ['flaky', ['failed', 'pass', 'pass'], 'flaky: passes and fails (passed 2 of 3)'],
    ['error', ['error'], 'error: could not be told'],
    ['missing', [], 'missing: never asked'],
  ])('what %s means', (verdict, attempts, said) => {
    expect(shown(result({ verdict, bug_link: 'SHOP-412', attempts: attempts.map(attempt) }))).toBe(
      `✗ ${ID}  Refund is quoted in the wrong currency\n  ${said}\n  bug    SHOP-412\n\nnot green  smoke 0/1 passed, 1 ${verdict}, in 12.4 s\n${END}`,
    )
  })

  it('where it ran, uncommitted changes and no commit at all', () => {
    expect(renderRun(runOf([], { dirty: true }), PLAIN)).toContain('at 0123456789ab and uncommitted changes\n')
    expect(renderRun(runOf([], { commit: null }), PLAIN)).toContain('at no commit yet\n')
  })

  it('sixty lines of a diff, and how many more there are', () => {
    const diff = Array.from({ length: 100 }, (_, index) => `+${index}\n`).join('')
    const text = shown(result({ verdict: 'failed', diff }))
    expect(text).toContain('\n  +59\n  … 40 more lines: --json has them all\n')
    expect(text).not.toContain('+60')
  })

  it('at most 400 characters of a line of a diff', () => {
    const text = shown(result({ verdict: 'failed', diff: `+${'x'.repeat(1000)}\n` }))
    expect(text).toContain(`\n  +${'x'.repeat(399)}…\n`)
  })

  it('hostile text escaped, wherever it stands', () => {
    const evil = 'a\u001b[2J\r\nx\u202eb'
    const line = 'a\\x1b[2J\\x0d\\nx\\u202eb'
    const hostile = result({
      verdict: 'failed',
      id: evil,
      title: evil,
      bug_link: evil,
      trace_id: evil,
      diff: `-${evil}\n`,
      failures: [{ assertion: evil, at: evil, reason: evil }],
    })
    const set = { name: evil, version: 1, root: evil, cases: 1, notes: 0 }
    expect(renderRun(runOf([hostile], { set, commit: '\u001b[2Jabc' }), PLAIN)).toBe(`✗ ${line}  ${line}
  failed: wrong in a new way
  bug    ${line}
  trace  ${line}
  -a\\x1b[2J\\x0d
  x\\u202eb
  ${line} at ${line}: ${line}

not green  smoke 0/1 passed, 1 failed, in 12.4 s
${line}@v1 ${line} at \\x1b[2Jabc
`)
  })

  it('colours where they are asked for, and only there', () => {
    const run = runOf([result({ verdict: 'failed', diff: '-a\n+b\n c\n' })])
    expect(renderRun(run, makePaint(true))).toContain('\u001b[31m✗\u001b[39m')
    expect(renderRun(run, PLAIN)).not.toContain('\u001b')
  })
})
