import { describe, expect, it } from 'vitest'
import type { Case } from '../../../lib/case/types.ts'
import { runCases } from '../../../lib/run/run-cases.ts'
import { exitOf, isGreen, totalsOf } from '../../../lib/run/totals.ts'
import type { RunCase } from '../../../lib/run/types.ts'
import type { Ask, Outcome, Target } from '../../../lib/target/types.ts'
import type { Verdict } from '../../../lib/verdict/types.ts'
import { judgeTools } from '../../fakes/judge-tools.ts'

const aCase = (id: string, changed: Partial<Case> = {}): RunCase => ({
  tier: 'smoke',
  one: {
    id,
    title: `title of ${id}`,
    category: 'prod-bug',
    captured_by: 'Ann',
    captured_at: '2026-11-22',
    input: id,
    shipped_output: 'wrong',
    expected_output: 'right',
    ...changed,
  },
})

/** A target that gives each case its outcomes one after the other, the last one for good. */
function aTarget(script: Readonly<Record<string, readonly Outcome[]>>) {
  const asked: Ask[] = []
  const target: Target = {
    capacity: 8,
    async ask(ask) {
      const before = asked.filter(({ id }) => id === ask.id).length
      asked.push(ask)
      return { outcome: script[ask.id]!.at(Math.min(before, script[ask.id]!.length - 1))!, durationMs: 1.26 }
    },
    close: async () => {},
  }
  return { target, asked }
}

const output = (text: string): Outcome => ({ kind: 'output', output: text })
const right = output('right')
const wrong = output('wrong')
const other = output('other')
const crash: Outcome = { kind: 'crash', detail: 'the process was killed by SIGSEGV' }
const timeout: Outcome = { kind: 'timeout', detail: 'no answer within 1000 ms' }
const broken: Outcome = { kind: 'broken', detail: 'the target did not start: x' }
const error = (text: string): Outcome => ({ kind: 'error', error: text })

async function run(items: readonly RunCase[], script: Readonly<Record<string, readonly Outcome[]>>) {
  const { target, asked } = aTarget(script)
  return { results: await runCases(items, target, judgeTools()), asked }
}

const crashed = { shipped_output: undefined, shipped_error: 'crash' } as unknown as Partial<Case>
const hung = { shipped_output: undefined, shipped_error: 'timeout' } as unknown as Partial<Case>
const sold = { shipped_output: undefined, shipped_error: 'sold out' } as unknown as Partial<Case>

