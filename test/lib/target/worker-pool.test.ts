import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processPeer } from '../../../lib/target/process-peer.ts'
import type { Asked } from '../../../lib/target/types.ts'
import { type PoolLimits, WorkerPool } from '../../../lib/target/worker-pool.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { playUntil, type ScriptedChild, ScriptedProcesses, settled } from '../../fakes/scripted-processes.ts'

const LAUNCH = { command: ['product'], cwd: '/', env: {} }
const NO_ANSWER = { kind: 'timeout', detail: 'no answer within 1000 ms' }

function aPool(limits: Partial<PoolLimits> = {}, onStart?: (child: ScriptedChild) => void) {
  const clock = new ManualClock()
  const processes = new ScriptedProcesses(onStart)
  const all = { workers: 1, concurrency: 4, timeoutMs: 1000, ...limits }
  const pool = new WorkerPool(processPeer(LAUNCH, processes, clock), clock, all, processes.relay)
  const outcomes = new Map<string, Asked>()
  const ask = (id: string, attempt = 1): void => {
    void pool.ask({ id, input: id, attempt }).then((asked) => outcomes.set(`${id}#${attempt}`, asked))
  }
  const outcome = (id: string, attempt = 1) => outcomes.get(`${id}#${attempt}`)?.outcome
  return { clock, processes, pool, outcomes, ask, outcome, child: (at: number) => processes.children[at]! }
}

const idsOf = (child: ScriptedChild | undefined): string[] | undefined => child?.inbox.map(({ id }) => id)

describe('a worker pool', () => {
  it('matches answers by id, in any order, with as many in flight as may be', async () => {
    const { ask, child, outcome } = aPool({ concurrency: 2 })
    for (const id of ['a', 'b', 'c']) ask(id)
    expect(idsOf(child(0))).toEqual(['a', 'b'])
    child(0).answer('b')
    expect(idsOf(child(0))).toEqual(['a', 'c'])
    child(0).answer('c', { error: 'no stock' })
    child(0).answer('a', { output: null })
    await settled()
    expect([outcome('a'), outcome('b'), outcome('c')]).toEqual([
      { kind: 'output', output: null },
      { kind: 'output', output: 'answer to b' },
      { kind: 'error', error: 'no stock' },
    ])
  })

  it.each([
    ['is no JSON', 'loading model…'],
    ['is JSON but no object', '[1]'],
    ['has no id', '{"output": 1}'],
    ['answers an id that nobody asked', '{"id": "z", "output": 1}'],
    ['answers another attempt', '{"id": "a", "attempt": 1, "output": 1}'],
    ['names a prototype', '{"id": "__proto__", "output": 1}'],
  ])('passes on a line that %s', async (_, line) => {
    const { ask, child, outcome, processes } = aPool()
    ask('a', 2)
    child(0).say(`${line}\n\n`)
    child(0).answer('a', { output: 'right' })
    await settled()
    expect(outcome('a', 2)).toEqual({ kind: 'output', output: 'right' })
    expect(processes.relayed).toEqual([line])
  })

  it.each([
    ['an answer without output or error', {}, 'the target answered with neither "output" nor "error"'],
    ['an output of 8 MiB and one byte', { output: 'x'.repeat(8 * 1024 * 1024 + 1) }, 'the output is larger than 8 MiB'],
    ['an error of more than 8 MiB', { error: 'ä'.repeat(5 * 1024 * 1024) }, 'the output is larger than 8 MiB'],
  ])('takes %s as a broken protocol for that case alone', async (_, body, detail) => {
    const { ask, child, outcome } = aPool()
    ask('a')
    ask('b')
    child(0).answer('a', body)
    child(0).answer('b')
    await settled()
    expect([outcome('a'), outcome('b')?.kind]).toEqual([{ kind: 'broken', detail }, 'output'])
  })

  it('takes an output of 8 MiB to the byte, be its line six times as long', async () => {
    const { ask, child, outcome } = aPool()
    ask('a')
    child(0).answer('a', { output: '\u0000'.repeat(8 * 1024 * 1024) })
    await settled()
    expect(outcome('a')?.kind).toBe('output')
  })

  it.each([
    ['output', '{"id":"a","output":DEEP}'],
    ['error', '{"id":"a","error":DEEP}'],
  ])('takes an %s nested a hundred thousand levels deep as broken', async (_, line) => {
    const { ask, child, outcome } = aPool()
    ask('a')
    child(0).say(`${line.replace('DEEP', `${'['.repeat(1e5)}${']'.repeat(1e5)}`)}\n`)
    await settled()
    expect(outcome('a')).toEqual({ kind: 'broken', detail: 'the output is nested deeper than 1000 levels' })
  })

  it('never has one worker hold two questions of one id', async () => {
    const { ask, child, outcome, processes } = aPool({ workers: 2 })
    for (const attempt of [1, 2, 3]) ask('a', attempt)
    expect(processes.children.map((each) => each.inbox.map(({ attempt }) => attempt))).toEqual([[1], [2]])
    child(0).answer('a', { output: 1 })
    child(1).answer('a', { output: 2 })
    child(0).answer('a', { output: 3 })
    await settled()
    expect([1, 2, 3].map((attempt) => outcome('a', attempt))).toEqual(
      [1, 2, 3].map((output) => ({ kind: 'output', output })),
    )
  })

  it('takes a last answer without a line feed', async () => {
    const { ask, child, outcome } = aPool()
    ask('a')
    child(0).say('{"id":"a","output":1}')
    child(0).die({ code: 0 })
    await settled()
    expect(outcome('a')).toEqual({ kind: 'output', output: 1 })
  })

  it('relays what the product says on standard error', async () => {
    const { ask, child, processes } = aPool()
    ask('a')
    child(0).complain('one\ntw')
    child(0).complain(`o\n${'x'.repeat(65 * 1024)}\nthree\n`)
    expect(processes.relayed).toEqual(['one', 'two', '(a line longer than 65536 bytes)', 'three'])
  })
})

