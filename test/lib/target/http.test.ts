import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeClock } from '../../../lib/adapters/clock.ts'
import { sendHttp } from '../../../lib/adapters/http-client.ts'
import { makeProcesses } from '../../../lib/adapters/processes.ts'
import type { HttpReply, HttpRequest } from '../../../lib/ports.ts'
import { type HttpLaunch, httpPeer } from '../../../lib/target/http.ts'
import { WorkerPool } from '../../../lib/target/worker-pool.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { scratchFolder } from '../../fakes/scratch-folder.ts'
import { playUntil, ScriptedProcesses, settled } from '../../fakes/scripted-processes.ts'

const clock = makeClock({})
const LIMITS = { workers: 1, concurrency: 4, timeoutMs: Number.POSITIVE_INFINITY }
const START = { command: ['product'], cwd: '/', env: {} }

function aTarget(changed: Partial<HttpLaunch>, concurrency = 4) {
  const relayed: string[] = []
  const processes = makeProcesses((line) => relayed.push(line))
  const launch = { url: 'http://127.0.0.1:1/ask', headers: {}, start: null, ready: null, timeoutMs: 10_000, ...changed }
  const pool = new WorkerPool(httpPeer(launch, { send: sendHttp, processes, clock }), clock, { ...LIMITS, concurrency })
  onTestFinished(() => pool.close())
  const ask = async (id: string, input: string | null = null) => (await pool.ask({ id, input, attempt: 1 })).outcome
  return { ask, pool, relayed }
}

type Answer = (asked: { id: string; input: string }, response: ServerResponse, request: IncomingMessage) => void

