import { describe, expect, it, onTestFinished } from 'vitest'
import { makeClock } from '../../../lib/adapters/clock.ts'
import { moduleHost } from '../../../lib/adapters/module-worker.ts'
import { makeProcesses } from '../../../lib/adapters/processes.ts'
import type { Json } from '../../../lib/case/types.ts'
import { processPeer } from '../../../lib/target/process-peer.ts'
import { type PoolLimits, WorkerPool } from '../../../lib/target/worker-pool.ts'
import { scratchFolder } from '../../fakes/scratch-folder.ts'

const clock = makeClock({})
const env = { PATH: process.env['PATH'] ?? '', MODEL: 'm1' }

function aModule(source: string | null, limits: Partial<PoolLimits> = {}) {
  const folder = scratchFolder(source === null ? {} : { 'answer module.mjs': source, 'note.txt': 'of this folder' })
  const relayed: string[] = []
  const launch = { ...moduleHost(`${folder}/answer module.mjs`), cwd: folder, env }
  const all = { workers: 1, concurrency: 4, timeoutMs: 10_000, ...limits }
  const pool = new WorkerPool(
    processPeer(
      launch,
      makeProcesses((line) => relayed.push(line)),
      clock,
    ),
    clock,
    all,
  )
  onTestFinished(() => pool.close())
  const ask = async (id: string, input: Json = null) => (await pool.ask({ id, input, attempt: 1 })).outcome
  return { ask, folder, pool, relayed }
}

const answering = (body: string): string => `export default async (input, { id, signal }) => { ${body} }`

describe('a module', () => {
  it('gets the input, the id and a signal, in the folder and environment it is asked in', async () => {
    const source = `import { readFileSync } from 'node:fs'
      ${answering('return { input, id, aborted: signal.aborted, note: readFileSync("note.txt", "utf8"), model: process.env.MODEL }')}`
    expect(await aModule(source).ask('a', ['ä', '\ud800\n', { __proto__: null }])).toEqual({
      kind: 'output',
      output: { input: ['ä', '\ud800\n', {}], id: 'a', aborted: false, note: 'of this folder', model: 'm1' },
    })
  })

  it.each([
    ['a thrown error', 'throw new Error("sold out\\nreally")', 'sold out\nreally'],
    ['a thrown text', 'throw "sold out"', 'sold out'],
    ['undefined', '', 'the module answered undefined, which is no JSON value'],
    ['a function', 'return () => 1', 'the module answered a function, which is no JSON value'],
    ['a bigint', 'return 10n', 'Do not know how to serialize a BigInt'],
    ['what refers to itself', 'const a = {}; a.a = a; return a', expect.stringContaining('circular structure')],
    [
      'what nests without end',
      'let a = []; for (let at = 0; at < 1e6; at++) a = [a]; return a',
      'Maximum call stack size exceeded',
    ],
  ])('answers with an error for %s, and goes on', async (_, body, error) => {
    const { ask } = aModule(answering(`if (input === 'fine') return 1; ${body}`), { concurrency: 1 })
    expect(await ask('a')).toEqual({ kind: 'error', error })
    expect(await ask('b', 'fine')).toEqual({ kind: 'output', output: 1 })
  })

  it('may write what it likes to its standard output: it is relayed, and no answer', async () => {
    const { ask, pool, relayed } = aModule(
      answering('console.log(JSON.stringify({ id, output: "forged" })); console.error("oh"); return "true"'),
    )
    expect(await ask('a')).toEqual({ kind: 'output', output: 'true' })
    await pool.close()
    expect(relayed.sort()).toEqual(['oh', '{"id":"a","output":"forged"}'])
  })

  it.each([
    ['leaves the process', 'process.exit(0)', /the module's worker exited with code 0$/],
    ['leaves the process with the code of one that could not start', 'process.exit(97)', /exited with code 97$/],
    [
      'leaves an error uncaught',
      'setTimeout(() => { throw new Error("late") }); await new Promise(() => {})',
      /did not catch: late$/,
    ],
    [
      'leaves a rejection unhandled',
      'Promise.reject(new Error("lost")); await new Promise(() => {})',
      /did not catch: lost$/,
    ],
    ['kills its process', 'process.kill(process.pid, "SIGKILL")', /was killed by SIGKILL/],
  ])('that %s crashes, and only that case is to blame', async (_, body, detail) => {
    const { ask } = aModule(answering(`if (input === 'bad') { ${body} } return 1`), { concurrency: 3 })
    const [bad, ...others] = await Promise.all([ask('a', 'bad'), ask('b'), ask('c'), ask('d')])
    expect(bad).toEqual({ kind: 'crash', detail: expect.stringMatching(detail) })
    expect(others).toEqual([1, 1, 1].map((output) => ({ kind: 'output', output })))
  })

  it('hears by its signal that its time is over', async () => {
    const { ask, pool, relayed } = aModule(
      answering('signal.addEventListener("abort", () => console.log("aborted", id)); await new Promise(() => {})'),
      { timeoutMs: 1500 },
    )
    expect(await ask('a')).toEqual({ kind: 'timeout', detail: 'no answer within 1500 ms' })
    await pool.close()
    expect(relayed).toContain('aborted a')
  })

  it('that never comes back is ended all the same', async () => {
    const { ask } = aModule(answering('if (input === "spin") for (;;); return 1'), { timeoutMs: 1000, concurrency: 2 })
    const [spin, other] = await Promise.all([ask('a', 'spin'), ask('b')])
    expect([spin?.kind, other]).toEqual(['timeout', { kind: 'output', output: 1 }])
  })

  it.each([
    ['is not there', null, /could not be loaded: Cannot find module/],
    ['does not parse', 'export default async (', /could not be loaded: Unexpected/],
    ['throws as it is loaded', 'throw new Error("no key")', /could not be loaded: no key$/],
    ['leaves as it is loaded', 'process.exit(0)', /could not be loaded: exited with code 0$/],
    ['exports no function', 'export default 1', /could not be loaded: it has no default export that is a function$/],
  ])('that %s is a target that did not start', async (_, source, detail) => {
    const { ask } = aModule(source)
    const outcomes = await Promise.all([ask('a'), ask('b')])
    expect(outcomes[0]).toEqual({
      kind: 'broken',
      detail: expect.stringMatching(/^the target did not start: the module ".*answer module\.mjs" could/),
    })
    expect(outcomes[1]).toEqual({ kind: 'broken', detail: expect.stringMatching(detail) })
  })
})