describe('a death', () => {
  it('is the crash of the only case the worker ever had', async () => {
    const { ask, child, outcome } = aPool()
    ask('a')
    child(0).complain('Segmentation fault\n')
    child(0).die({ signal: 'SIGSEGV' })
    await settled()
    expect(outcome('a')).toEqual({ kind: 'crash', detail: 'the process was killed by SIGSEGV: Segmentation fault' })
  })

  it('has the others asked again one by one, after what waits', async () => {
    const { ask, child, outcome, processes } = aPool({ concurrency: 3 })
    for (const id of ['bad', 'b', 'c', 'd']) ask(id)
    child(0).die({ code: 1 })
    await settled()
    expect(idsOf(child(1))).toEqual(['d'])
    child(1).answer('d')
    expect(idsOf(child(1))).toEqual(['bad'])
    child(1).die({ code: 1 })
    await settled()
    expect(idsOf(child(2))).toEqual(['b'])
    child(2).answer('b')
    child(2).answer('c')
    await settled()
    expect(child(2).alive).toBe(false)
    expect(idsOf(child(3))).toEqual(['bad'])
    child(3).die({ code: 1 })
    await settled()
    expect(['bad', 'b', 'c', 'd'].map((id) => outcome(id)?.kind)).toEqual(['crash', 'output', 'output', 'output'])
    expect(processes.relayed).toEqual([
      'casebook: the process exited with code 1; what was asked of it is asked again, one by one (3)',
      'casebook: the process exited with code 1; what was asked of it is asked again, alone (1)',
    ])
  })

  it('is not held against a case that comes after the one that was answered and killed late', async () => {
    const { ask, child, outcome } = aPool({ concurrency: 1 })
    ask('killer')
    ask('innocent')
    child(0).answer('killer')
    child(0).die({ code: 1 })
    await settled()
    expect(idsOf(child(1))).toEqual(['innocent'])
    child(1).answer('innocent')
    await settled()
    expect(outcome('innocent')?.kind).toBe('output')
  })

  it('costs one idle worker its place at most, where the case needs a worker of its own', async () => {
    const { ask, child, processes } = aPool({ workers: 3, concurrency: 1 }, (started) => {
      started.onEnd = () => {}
    })
    for (const id of ['a', 'b', 'bad']) ask(id)
    child(0).answer('a')
    child(1).answer('b')
    child(2).answer('bad')
    ask('c')
    ask('d')
    ask('worse')
    child(0).die({ code: 1 })
    ask('e')
    await settled()
    expect(idsOf(child(3))).toEqual(['e'])
    for (const each of [child(1), child(2), child(3)]) for (const { id } of [...each.inbox]) each.answer(id)
    await settled()
    expect(processes.children.map(({ inputEnded }) => inputEnded)).toEqual([false, true, false, false])
  })

  it('before any answer and any question is a target that did not start', async () => {
    const { pool, ask, child, outcome, processes } = aPool()
    pool.warm()
    child(0).complain('ModuleNotFoundError: app\n')
    child(0).die({ code: 1 })
    await settled()
    ask('a')
    await settled()
    expect(outcome('a')).toEqual({
      kind: 'broken',
      detail: 'the target did not start: the process exited with code 1: ModuleNotFoundError: app',
    })
    expect(processes.children).toHaveLength(1)
  })

  it('of a command that never ran is the end of all questions', async () => {
    const { ask, outcome, processes } = aPool({ workers: 3 }, (child) =>
      child.die({ startError: 'there is no program "x"' }),
    )
    for (const id of ['a', 'b', 'c', 'd', 'e']) ask(id)
    await settled()
    const down = { kind: 'broken', detail: 'the target did not start: there is no program "x"' }
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => outcome(id))).toEqual([down, down, down, down, down])
    expect(processes.children).toHaveLength(3)
  })

  it('leaves the answers of other workers alone when a further one can not be started', async () => {
    const { ask, child, outcome } = aPool({ workers: 2, concurrency: 1 })
    ask('a')
    ask('b')
    child(1).die({ startError: 'EAGAIN' })
    await settled()
    child(0).answer('a')
    await settled()
    expect([outcome('a')?.kind, outcome('b')?.kind]).toEqual(['output', 'broken'])
  })

  it('of the first five cases asked, with no answer to any, ends the asking', async () => {
    const { ask, outcome, processes } = aPool({ concurrency: 1 }, (child) => {
      child.write = () => child.die({ code: 3 })
    })
    for (let at = 1; at <= 9; at++) ask(`c${at}`)
    await settled()
    expect(processes.children).toHaveLength(5)
    expect(outcome('c5')).toEqual({ kind: 'crash', detail: 'the process exited with code 3' })
    expect(outcome('c6')).toEqual({
      kind: 'broken',
      detail: 'the target answered no question: the process exited with code 3',
    })
  })

  it('of five cases is not held against all while a sixth is still being asked', async () => {
    const { ask, child, outcome, processes } = aPool({ workers: 2, concurrency: 1 }, (started) => {
      const write = started.write
      started.write = (text) =>
        text.includes('slow') || text.includes('last') ? write(text) : started.die({ code: 3 })
    })
    for (const id of ['slow', 'c1', 'c2', 'c3', 'c4', 'c5', 'last']) ask(id)
    await settled()
    expect(outcome('last')).toBeUndefined()
    child(0).answer('slow')
    await settled()
    for (const each of processes.alive) if (each.inbox.length > 0) each.answer('last')
    await settled()
    expect([outcome('slow')?.kind, outcome('c5')?.kind, outcome('last')?.kind]).toEqual(['output', 'crash', 'output'])
  })
})

