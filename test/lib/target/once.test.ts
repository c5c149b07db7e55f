import { describe, expect, it } from 'vitest'
import { type OnceLimits, OncePerCase } from '../../../lib/target/once.ts'
import type { Asked } from '../../../lib/target/types.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { type ScriptedChild, ScriptedProcesses, settled } from '../../fakes/scripted-processes.ts'

function aTarget(limits: Partial<OnceLimits> = {}) {
  const clock = new ManualClock()
  const processes = new ScriptedProcesses((child) => {
    child.onEnd = () => {}
  })
  const launch = { command: ['product'], cwd: '/', env: {} }
  const target = new OncePerCase(launch, processes, clock, { timeoutMs: 1000, parallel: 2, output: 'text', ...limits })
  const outcomes = new Map<string, Asked['outcome']>()
  const ask = (id: string, input: string | null = id): void => {
    void target.ask({ id, input, attempt: 1 }).then(({ outcome }) => outcomes.set(id, outcome))
  }
  return { ask, clock, outcomes, processes, target, child: (at: number) => processes.children[at]! }
}

const over = { kind: 'broken', detail: 'the run ended before the target answered' }
const bye = (child: ScriptedChild, text: string): void => {
  child.say(text)
  child.die({ code: 0 })
}

describe('a target that is started for each case', () => {
  it.each([
    ['text as it is', 'text', 'a\nb\n', { kind: 'output', output: 'a\nb\n' }],
    ['nothing as the empty text', 'text', '', { kind: 'output', output: '' }],
    ['JSON where it is configured', 'json', ' {"a":[1]}\n', { kind: 'output', output: { a: [1] } }],
    ['no JSON as broken', 'json', 'oops', { kind: 'broken', detail: 'the output is not JSON: "oops"' }],
    [
      'JSON that is nested too deep as broken',
      'json',
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
      { kind: 'broken', detail: 'the output is nested deeper than 1000 levels' },
    ],
    [
      '8 MiB',
      'json',
      `"${'x'.repeat(8 * 1024 * 1024 - 2)}"`,
      { kind: 'output', output: 'x'.repeat(8 * 1024 * 1024 - 2) },
    ],
  ] as const)('takes %s', async (_, output, text, expected) => {
    const { ask, child, outcomes } = aTarget({ output })
    ask('a')
    bye(child(0), text)
    await settled()
    expect(outcomes.get('a')).toEqual(expected)
  })

  it.each([
    [
      'a failure as a crash, with its last words',
      { code: 1 },
      { kind: 'crash', detail: 'the process exited with code 1: ImportError' },
    ],
    [
      'a signal as a crash',
      { signal: 'SIGKILL' },
      { kind: 'crash', detail: 'the process was killed by SIGKILL: ImportError' },
    ],
    [
      'a command that never ran as broken',
      { startError: 'there is no program "x"' },
      { kind: 'broken', detail: 'the target did not start: there is no program "x"' },
    ],
  ])('takes %s', async (_, exit, expected) => {
    const { ask, child, outcomes, processes } = aTarget()
    ask('a')
    child(0).complain('Traceback…\nImportError\n\n')
    child(0).die(exit)
    await settled()
    expect(outcomes.get('a')).toEqual(expected)
    expect(processes.relayed).toEqual(['Traceback…', 'ImportError', ''])
  })

  it('ends a process that takes too long, and one that says too much', async () => {
    const { ask, child, clock, outcomes } = aTarget()
    ask('slow')
    ask('loud')
    clock.advance(1000)
    child(1).say('x'.repeat(8 * 1024 * 1024 + 1))
    await settled()
    expect([child(0).kills, child(1).kills > 0]).toEqual([1, true])
    expect(outcomes.get('slow')).toEqual({ kind: 'timeout', detail: 'no answer within 1000 ms' })
  })

  it('says what is wrong with an output that is too large', async () => {
    const { ask, child, outcomes } = aTarget()
    ask('loud')
    child(0).say('x'.repeat(8 * 1024 * 1024 + 1))
    child(0).say('y')
    await settled()
    expect(outcomes.get('loud')).toEqual({ kind: 'broken', detail: 'the output is larger than 8 MiB' })
  })

  it('never runs more at a time than it may, and leaves nobody waiting', async () => {
    const { ask, child, outcomes, processes } = aTarget({ parallel: 2 })
    for (const id of ['a', 'b', 'c', 'd']) ask(id)
    await settled()
    for (let at = 0; at < 4; at++) {
      expect(processes.alive.length).toBeLessThanOrEqual(2)
      void child(at).exit.then(() => ask(`late ${at}`))
      bye(child(at), '')
      await settled()
      expect(processes.alive).toHaveLength(2)
    }
    expect(['a', 'b', 'c', 'd'].every((id) => outcomes.has(id))).toBe(true)
  })

  it('settles what runs and what waits when it is closed, once the processes are gone', async () => {
    const { ask, child, clock, outcomes, processes, target } = aTarget({ parallel: 1 })
    ask('runs')
    ask('waits')
    await settled()
    child(0).onKill = () => {}
    let closed = false
    void target.close().then(() => (closed = true))
    await settled()
    expect([child(0).kills, closed]).toEqual([1, false])
    child(0).die({ signal: 'SIGKILL' })
    await settled()
    expect([closed, outcomes.get('runs'), outcomes.get('waits'), processes.children.length]).toEqual([
      true,
      over,
      over,
      1,
    ])
    ask('after')
    await settled()
    expect([outcomes.get('after'), clock.pending]).toEqual([over, 0])
  })
})
