import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeClock } from '../../../lib/adapters/clock.ts'
import { killAllGroups, makeProcesses } from '../../../lib/adapters/processes.ts'
import type { Child, ChildExit } from '../../../lib/ports.ts'
import { OncePerCase } from '../../../lib/target/once.ts'
import { processPeer } from '../../../lib/target/process-peer.ts'
import { WorkerPool } from '../../../lib/target/worker-pool.ts'
import { scratchFolder } from '../../fakes/scratch-folder.ts'

const env = { PATH: process.env['PATH'] ?? '' }

interface Run {
  readonly child: Child
  readonly exit: Promise<ChildExit>
  readonly said: () => string
  /** Resolves when the process has said this. */
  saying(text: string): Promise<void>
}

function start(program: string | readonly string[], cwd = scratchFolder()): Run {
  let output = ''
  let onSaid = (): void => {}
  const command = typeof program === 'string' ? [process.execPath, '-e', program] : program
  const take = (chunk: Uint8Array): void => {
    output += Buffer.from(chunk).toString()
    onSaid()
  }
  const child = makeProcesses(() => {}).start({ command, cwd, env, onOutput: take, onErrors: take })
  const saying = (text: string): Promise<void> =>
    new Promise((resolve) => {
      onSaid = () => output.includes(text) && resolve()
      onSaid()
    })
  return { child, exit: child.exit, said: () => output, saying }
}

