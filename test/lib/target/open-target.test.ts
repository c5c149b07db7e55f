import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../lib/config/parse-config.ts'
import type { Config } from '../../../lib/config/types.ts'
import { openTarget } from '../../../lib/flow/open-target.ts'
import type { HttpReply, HttpRequest, Ports } from '../../../lib/ports.ts'
import { Problem } from '../../../lib/problem.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { ScriptedProcesses, settled } from '../../fakes/scripted-processes.ts'

function configOf(target: string): Config {
  const parsed = parseConfig(Buffer.from(`target: ${target}\n`), 'shop/casebook.yaml')
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings))
  return parsed.value
}

const answered: HttpReply = { kind: 'answer', status: 200, body: Buffer.from('{"output":1}') }

/** A variable as a configuration names it. */
const variable = (name: string): string => `\${${name}}`

function open(target: string, env: Record<string, string> = {}, reply: Promise<HttpReply> = Promise.resolve(answered)) {
  const processes = new ScriptedProcesses((child) => {
    child.onEnd = () => {}
  })
  const sent: HttpRequest[] = []
  const ports = {
    env,
    processes,
    clock: new ManualClock(),
    sendHttp: (request: HttpRequest) => {
      sent.push(request)
      return reply
    },
    moduleHost: (file: string) => ({ command: ['host', file], refusal: 97 }),
  } as unknown as Ports
  return { target: openTarget(ports, configOf(target), '/tree'), processes, sent }
}

function problemOf(target: string, env: Record<string, string> = {}): Problem {
  try {
    open(target, env)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('no problem')
}

describe('openTarget', () => {
  it.each([
    ['a command', '{command: [python, app.py]}', ['python', 'app.py']],
    ['a module', '{module: ./app/answer.mjs}', ['host', '/tree/shop/app/answer.mjs']],
  ])(
    'starts %s at once, in the folder of its configuration, with its environment less git’s own',
    (_, target, command) => {
      const { processes } = open(target.replace('}', `, env: {MODEL: "m-${variable('V')}"}}`), {
        V: '1',
        GIT_DIR: '/x',
        PATH: '/bin',
      })
      expect(processes.children.map(({ request }) => [request.command, request.cwd, request.env])).toEqual([
        [command, '/tree/shop', { V: '1', PATH: '/bin', MODEL: 'm-1' }],
      ])
    },
  )

  it('starts a command for each case where it is to', async () => {
    const { target, processes } = open('{command: [x], mode: once, output: json}')
    expect(processes.children).toHaveLength(0)
    const asked = target.ask({ id: 'a', input: 'ä', attempt: 1 })
    expect(processes.children[0]?.written).toBe('"ä"')
    processes.children[0]?.say('{"a":1}')
    processes.children[0]?.die({ code: 0 })
    expect((await asked).outcome).toEqual({ kind: 'output', output: { a: 1 } })
  })

  it('fills in the url and the headers of a server', async () => {
    const { target, sent } = open(
      `{http: {url: "${variable('BASE')}/ask", headers: {Authorization: "Bearer ${variable('KEY')}"}}}`,
      {
        BASE: 'http://127.0.0.1:9',
        KEY: 'k',
      },
    )
    expect((await target.ask({ id: 'a', input: 1, attempt: 1 })).outcome).toEqual({ kind: 'output', output: 1 })
    expect(sent[0]).toMatchObject({
      url: 'http://127.0.0.1:9/ask',
      headers: { authorization: 'Bearer k' },
      body: '{"id":"a","input":1}',
    })
  })

  it('asks a server as many questions at once as all its workers would get', async () => {
    const { target, sent } = open(
      '{http: {url: "http://127.0.0.1:9"}, workers: 3, concurrency: 2}',
      {},
      new Promise(() => {}),
    )
    for (let at = 0; at < 9; at++) void target.ask({ id: `${at}`, input: 1, attempt: 1 })
    await settled()
    expect(sent).toHaveLength(6)
  })

  it.each([
    [
      'no target',
      'null',
      [
        'no-target',
        'the target is left to fill in: casebook does not know how to ask your product',
        'target: {command: [python, -u, -m, app.regress]}',
      ],
    ],
    [
      'a url of another scheme, whatever was filled in',
      `{http: {url: "${variable('SECRET')}"}}`,
      [
        'bad-url',
        `the target's url "${variable('SECRET')}" is not an http or https one`,
        'target: {http: {url: "http://127.0.0.1:8000/ask"}}',
      ],
    ],
    [
      'a "ready" that is no url',
      '{http: {url: "http://a", ready: "http://:1:2"}}',
      [
        'bad-url',
        'the target\'s url "http://:1:2" is not an http or https one',
        'target: {http: {url: "http://127.0.0.1:8000/ask"}}',
      ],
    ],
    [
      'a header with a line end, without showing its value',
      `{http: {url: "http://a", headers: {x-key: "${variable('TOKEN')}"}}}`,
      [
        'bad-header',
        'the target\'s header "x-key" can\'t be sent: its name or its value has a character that no header may have',
        'look for a line end at the end of the value',
      ],
    ],
    [
      'a variable that is not set',
      `{http: {url: "http://a/${variable('NOPE')}"}}`,
      ['unset-variable', 'the environment variable "NOPE" is not set', 'export NOPE=…'],
    ],
  ])('refuses %s', (_, target, expected) => {
    const problem = problemOf(target, { SECRET: 'ftp://me:pw@host', TOKEN: 'k\n' })
    expect([problem.code, problem.message, ...problem.hints]).toEqual(expected)
    expect([problem.kind, problem.path]).toEqual(['invalid', 'shop/casebook.yaml'])
  })
})