async function aServer(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    answer(body === '' ? { id: '', input: '' } : JSON.parse(body), response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ask`
}

describe('a server that runs already', () => {
  it('is asked by POST, with the configured headers', async () => {
    const url = await aServer((asked, response, { method, headers }) =>
      response.end(JSON.stringify({ output: [asked, method, headers['content-type'], headers['x-key']] })),
    )
    expect(
      await aTarget({ url, headers: { 'X-Key': 'k', 'Content-Type': 'application/vnd.x+json' } }).ask('a', 'ä\ud800'),
    ).toEqual({
      kind: 'output',
      output: [{ id: 'a', input: 'ä\ud800' }, 'POST', 'application/vnd.x+json', 'k'],
    })
  })

  it.each([
    ['an output', 200, '{"output": null}', { kind: 'output', output: null }],
    ['an error', 200, '{"error": "sold out"}', { kind: 'error', error: 'sold out' }],
    ['an error with a status of its own', 500, '{"error": {"code": 7}}', { kind: 'error', error: '{"code":7}' }],
    ['an output with a status that says otherwise', 500, '{"output": 1}', 'the server answered 500: "{"output": 1}"'],
    ['a page of a proxy', 502, '<html>', 'the server answered 502: "<html>"'],
    ['a redirect', 307, '', 'the server answered 307: redirects are not followed'],
    ['neither output nor error', 200, '{}', 'the target answered with neither "output" nor "error"'],
    ['no JSON', 200, 'hello', 'the answer is no JSON object: "hello"'],
    ['a list', 200, '[]', 'the answer is no JSON object: "[]"'],
    ['nothing', 204, '', 'the answer is no JSON object: ""'],
    ['too much', 200, `{"output":"${'x'.repeat(8 * 1024 * 1024)}"}`, 'the output is larger than 8 MiB'],
    [
      'what is nested too deep',
      200,
      `{"output":${'['.repeat(2000)}${']'.repeat(2000)}}`,
      'the output is nested deeper than 1000 levels',
    ],
  ])('may answer with %s', async (_, status, body, expected) => {
    const url = await aServer((_asked, response) => response.writeHead(status, { location: '/x' }).end(body))
    const outcome = typeof expected === 'string' ? { kind: 'broken', detail: expected } : expected
    expect(await aTarget({ url }).ask('a')).toEqual(outcome)
  })

  it('is given up for one case in its time, and answers the others', async () => {
    const url = await aServer(({ input }, response) => void (input === 'hang' || response.end('{"output":1}')))
    const { ask } = aTarget({ url, timeoutMs: 500 })
    expect(await Promise.all([ask('a', 'hang'), ask('b'), ask('c')])).toEqual([
      { kind: 'timeout', detail: 'no answer within 500 ms' },
      { kind: 'output', output: 1 },
      { kind: 'output', output: 1 },
    ])
  })

  it('is asked no more at a time than it may be', async () => {
    const held: ServerResponse[] = []
    let most = 0
    const url = await aServer((_, response) => {
      most = Math.max(most, held.push(response))
      if (held.length === 2) for (const each of held.splice(0)) each.end('{"output":1}')
    })
    const { ask } = aTarget({ url }, 2)
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ask(id)))
    expect(most).toBe(2)
  })

  it('that is not there breaks every question', async () => {
    const outcome = { kind: 'broken', detail: 'the request failed: connect ECONNREFUSED 127.0.0.1:1' }
    const { ask } = aTarget({})
    expect(await Promise.all([ask('a'), ask('b')])).toEqual([outcome, outcome])
  })

  it('settles what is open when the target is closed', async () => {
    let arrived = (): void => {}
    const asked = new Promise<void>((resolve) => (arrived = resolve))
    const { ask, pool } = aTarget({ url: await aServer(() => arrived()) })
    const open = ask('a')
    await asked
    await pool.close()
    expect(await open).toEqual({ kind: 'broken', detail: 'the run ended before the target answered' })
  })
})

const SERVER = `
const server = require('node:http').createServer(async (request, response) => {
  if (request.method === 'GET') return response.writeHead(request.headers['x-key'] === 'k' ? 204 : 401).end()
  const { input } = JSON.parse(Buffer.concat(await request.toArray()))
  if (input === 'crash') process.abort()
  response.end(JSON.stringify({ output: { input, pid: process.pid } }))
})
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'))
process.on('SIGTERM', () => process.exit(0))
`

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function aStarted(changed: Partial<HttpLaunch> = {}) {
  const port = await freePort()
  const cwd = scratchFolder({ 'server.cjs': SERVER })
  const command = [process.execPath, 'server.cjs', String(port)]
  const url = `http://127.0.0.1:${port}/ask`
  return aTarget({ url, headers: { 'X-Key': 'k' }, start: { command, cwd, env: {} }, ...changed })
}

describe('a server that is started', () => {
  it('is asked once it answers at its origin, and is gone at the end', async () => {
    const { ask, pool, relayed } = await aStarted()
    const outcome = await ask('a', 'x')
    expect(outcome).toMatchObject({ output: { input: 'x' } })
    expect(relayed).toContain('listening')
    await pool.close()
    const { pid } = (outcome as unknown as { output: { pid: number } }).output
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('that dies of one case is started again for the others', async () => {
    const { ask } = await aStarted()
    const outcomes = await Promise.all([ask('a', 'x'), ask('bad', 'crash'), ask('c', 'x'), ask('d', 'x')])
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['output', 'crash', 'output', 'output'])
  })

  it.each([
    ['is not there', ['no-such-program'], 'the target did not start: there is no program "no-such-program"'],
    [
      'dies before it can be asked',
      [process.execPath, '-e', 'console.error("port in use"); process.exit(1)'],
      'the target did not start: the process exited with code 1: port in use',
    ],
  ])('that %s did not start', async (_, command, detail) => {
    const { ask } = await aStarted({ start: { command, cwd: scratchFolder(), env: {} } })
    expect(await Promise.all([ask('a'), ask('b')])).toEqual([
      { kind: 'broken', detail },
      { kind: 'broken', detail },
    ])
  })
})

/** A server of which only the test knows what it answers. */
function aPlayed(changed: Partial<HttpLaunch>, look: (at: number) => HttpReply) {
  const manual = new ManualClock()
  const processes = new ScriptedProcesses()
  const sent: HttpRequest[] = []
  const send = async (request: HttpRequest): Promise<HttpReply> => {
    sent.push(request)
    if (request.method === 'POST') return { kind: 'answer', status: 200, body: Buffer.from('{"output":1}') }
    return look(sent.length)
  }
  const launch = {
    url: 'http://127.0.0.1:9/ask',
    headers: { 'x-key': 'k' },
    start: START,
    ready: null,
    timeoutMs: 1000,
    ...changed,
  }
  const pool = new WorkerPool(httpPeer(launch, { send, processes, clock: manual }), manual, LIMITS)
  const outcomes: unknown[] = []
  for (const id of ['a', 'b'])
    void pool.ask({ id, input: null, attempt: 1 }).then(({ outcome }) => outcomes.push(outcome))
  return { manual, outcomes, pool, processes, sent }
}

const refused: HttpReply = { kind: 'failed', detail: 'ECONNREFUSED' }
const status = (code: number): HttpReply => ({ kind: 'answer', status: code, body: new Uint8Array() })

describe('the start of a server', () => {
  it('waits for "ready" to answer 2xx, and tells its secrets to no other origin', async () => {
    const replies = [refused, refused, status(503), status(302), status(204)]
    const ready = 'http://127.0.0.1:10/health'
    const { manual, outcomes, sent } = aPlayed({ ready }, (at) => replies[at - 1]!)
    expect(await playUntil(() => outcomes.length === 2, manual)).toBe(true)
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      ...Array.from({ length: 5 }, () => `GET ${ready}`),
      'POST http://127.0.0.1:9/ask',
      'POST http://127.0.0.1:9/ask',
    ])
    expect(sent.map(({ headers }) => headers['x-key'])).toEqual([...Array(5).fill(undefined), 'k', 'k'])
  })

  it('takes any answer of the origin where there is no "ready"', async () => {
    const replies = [refused, refused, status(404)]
    const { manual, outcomes, sent } = aPlayed({}, (at) => replies[at - 1]!)
    expect(await playUntil(() => outcomes.length === 2, manual)).toBe(true)
    expect(sent.slice(0, 3).map(({ url }) => url)).toEqual(Array(3).fill('http://127.0.0.1:9/'))
    expect(manual.pending).toBe(0)
  })

  it.each([
    [
      'that takes too long',
      (at: number) => (at === 1 ? refused : status(503)),
      { ready: 'http://127.0.0.1:9/up' },
      'the target did not start: http://127.0.0.1:9/up was not ready within 60 s: status 503',
      1,
    ],
    [
      'where another one answers already',
      () => status(200),
      {},
      'the target did not start: something answers at http://127.0.0.1:9/ already, before "start" was run',
      0,
    ],
    [
      'that runs already, and never gets ready',
      () => refused,
      { start: null, ready: 'http://127.0.0.1:9/up' },
      'the target did not start: http://127.0.0.1:9/up was not ready within 60 s: ECONNREFUSED',
      0,
    ],
  ])('is given up for one %s', async (_, look, changed, detail, started) => {
    const { manual, outcomes, processes } = aPlayed(changed, look)
    expect(await playUntil(() => outcomes.length === 2, manual)).toBe(true)
    expect(outcomes).toEqual([
      { kind: 'broken', detail },
      { kind: 'broken', detail },
    ])
    expect(processes.children.map(({ alive, kills }) => [alive, kills])).toEqual(started ? [[false, 1]] : [])
    expect(manual.pending).toBe(0)
  })

  it('may be broken off, and leaves nothing behind', async () => {
    const { manual, outcomes, pool, processes } = aPlayed({ ready: 'http://127.0.0.1:9/up' }, () => refused)
    await settled()
    for (let at = 0; at < 5; at++) {
      manual.advance(100)
      await settled()
    }
    expect(manual.pending).toBe(1)
    await pool.close()
    await settled()
    expect(outcomes).toHaveLength(2)
    expect(processes.alive).toEqual([])
    expect(manual.pending).toBe(0)
  })
})