describe('the time of a question', () => {
  it('is over for the only one held, whose worker is killed', async () => {
    const { ask, child, clock, outcome } = aPool()
    ask('a')
    await settled()
    clock.advance(999)
    expect(child(0).kills).toBe(0)
    clock.advance(1)
    await settled()
    expect(child(0).kills).toBe(1)
    expect(outcome('a')).toEqual(NO_ANSWER)
  })

  it('starts anew for those behind whenever one before them is answered', async () => {
    const { ask, child, clock, outcome } = aPool({ concurrency: 3 })
    for (const id of ['a', 'b', 'c']) ask(id)
    await settled()
    for (const id of ['a', 'b', 'c']) {
      clock.advance(900)
      child(0).answer(id)
    }
    await settled()
    expect(['a', 'b', 'c'].map((id) => outcome(id)?.kind)).toEqual(['output', 'output', 'output'])
  })

  it('is not lengthened by answers to those behind it', async () => {
    const { ask, child, clock, outcome } = aPool({ concurrency: 2 })
    ask('hangs')
    await settled()
    for (let at = 0; at < 5 && child(0).kills === 0; at++) {
      ask(`q${at}`)
      ask(`r${at}`)
      clock.advance(300)
      child(0).answer(`q${at}`)
    }
    expect(child(0).kills).toBe(1)
    expect(clock.ticks()).toBeLessThanOrEqual(1500)
    expect(outcome('hangs')).toBeUndefined()
  })

  it('lets a late answer count for nothing', async () => {
    const { ask, child, clock, outcome, processes } = aPool({}, (started) => {
      started.onKill = () => {}
    })
    ask('a')
    await settled()
    clock.advance(1000)
    child(0).answer('a')
    await settled()
    expect(outcome('a')).toEqual(NO_ANSWER)
    expect(processes.relayed).toEqual([])
  })

  it('starts anew for the last one held, which may have waited for those behind it', async () => {
    const { ask, child, clock, outcome } = aPool({ concurrency: 2 })
    ask('first')
    ask('second')
    await settled()
    clock.advance(900)
    child(0).answer('second')
    clock.advance(900)
    expect(child(0).kills).toBe(0)
    child(0).answer('first')
    await settled()
    expect(outcome('first')?.kind).toBe('output')
  })

  it('lets a late answer count for nothing where the question is asked of another worker already', async () => {
    const { ask, child, clock, outcome } = aPool({ workers: 2, concurrency: 2 }, (started) => {
      started.onKill = () => {}
    })
    for (const id of ['a', 'filler', 'b']) ask(id)
    expect(idsOf(child(0))).toEqual(['a', 'b'])
    await settled()
    child(1).answer('filler')
    clock.advance(1000)
    await settled()
    expect(idsOf(child(1))).toEqual(['a'])
    child(0).answer('a', { output: 'late' })
    child(1).answer('a', { output: 'in time' })
    await settled()
    expect(outcome('a')).toEqual({ kind: 'output', output: 'in time' })
  })

  it('runs for the others only while they are asked alone', async () => {
    const { ask, child, clock, outcome } = aPool({ concurrency: 2 })
    ask('hangs')
    ask('b')
    await settled()
    clock.advance(1000)
    await settled()
    expect(idsOf(child(1))).toEqual(['hangs'])
    clock.advance(1000)
    await settled()
    child(2).answer('b')
    await settled()
    expect([outcome('hangs'), outcome('b')?.kind]).toEqual([NO_ANSWER, 'output'])
  })
})

