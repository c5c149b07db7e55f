import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../lib/config/parse-config.ts'
import type { Config } from '../../../lib/config/types.ts'

const parse = (text: string, file = 'casebook.yaml') => parseConfig(new TextEncoder().encode(text), file)

function configOf(text: string, file?: string): Config {
  const reading = parse(text, file)
  if ('findings' in reading) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

function saidOf(text: string): string[] {
  const reading = parse(text)
  return 'findings' in reading ? reading.findings.map(({ line, message, hint }) => `${line}: ${message} | ${hint}`) : []
}

/** The configuration of PRODUCT.md section 2. */
const FULL = `set: regression
path: evals/data/regression
target:
  command: [python, -u, -m, app.regress]
  mode: once
  output: json
  workers: 2
  concurrency: 4
  timeout: 30s
  env: {MODEL: "\${MODEL}"}
  inputs: ["app/**", "prompts/**"]
  overlay: ["app/regress.py"]
bugs: {repo: https://github.com/acme/shop, keys: [SHOP], patterns: ["fixes (\\\\S+)"], waivers: false}
capture: {fetch: [./scripts/get-trace, "{id}"], redact: [{name: order-no, pattern: "ORD-\\\\d{8}"}]}
graders: {tone: {command: [python, graders/tone.py], deterministic: false}}
smoke: {limit: 30, budget: 60s}
reuse: {max_age: 24h}
base: origin/main
push: {skip: ["wip/*"]}
worktree: {link: [node_modules, .venv], setup: npm ci}
tiers: {caught_within: 90d, green_for: 365d, pin: {smoke: [reg-2026-11-22-3f9a1c], full: []}}
`

describe('parseConfig', () => {
  it('fills in every default of an empty file', () => {
    expect(configOf('')).toEqual({
      file: 'casebook.yaml',
      folder: '',
      set: 'regression',
      path: 'evals/data/regression',
      target: null,
      bugs: { repo: null, keys: [], patterns: [], waivers: false },
      capture: { fetch: null, redact: [] },
      graders: {},
      smoke: { limit: 30, budgetMs: 60_000 },
      reuse: { maxAgeMs: 86_400_000 },
      base: null,
      push: { skip: [] },
      worktree: { link: [], setup: null },
      tiers: { caughtWithinMs: 7_776_000_000, greenForMs: 31_536_000_000, pin: { smoke: [], full: [] } },
    })
  })

  it('fills in every default of a target', () => {
    expect(configOf('target: {command: [./app]}').target).toEqual({
      kind: 'command',
      command: ['./app'],
      http: null,
      module: null,
      mode: 'workers',
      output: 'text',
      workers: 1,
      concurrency: null,
      timeoutMs: 30_000,
      env: {},
      inputs: null,
      overlay: [],
    })
  })

  it('takes a configuration with everything in it', () => {
    expect(configOf(FULL)).toEqual({
      file: 'casebook.yaml',
      folder: '',
      set: 'regression',
      path: 'evals/data/regression',
      target: {
        kind: 'command',
        command: ['python', '-u', '-m', 'app.regress'],
        http: null,
        module: null,
        mode: 'once',
        output: 'json',
        workers: 2,
        concurrency: 4,
        timeoutMs: 30_000,
        env: { MODEL: '${MODEL}' },
        inputs: ['app/**', 'prompts/**'],
        overlay: ['app/regress.py'],
      },
      bugs: { repo: 'https://github.com/acme/shop', keys: ['SHOP'], patterns: ['fixes (\\S+)'], waivers: false },
      capture: { fetch: ['./scripts/get-trace', '{id}'], redact: [{ name: 'order-no', pattern: 'ORD-\\d{8}' }] },
      graders: { tone: { command: ['python', 'graders/tone.py'], deterministic: false } },
      smoke: { limit: 30, budgetMs: 60_000 },
      reuse: { maxAgeMs: 86_400_000 },
      base: 'origin/main',
      push: { skip: ['wip/*'] },
      worktree: { link: ['node_modules', '.venv'], setup: ['sh', '-c', 'npm ci'] },
      tiers: {
        caughtWithinMs: 7_776_000_000,
        greenForMs: 31_536_000_000,
        pin: { smoke: ['reg-2026-11-22-3f9a1c'], full: [] },
      },
    })
  })

  it('takes a target behind HTTP', () => {
    const text =
      'target: {http: {url: "http://localhost:8000/ask", headers: {Authorization: "${KEY}"}, start: [npm, start], ready: "${READY}/up"}}'
    expect(configOf(text).target).toMatchObject({
      kind: 'http',
      http: {
        url: 'http://localhost:8000/ask',
        headers: { Authorization: '${KEY}' },
        start: ['npm', 'start'],
        ready: '${READY}/up',
      },
    })
  })

  it('takes a target that is a module, and a setup that is a list', () => {
    const config = configOf('target: {module: ./app/answer.mjs}\nworktree: {setup: [npm, ci]}')
    expect(config.target).toMatchObject({ kind: 'module', module: './app/answer.mjs', http: null })
    expect(config.worktree.setup).toEqual(['npm', 'ci'])
  })

  it.each(['', 'target:\n', 'target: null\n', 'set: regression\n', '# all of it is still to come\n'])(
    'leaves the target to fill in: %j',
    (text) => {
      expect(configOf(text).target).toBeNull()
    },
  )

  it.each([
    ['casebook.yaml', 'evals', 'evals', ''],
    ['casebook.yaml', './evals//set/.//x/', 'evals/set/x', ''],
    ['services/a/casebook.yaml', 'evals', 'services/a/evals', 'services/a'],
    ['services/a/casebook.yaml', '"my evals"', 'services/a/my evals', 'services/a'],
    ['casebook.yaml', 'evals/..data', 'evals/..data', ''],
  ])('in %s finds the set of path: %s at %s', (file, path, from, folder) => {
    expect(configOf(`path: ${path}`, file)).toMatchObject({ file, folder, path: from })
  })

  it('takes "__proto__" as any other name of a grader or a variable', () => {
    const config = configOf('graders: {__proto__: {command: [x]}}\ntarget: {module: a.mjs, env: {__proto__: x}}')
    expect(Object.keys(config.graders)).toEqual(['__proto__'])
    expect(Object.keys(config.target!.env)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(config.graders)).toBe(Object.prototype)
  })
})

const INSIDE = 'write a path inside the folder of the configuration, relative, with forward slashes'
const DURATION = 'write a duration such as "30s", "5m" or "90d"'
const MAP = 'not a map of fields | write a map of fields'

describe('parseConfig says', () => {
  it.each<[what: string, text: string, said: string]>([
    ['that it is no map', '- a', `1: the file is ["a"], ${MAP}`],
    ['that it is no YAML', 'a: &x 1', '1: has the anchor "&x" | remove it and write values out'],
    ['what it does not know', 'sett: x', '1: has the unknown field "sett" | correct the name or remove it'],
    [
      'what it does not know further down',
      'smoke:\n  limits: 3',
      '2: "smoke" has the unknown field "limits" | correct the name or remove it',
    ],
    [
      'that a set has no such name',
      'set: My Set',
      '1: "set" is "My Set" | write something that matches ^[a-z0-9][a-z0-9-]{0,127}$',
    ],
    ['that a target is no map', 'target: python', `1: "target" is "python", ${MAP}`],
    [
      'that a target has no way to ask it',
      'target: {timeout: 5s}',
      '1: "target" lacks "command", "http" or "module" | add command: … or http: … or module: …',
    ],
    [
      'that a target has two ways to ask it',
      'target: {command: [a], module: b.mjs}',
      '1: "target" has more than one of "command", "http" and "module" | keep one of them',
    ],
    [
      'that a command is one string',
      'target: {command: npm start}',
      '1: "target.command" is "npm start", not a list | write a list',
    ],
    [
      'that a command is empty',
      'target: {command: []}',
      '1: "target.command" is empty | give at least one item, or remove the field',
    ],
    ['that HTTP has no URL', 'target:\n  http: {}', '2: "target.http" lacks "url" | add url: …'],
    [
      'that a URL is none',
      'target: {http: {url: "file:///etc/passwd"}}',
      '1: "target.http.url" is "file:///etc/passwd" | write an http(s) URL',
    ],
    [
      'that a mode is none',
      'target: {command: [a], mode: twice}',
      '1: "target.mode" is "twice" | one of: workers, once',
    ],
    [
      'that an output is none',
      'target: {command: [a], output: xml}',
      '1: "target.output" is "xml" | one of: text, json',
    ],
    ['that there are no workers', 'target: {command: [a], workers: 0}', '1: "target.workers" is 0 | the minimum is 1'],
    [
      'that there are too many workers',
      'target: {command: [a], workers: 65}',
      '1: "target.workers" is 65 | the maximum is 64',
    ],
    [
      'that too much is in flight',
      'target: {command: [a], concurrency: 257}',
      '1: "target.concurrency" is 257 | the maximum is 256',
    ],
    [
      'that an environment value is a number',
      'target: {command: [a], env: {"1": 5}}',
      '1: "target.env.1" is 5, not a string | write a string',
    ],
    [
      'that a duration is a number',
      'target: {command: [a], timeout: 30}',
      '1: "target.timeout" is 30, not a string | write a string',
    ],
    ['that a duration is none', 'smoke: {budget: 1 minute}', `1: "smoke.budget" is "1 minute" | ${DURATION}`],
    [
      'that a duration is longer than milliseconds can count',
      'reuse: {max_age: 999999999d}',
      `1: "reuse.max_age" is "999999999d" | ${DURATION}`,
    ],
    [
      'that a limit is half',
      'smoke: {limit: 1.5}',
      '1: "smoke.limit" is 1.5, not a whole number | write a whole number',
    ],
    [
      'that waivers are neither true nor false',
      'bugs: {waivers: yes}',
      '1: "bugs.waivers" is "yes", not true or false | write true or false',
    ],
    [
      'that a key is none',
      'bugs: {keys: ["SHOP-1"]}',
      '1: "bugs.keys.0" is "SHOP-1" | write something that matches ^[A-Za-z][A-Za-z0-9_]*$',
    ],
    ['that a repository is none', 'bugs: {repo: acme/shop}', '1: "bugs.repo" is "acme/shop" | write an http(s) URL'],
    [
      'that a rule has no pattern',
      'capture: {redact: [{name: a}]}',
      '1: "capture.redact.0" lacks "pattern" | add pattern: …',
    ],
    ['that a grader has no command', 'graders: {tone: {}}', '1: "graders.tone" lacks "command" | add command: …'],
    ['that a grader is a string', 'graders:\n  tone: ./tone', `2: "graders.tone" is "./tone", ${MAP}`],
    [
      'that a base looks like an option',
      'base: --all',
      '1: "base" is "--all" | write something that matches ^[^-\\s][^\\s]*$',
    ],
    [
      'that a setup is a number',
      'worktree: {setup: 1}',
      '1: "worktree.setup" is 1, not a string or a list | write a string or a list',
    ],
    [
      'that a setup is an empty list',
      'worktree: {setup: []}',
      '1: "worktree.setup" is empty | give at least one item, or remove the field',
    ],
    ['that a setup is blank', 'worktree: {setup: " "}', '1: "worktree.setup" is " " | write some text'],
  ])('%s', (_, text, said) => {
    expect(saidOf(text)).toEqual([said])
  })

  const CLIMBING = ['..', '../x', 'a/..', 'a/../b', '/a', 'a\\b', '..\\a', 'C:/a', 'c:a', 'a\u2028/../b', 'a\n/../b']
  it.each(CLIMBING)('that the path %j climbs out', (path) => {
    const quoted = JSON.stringify(path)
    expect(saidOf(`path: ${quoted}`)).toEqual([`1: "path" is ${quoted} | ${INSIDE}`])
    expect(saidOf(`worktree: {link: [${quoted}]}`)).toEqual([`1: "worktree.link.0" is ${quoted} | ${INSIDE}`])
    expect(saidOf(`target: {module: ${quoted}}`)).toEqual([`1: "target.module" is ${quoted} | ${INSIDE}`])
    for (const globs of ['inputs', 'overlay'])
      expect(saidOf(`target: {module: a.mjs, ${globs}: [a, ${quoted}]}`)).toEqual([
        `1: "target.${globs}.1" is ${quoted} | ${INSIDE}`,
      ])
  })

  it.each(['', '.', './', './/.', ' a', 'a ', 'a\0b'])('that the path %j leads nowhere below', (path) => {
    expect(saidOf(`path: ${JSON.stringify(path)}`)).toEqual([`1: "path" is ${JSON.stringify(path)} | ${INSIDE}`])
  })
})