describe('a run', () => {
  it.each([
    ['passes', {}, [right], 'pass', 1],
    ['passes every time it is to be asked', { repeat: 3 }, [right], 'pass', 3],
    ['gives what shipped, and does so again', {}, [wrong], 'relapsed', 3],
    ['gives something else that is wrong', {}, [other], 'failed', 3],
    ['gives what shipped and then something else', {}, [wrong, other], 'failed', 3],
    ['is wrong once', {}, [wrong, right, right], 'flaky', 3],
    ['is wrong once among its repeats', { repeat: 3 }, [right, other, right], 'flaky', 5],
    ['is wrong and then breaks', {}, [wrong, broken, broken], 'error', 3],
    ['breaks', {}, [broken], 'error', 1],
    ['passes and then breaks', { repeat: 2 }, [right, broken], 'error', 2],
    ['answers with an error', {}, [error('sold out')], 'failed', 3],
    ['answers with the error that shipped', sold, [error('it is sold out!')], 'relapsed', 3],
    ['crashes as it shipped', crashed, [crash], 'relapsed', 3],
    ['crashes as it shipped, but once', crashed, [crash, right], 'flaky', 3],
    ['hangs as it shipped', hung, [timeout], 'relapsed', 3],
    ['hangs where it crashed', crashed, [timeout], 'error', 1],
    ['crashes where it gave a wrong output', {}, [crash], 'error', 1],
    ['says "crash" where it crashed', crashed, [error('crash')], 'relapsed', 3],
    ['says something of a crash where it crashed', crashed, [error('crash of the shop')], 'failed', 3],
  ] as [string, Partial<Case>, Outcome[], Verdict, number][])(
    'tells of a case that %s',
    async (_, changed, outcomes, verdict, times) => {
      const { results, asked } = await run([aCase('a', changed), aCase('b')], { a: outcomes, b: [right] })
      expect(results.map((result) => result.verdict)).toEqual([verdict, 'pass'])
      expect(asked.filter(({ id }) => id === 'a').map(({ attempt }) => attempt)).toEqual(
        Array.from({ length: times }, (_each, at) => at + 1),
      )
    },
  )

  it.each([
    ['nobody else is asked', [aCase('a', crashed)], { a: [crash] }, ['error']],
    [
      'nobody else is answered',
      [aCase('a', crashed), aCase('b', hung)],
      { a: [crash], b: [timeout] },
      ['error', 'error'],
    ],
    ['only the case itself was answered', [aCase('a', crashed)], { a: [crash, right] }, ['error']],
    [
      'the other answered with an error',
      [aCase('a', crashed), aCase('b')],
      { a: [crash], b: [error('x')] },
      ['relapsed', 'failed'],
    ],
  ])(
    'holds a death that is demanded against the product only if it lives otherwise: %s',
    async (_, items, script, verdicts) => {
      const { results } = await run(items, script as unknown as Readonly<Record<string, readonly Outcome[]>>)
      expect(results.map((result) => result.verdict)).toEqual(verdicts)
    },
  )

  it('gives every case its result, in order, though the target never started', async () => {
    const items = ['a', 'b', 'c'].map((id) => aCase(id))
    const { results } = await run(items, { a: [broken], b: [broken], c: [broken] })
    expect(results.map(({ id, verdict }) => [id, verdict])).toEqual(['a', 'b', 'c'].map((id) => [id, 'error']))
  })

  it('shows the first attempt that did not pass', async () => {
    const { results } = await run([aCase('a', { repeat: 2, bug_link: 'SHOP-1', trace_id: 't' })], {
      a: [right, other, broken, right],
    })
    expect(results[0]).toEqual({
      id: 'a',
      title: 'title of a',
      tier: 'smoke',
      verdict: 'flaky',
      reused: false,
      bug_link: 'SHOP-1',
      trace_id: 't',
      diff: expect.stringContaining('-right\n+other\n'),
      failures: [expect.objectContaining({ at: null })],
      attempts: [
        { verdict: 'pass', output: 'right', duration_ms: 1.3 },
        { verdict: 'failed', output: 'other', duration_ms: 1.3 },
        { verdict: 'error', error: 'the target did not start: x', duration_ms: 1.3 },
        { verdict: 'pass', output: 'right', duration_ms: 1.3 },
      ],
    })
  })

  it('asks all cases at once and tells of each as it is done', async () => {
    const open: (() => void)[] = []
    const target: Target = {
      capacity: 8,
      ask: () => new Promise((settle) => open.push(() => settle({ outcome: right, durationMs: 0 }))),
      close: async () => {},
    }
    const done: string[] = []
    const running = runCases([aCase('a'), aCase('b')], target, judgeTools(), ({ item }) => done.push(item.one.id))
    expect(open).toHaveLength(2)
    open[1]!()
    open[0]!()
    expect((await running).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(done).toEqual(['b', 'a'])
  })
})

describe('the totals of a run', () => {
  it.each([
    ['nothing', [], true, 0],
    ['passes', ['pass', 'pass'], true, 0],
    ['an error', ['pass', 'error'], false, 3],
    ['a relapse', ['pass', 'relapsed'], false, 1],
    ['a failure beside an error', ['failed', 'error'], false, 1],
    ['a flake', ['flaky'], false, 1],
    ['one that was never asked', ['missing'], false, 1],
  ] as [string, Verdict[], boolean, number][])('with %s decide colour and exit code', (_, verdicts, green, exit) => {
    const totals = totalsOf(verdicts.map((verdict) => ({ verdict }) as never))
    expect([isGreen(totals), exitOf(totals)]).toEqual([green, exit])
    expect(Object.values(totals).reduce((a, b) => a + b)).toBe(verdicts.length)
  })
})