describe('a worker that babbles or falls mute', () => {
  it('is ended when one line is longer than any output may be', async () => {
    const { ask, child, outcome } = aPool()
    ask('a')
    const part = 'x'.repeat(1024 * 1024)
    for (let at = 0; at < 100; at++) child(0).say(part)
    await settled()
    expect(child(0).kills).toBe(1)
    expect(outcome('a')).toEqual({
      kind: 'broken',
      detail: 'the target wrote a line longer than any output may be (8 MiB)',
    })
  })

  it('is ended when it closes its standard output and lives on', async () => {
    const { ask, child, clock, outcome } = aPool({ timeoutMs: 60_000 })
    ask('a')
    child(0).request.onOutputEnd?.()
    clock.advance(1000)
    await settled()
    expect([child(0).kills, outcome('a')]).toEqual([
      1,
      { kind: 'broken', detail: 'the target closed its standard output' },
    ])
  })

  it('is a crash when it dies soon after its standard output', async () => {
    const { ask, child, clock, outcome } = aPool()
    ask('a')
    child(0).request.onOutputEnd?.()
    clock.advance(500)
    child(0).die({ code: 2 })
    await settled()
    expect(outcome('a')?.kind).toBe('crash')
    expect(clock.pending).toBe(0)
  })
})

describe('closing', () => {
  it('settles what is open and what waits, and kills the workers that hold something', async () => {
    const { ask, child, clock, outcome, pool } = aPool({ concurrency: 1 })
    ask('open')
    ask('waiting')
    await pool.close()
    const over = { kind: 'broken', detail: 'the run ended before the target answered' }
    expect([outcome('open'), outcome('waiting')]).toEqual([over, over])
    expect([child(0).kills, child(0).inputEnded, clock.pending]).toEqual([1, false, 0])
    ask('after')
    await settled()
    expect(outcome('after')).toEqual(over)
  })

  it('lets an idle worker end by itself', async () => {
    const { ask, child, clock, pool } = aPool()
    ask('a')
    child(0).answer('a')
    await pool.close()
    expect([child(0).kills, child(0).inputEnded, clock.pending]).toEqual([0, true, 0])
  })

  it('waits for one that does not end by itself, and for one that is dying', async () => {
    const { ask, child, clock, pool, processes } = aPool({ workers: 2, concurrency: 1 }, (started) => {
      started.onEnd = () => {}
      started.onKill = () => {}
    })
    ask('a')
    ask('b')
    await settled()
    child(1).answer('b')
    clock.advance(1000)
    let closed = false
    void pool.close().then(() => (closed = true))
    clock.advance(500)
    await settled()
    expect(processes.children.map(({ kills }) => kills > 0)).toEqual([true, true])
    child(0).die({ signal: 'SIGKILL' })
    await settled()
    expect(closed).toBe(false)
    child(1).die({ signal: 'SIGKILL' })
    await settled()
    expect([closed, clock.pending]).toEqual([true, 0])
  })
})