/** A dead process may still be listed until its parent looks, so that a zombie counts as dead. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function becomesDead(pid: number): Promise<boolean> {
  const end = performance.now() + 5000
  while (isAlive(pid) && performance.now() < end) await new Promise(setImmediate)
  return !isAlive(pid)
}

describe('a process', () => {
  it.each([
    ['its exit code', 'process.exit(7)', { code: 7, signal: null, startError: null }],
    ['its signal', 'process.kill(process.pid, "SIGKILL")', { code: null, signal: 'SIGKILL', startError: null }],
  ])('ends with %s', async (_, program, expected) => {
    expect(await start(program).exit).toEqual(expected)
  })

  it.each([
    ['a program that is not there', ['no-such-program'], 'there is no program "no-such-program"'],
    ['a file that may not be executed', ['./plain'], '"./plain" may not be executed'],
    ['an argument that no program can take', ['node', 'a\0b'], expect.stringContaining('null bytes')],
    ['no program at all', [], expect.stringContaining('empty')],
  ])('tells of %s', async (_, command, startError) => {
    const folder = scratchFolder({ plain: 'echo' })
    const { child, exit } = start(command, folder)
    child.write('x')
    child.endInput()
    child.kill()
    expect(await exit).toEqual({ code: null, signal: null, startError })
  })

  it('tells of an environment too large for any program', async () => {
    const request = {
      command: ['node'],
      cwd: scratchFolder(),
      env: { ...env, BIG: 'x'.repeat(8e6) },
      onOutput() {},
      onErrors() {},
    }
    expect(await makeProcesses(() => {}).start(request).exit).toEqual({
      code: null,
      signal: null,
      startError: 'spawn E2BIG',
    })
  })

  it('tells of a folder that is not there', async () => {
    expect(await start(['node'], '/no/such/folder').exit).toMatchObject({
      startError: 'there is no folder "/no/such/folder"',
    })
  })

  it('gets all of a large input, in order', async () => {
    const { child, exit, said } = start(
      'let n = 0, last; process.stdin.on("data", (d) => { n += d.length; last = d }).on("end", () => console.log(n, String(last).slice(-3)))',
    )
    for (let at = 0; at < 5; at++) child.write('x'.repeat(1_000_000))
    child.write('end')
    child.endInput()
    await exit
    expect(said()).toBe('5000003 end\n')
  })

  it('may leave its input unread and end', async () => {
    const { child, exit } = start('process.stdin.destroy(); setTimeout(() => process.exit(0), 50)')
    for (let at = 0; at < 5; at++) child.write('x'.repeat(1_000_000))
    child.endInput()
    expect(await exit).toMatchObject({ code: 0 })
  })

  it('is killed at once where it lets itself be', async () => {
    const { child, exit, saying } = start('console.log("up"); setInterval(() => {}, 1000)')
    await saying('up')
    child.kill()
    child.kill()
    expect(await exit).toMatchObject({ signal: 'SIGTERM' })
  })

  it('is killed for good where it ignores that', async () => {
    const { child, exit, saying } = start(
      'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)',
    )
    await saying('up')
    child.kill()
    expect(await exit).toMatchObject({ signal: 'SIGKILL' })
  })

  it('is not waited for where a grandchild of its group keeps the output open, which ends too', async () => {
    const grandchild = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })`
    const { exit, said } = start(
      `const { pid } = ${grandchild}; console.log(pid); setTimeout(() => process.exit(4), 50)`,
    )
    expect(await exit).toMatchObject({ code: 4 })
    expect(await becomesDead(Number(said()))).toBe(true)
  })

  it('is not waited for where a grandchild that left its group keeps the output open', async () => {
    const options = '{ stdio: "inherit", detached: true }'
    const grandchild = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], ${options})`
    const { exit, said } = start(
      `const one = ${grandchild}; one.unref(); console.log(one.pid); setTimeout(() => process.exit(5), 50)`,
    )
    expect(await exit).toMatchObject({ code: 5 })
    process.kill(Number(said()), 'SIGKILL')
  })

  it('is ended with all its group at the very end', async () => {
    const { exit, saying } = start('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)')
    await saying('up')
    killAllGroups()
    expect(await exit).toMatchObject({ signal: 'SIGKILL' })
  })
})

const clock = makeClock({})
const ECHO = `
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, input, attempt } = JSON.parse(line)
  const say = (answer) => console.log(JSON.stringify({ id, ...answer }))
  if (input === "crash") process.abort()
  else if (input === "hang") return
  else if (input === "loud") process.stdout.write("x".repeat(100e6))
  else if (input === "mute") require("fs").closeSync(1)
  else if (input === "error") say({ error: "sold out" })
  else say({ output: { input, attempt, cwd: process.cwd(), model: process.env.MODEL } })
})
`

function aProduct(program: string, limits: { workers?: number; concurrency?: number; timeoutMs?: number } = {}) {
  const folder = scratchFolder({ 'product.cjs': program })
  const relayed: string[] = []
  const processes = makeProcesses((line) => relayed.push(line))
  const launch = { command: [process.execPath, 'product.cjs'], cwd: folder, env: { ...env, MODEL: 'm1' } }
  const pool = new WorkerPool(processPeer(launch, processes, clock), clock, {
    workers: 1,
    concurrency: 4,
    timeoutMs: 10_000,
    ...limits,
  })
  onTestFinished(() => pool.close())
  const ask = async (id: string, input: string) => (await pool.ask({ id, input, attempt: 1 })).outcome
  return { ask, folder, launch, pool, processes, relayed }
}

describe('a product that speaks the line protocol', () => {
  it('is asked in its folder, with its environment', async () => {
    const { ask, folder } = aProduct(ECHO)
    expect(await Promise.all([ask('a', 'x'), ask('b', 'error')])).toEqual([
      { kind: 'output', output: { input: 'x', attempt: 1, cwd: folder, model: 'm1' } },
      { kind: 'error', error: 'sold out' },
    ])
  })

  it.each([
    ['a lone surrogate', '\ud800 and \udc00'],
    ['separators and controls', '\u2028\u2029\u0000\u001b[2J\r\n'],
    ['5 MB', 'ä'.repeat(2_500_000)],
  ])('gets %s and gives it back unharmed', async (_, input) => {
    expect(await aProduct(ECHO).ask('a', input)).toMatchObject({ output: { input } })
  })

  it.each([
    ['crashes', 'crash', 'crash'],
    ['writes 100 MB without a line feed', 'loud', 'broken'],
    ['closes its standard output and lives on', 'mute', 'broken'],
  ])('and %s among others is found, and only that case is to blame', async (_, input, kind) => {
    const { ask } = aProduct(ECHO, { concurrency: 3 })
    const outcomes = await Promise.all([
      ask('a', 'x'),
      ask('bad', input),
      ask('c', 'x'),
      ask('d', 'x'),
      ask('e', 'error'),
    ])
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['output', kind, 'output', 'output', 'error'])
  })

  it('and hangs at one case is found, and only that case is to blame', async () => {
    const { ask } = aProduct(ECHO, { concurrency: 2, timeoutMs: 1000 })
    const outcomes = await Promise.all([ask('bad', 'hang'), ask('b', 'x')])
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['timeout', 'output'])
  })

  it('and answers its last question as it dies is heard, and the rest is asked of another', async () => {
    const { ask } = aProduct(
      'process.stdin.once("data", (d) => { const { id } = JSON.parse(String(d).split("\\n")[0]); require("fs").writeSync(1, JSON.stringify({ id, output: 1 })); process.exit(0) })',
    )
    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => ask(id, 'x')))
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['output', 'output', 'output'])
  })

  it('and never reads what it is asked is given up in time', async () => {
    const { ask } = aProduct('process.stdin.pause(); setInterval(() => {}, 1000)', { timeoutMs: 200 })
    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => ask(id, 'x'.repeat(5_000_000))))
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['timeout', 'timeout', 'timeout'])
  })

  it('and dies at its start is a target that did not start', async () => {
    const { ask, pool, relayed } = aProduct('console.error("no module named app"); process.exit(1)', { concurrency: 1 })
    pool.warm()
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, at) => ask(`c${at}`, 'x')))
    expect(outcomes.at(-1)).toEqual({
      kind: 'broken',
      detail: 'the target answered no question: the process exited with code 1: no module named app',
    })
    expect(relayed).toHaveLength(5)
  })

  it('is gone once it is closed, be it that it ignores all politeness', async () => {
    const { ask, pool } = aProduct(
      `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); ${ECHO.replace('cwd: process.cwd()', 'pid: process.pid')}`,
    )
    const outcome = await ask('a', 'x')
    const { pid } = (outcome as unknown as { output: { pid: number } }).output
    const open = ask('b', 'hang')
    await pool.close()
    expect(isAlive(pid)).toBe(false)
    expect(await open).toEqual({ kind: 'broken', detail: 'the run ended before the target answered' })
  })
})

describe('a product that is started for each case', () => {
  const anOnce = (program: string, timeoutMs = 10_000) => {
    const { folder, launch, processes } = aProduct(program)
    const target = new OncePerCase(launch, processes, clock, { timeoutMs, parallel: 2, output: 'text' })
    onTestFinished(() => target.close())
    return { folder, target, ask: async (input: string) => (await target.ask({ id: 'a', input, attempt: 1 })).outcome }
  }

  it('gets the input as JSON', async () => {
    expect(await anOnce('process.stdin.pipe(process.stdout)').ask('\ud800 "ä"')).toEqual({
      kind: 'output',
      output: '"\\ud800 \\"ä\\""',
    })
  })

  it('need not read it', async () => {
    expect(await anOnce('process.stdin.destroy(); console.log("ok")').ask('x'.repeat(5_000_000))).toEqual({
      kind: 'output',
      output: 'ok\n',
    })
  })

  it('is given up in time', async () => {
    expect(await anOnce('setInterval(() => {}, 1000)', 150).ask('x')).toEqual({
      kind: 'timeout',
      detail: 'no answer within 150 ms',
    })
  })

  it('is gone once it is closed', async () => {
    const { ask, folder, target } = anOnce(
      'require("fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000)',
    )
    const open = ask('x')
    const file = join(folder, 'pid')
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await new Promise(setImmediate)
    await target.close()
    expect(isAlive(Number(readFileSync(file, 'utf8')))).toBe(false)
    expect(await open).toEqual({ kind: 'broken', detail: 'the run ended before the target answered' })
  })
})