const NATURES = ['answers', 'errs', 'babbles', 'answers twice', 'answers, then kills', 'crashes', 'hangs'] as const
type Nature = (typeof NATURES)[number]
const FATES: Readonly<Record<Nature, string>> = {
  answers: 'output',
  errs: 'error',
  babbles: 'output',
  'answers twice': 'output',
  'answers, then kills': 'output',
  crashes: 'crash',
  hangs: 'timeout',
}

const GOOD = fc.constantFrom<Nature>('answers', 'errs', 'babbles', 'answers twice', 'answers, then kills')
const BAD = fc.constantFrom<Nature>('crashes', 'hangs')

/** Plays the workers, in an order that the picks choose: each request is met according to the nature of its case. */
async function play(natures: readonly Nature[], limits: PoolLimits, picks: readonly number[], stubborn: boolean) {
  const { ask, clock, outcomes, pool, processes } = aPool(limits, (child) => {
    if (stubborn)
      child.onKill = () => child.kills === 1 && void clock.after(2000, () => child.die({ signal: 'SIGKILL' }))
  })
  const doomed = new Set<ScriptedChild>()
  const deaf = new Set<object>()
  for (const at of natures.keys()) ask(String(at))
  let step = 0
  const pick = <T>(all: readonly T[]): T => all[(picks[step++ % picks.length] ?? 0) % all.length]!
  while (outcomes.size < natures.length) {
    expect(processes.alive.length).toBeLessThanOrEqual(limits.workers)
    for (const child of processes.alive) expect(child.inbox.length).toBeLessThanOrEqual(limits.concurrency ?? 64)
    const moves = [...movesOf(processes.alive, natures, doomed, deaf)]
    if (moves.length > 0) pick(moves)()
    else if (!clock.next()) throw new Error('somebody waits for ever')
    await settled()
  }
  await playClose(pool, clock)
  expect([processes.alive.length, clock.pending]).toEqual([0, 0])
  return [...natures.keys()].map((at) => outcomes.get(`${at}#1`)?.outcome.kind)
}

async function playClose(pool: WorkerPool, clock: ManualClock): Promise<void> {
  let closed = false
  void pool.close().then(() => (closed = true))
  expect(await playUntil(() => closed, clock)).toBe(true)
}

function* movesOf(
  alive: readonly ScriptedChild[],
  natures: readonly Nature[],
  doomed: Set<ScriptedChild>,
  deaf: Set<object>,
) {
  for (const child of alive) {
    if (doomed.has(child)) yield () => child.die({ code: 9 })
    for (const request of child.inbox)
      if (!deaf.has(request)) yield () => meet(child, request, natures[Number(request.id)]!, doomed, deaf)
  }
}

function meet(
  child: ScriptedChild,
  request: { id: string },
  nature: Nature,
  doomed: Set<ScriptedChild>,
  deaf: Set<object>,
): void {
  if (nature === 'crashes') child.die({ code: 1 })
  if (nature === 'hangs') deaf.add(request)
  if (FATES[nature] === 'crash' || FATES[nature] === 'timeout') return
  if (nature === 'babbles') child.say('{"id": 1}\n\u0000\n{"id":"nobody","output":2}\n')
  child.answer(request.id, nature === 'errs' ? { error: 'sold out' } : { output: 1 })
  if (nature === 'answers twice') child.answer(request.id, { output: 2 })
  if (nature === 'answers, then kills') doomed.add(child)
}

describe('whatever the workers do', () => {
  it('settles every question by its own nature, within the limits, and leaves nothing behind', async () => {
    const cases = fc
      .tuple(fc.array(GOOD, { maxLength: 12 }), fc.array(BAD, { maxLength: 4 }))
      .chain(([good, bad]) => fc.shuffledSubarray([...good, ...bad], { minLength: good.length + bad.length }))
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.record({ workers: fc.integer({ min: 1, max: 3 }), concurrency: fc.integer({ min: 1, max: 4 }) }),
        fc.array(fc.nat(99), { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (natures, limits, picks, stubborn) => {
          const fates = await play(natures, { ...limits, timeoutMs: 1000 }, picks, stubborn)
          expect(fates).toEqual(natures.map((nature) => FATES[nature]))
        },
      ),
      { numRuns: 300 },
    )
  })
})
