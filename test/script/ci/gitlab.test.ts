import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, PROJECT, type Ran, type Sandbox } from '../sandbox.ts'
import { installCasebook, makeMachine, parseYaml } from './play-workflow.ts'

const JOBS = '.gitlab/casebook.yml'
const PIPELINE = '.gitlab-ci.yml'

interface GitlabJob {
  readonly parallel?: number
  readonly script?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
  readonly before_script?: readonly string[]
  readonly after_script?: readonly string[]
  readonly rules?: readonly { readonly if: string; readonly variables?: Readonly<Record<string, string>> }[]
}
type Jobs = Readonly<Record<string, GitlabJob>>

/** Reads the pipeline as GitLab does: includes resolved, then checked by the schema that GitLab publishes. */
async function lint(sandbox: Sandbox): Promise<Ran> {
  const tool = createRequire(import.meta.url).resolve('gitlab-ci-local')
  const polyfill = join(PROJECT, 'test/script/ci/set-union.cjs')
  return sandbox.exec(process.execPath, [
    '-r',
    polyfill,
    tool,
    '--list-json',
    '--state-dir',
    join(sandbox.root, 'state'),
  ])
}

async function aProduct(files: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  for (const [name, text] of Object.entries(files)) await sandbox.write(name, text)
  for (const index of [1, 2, 3])
    await sandbox.addCase({ id: `reg-2026-01-0${index}-aaaaaa` }, index === 1 ? 'smoke' : 'extended')
  expectExit(await sandbox.casebook('init', '--ci', 'gitlab'), 0)
  await sandbox.commit('Cases and CI')
  await sandbox.git('push', '-q', '--no-verify')
  return sandbox
}

const jobsOf = async (sandbox: Sandbox): Promise<Jobs> => parseYaml<Jobs>(await sandbox.read(JOBS))

/** As the runner does: the cache is there before the script, and is kept as the last script leaves it. */
const carrying = (folder: string, script: readonly string[], after: readonly string[]): string[] => [
  `mkdir -p '${folder}' .cache/casebook && cp -R '${folder}/.' .cache/casebook`,
  ...script,
  ...after,
  `cp -R .cache/casebook/. '${folder}'`,
]

/** Runs the script of a job in a clone of its own. */
async function play(
  sandbox: Sandbox,
  name: string,
  env: Readonly<Record<string, string>>,
  at = 'origin/main',
): Promise<Ran> {
  const { repo } = await makeMachine(sandbox, at)
  const bin = await installCasebook(sandbox)
  const { script, after_script } = (await jobsOf(sandbox))[name]!
  const carried = env['CARRIED']
  const whole = carried === undefined ? script! : carrying(carried, script!, after_script!)
  return sandbox.exec('bash', ['-e', '-o', 'pipefail', '-c', whole.join('\n')], {
    cwd: repo,
    env: { PATH: `${bin}:${process.env['PATH']}`, CI: 'true', CI_PROJECT_DIR: repo, ...env },
  })
}

describe.concurrent('the jobs that init --ci gitlab writes', () => {
  it.each<[sentence: string, files: Record<string, string>]>([
    ['a project in any language', {}],
    ['a Node project', { 'package.json': '{}', 'package-lock.json': '{}' }],
    ['a Python project', { 'requirements.txt': '' }],
    ['a repository with two sets', { 'services/a/casebook.yaml': "set: a\ntarget: {command: ['true']}\n" }],
  ])('for %s satisfy the schema of GitLab', async (_, files) => {
    const sandbox = await aProduct(files)
    const ran = expectExit(await lint(sandbox), 0)
    expect(ran.stdout + ran.stderr).toContain('json schema validated')
  })

  it('would not where they were wrong, so that the check is known to look', async () => {
    const sandbox = await aProduct()
    const text = await sandbox.read(JOBS)
    await sandbox.write(JOBS, text.replace('interruptible: true', 'interruptible: perhaps'))
    const { stdout, stderr } = await lint(sandbox)
    expect(stdout + stderr).toContain("'interruptible' property type must be boolean")
  })

  it('are included in a pipeline that is there, and taken out of it to the byte', async () => {
    const sandbox = await makeSandbox()
    await sandbox.write(PIPELINE, 'test:\n  script: [make]\n')
    const before = sandbox.snapshot()
    expectExit(await sandbox.casebook('init', '--ci', 'gitlab'), 0)
    expect(await sandbox.read(PIPELINE)).toBe(`test:\n  script: [make]\n\ninclude:\n  - local: ${JOBS}\n`)
    expect(expectExit(await sandbox.casebook('init', '--ci', 'gitlab'), 0).stdout).toBe(
      'everything is set up already\n',
    )
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(sandbox.snapshot()).toEqual(before)
    expectExit(await sandbox.casebook('init', '--ci', 'gitlab'), 0)
    await sandbox.git('add', '-A')
    expectExit(await lint(sandbox), 0)
  })

  it.each([
    ['an include of its own', 'include:\n  - local: other.yml\n'],
    ['a header', 'spec:\n  inputs: {}\n---\ntest:\n  script: [make]\n'],
    ['nothing but a comment', '# nothing\n'],
    ['one line of JSON', '{"test": {"script": ["make"]}}\n'],
  ])('leave a pipeline with %s to a person', async (_, text) => {
    const sandbox = await makeSandbox()
    await sandbox.write(PIPELINE, text)
    const ran = expectExit(await sandbox.casebook('init', '--ci', 'gitlab'), 0)
    expect(await sandbox.read(PIPELINE)).toBe(text)
    expect(ran.stderr).toBe(
      `warning: there is a ${PIPELINE} that casebook did not write; it is left as it is\nhint: add to it:\n  - local: ${JOBS}\n`,
    )
  })

  it('fail and say so where nobody said what to install', async () => {
    const sandbox = await aProduct()
    const { before_script } = (await jobsOf(sandbox))['.casebook']!
    const script = before_script!.slice(0, -1).join('\n')
    const ran = expectExit(await sandbox.exec('bash', ['-e', '-c', script], { env: { CASEBOOK_PACKAGE: '' } }), 1)
    expect(ran.stderr).toMatch(/^casebook is not installed: name what to install in CASEBOOK_PACKAGE/)
    expect(script).not.toMatch(/--global "\$CASEBOOK_PACKAGE"/) // npm builds no package of a repository there
    expect(await sandbox.read('.git/info/exclude')).toMatch(/\/\.npm\/\n\/\.cache\/\n\/\.casebook\/\n$/)
  })
})

describe.concurrent('their scripts', () => {
  it('judge a merge request: range, title, smoke tier', async () => {
    const sandbox = await aProduct()
    const base = await sandbox.head()
    await sandbox.git('switch', '-q', '-c', 'topic')
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break it')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'topic')
    const env = { CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_MERGE_REQUEST_TITLE: 'Tidy' }
    expectExit(await play(sandbox, 'casebook:merge-request', env, 'origin/topic'), 0)
    const fixes = { ...env, CI_MERGE_REQUEST_TITLE: 'Fixes #99' }
    expectExit(await play(sandbox, 'casebook:merge-request', fixes, 'origin/topic'), 1)
    const smoke = expectExit(await play(sandbox, 'casebook:smoke', env, 'origin/topic'), 1)
    expect(smoke.stdout).toContain('not green  smoke 0/1 passed, 1 relapsed')
  })

  it('let verdicts of a merge request stand for its next pipeline, unless it comes from a fork', async () => {
    const sandbox = await aProduct()
    const config = await sandbox.read('casebook.yaml')
    await sandbox.write('casebook.yaml', config.replace('bugs:', "  inputs: ['app/**']\nbugs:"))
    await sandbox.commit('Declare what the answers depend on')
    await sandbox.git('push', '-q', '--no-verify')
    const { rules } = (await jobsOf(sandbox))['casebook:smoke']!
    expect(rules![0]!.if).toContain('$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID')
    expect(rules![1]!.variables).toBeUndefined()
    const own = { CARRIED: join(sandbox.root, 'carried'), ...rules![0]!.variables }
    expect(expectExit(await play(sandbox, 'casebook:smoke', own), 0).stdout).not.toContain('reused')
    expect(expectExit(await play(sandbox, 'casebook:smoke', own), 0).stdout).toContain('1/1 passed, 1 reused')
    const fork = { CARRIED: own.CARRIED }
    expect(expectExit(await play(sandbox, 'casebook:smoke', fork), 0).stdout).not.toContain('reused')
  })

  it('share the extended tier and join it', async () => {
    const sandbox = await aProduct()
    const { parallel } = (await jobsOf(sandbox))['casebook:extended']!
    const shared = join(sandbox.root, 'shared')
    for (let index = 1; index <= parallel!; index++) {
      const env = { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(parallel), CI_PROJECT_DIR: shared }
      expectExit(await play(sandbox, 'casebook:extended', env), 0)
    }
    const joined = expectExit(await play(sandbox, 'casebook:join', { CI_PROJECT_DIR: shared }), 0)
    expect(joined.stdout).toContain('green  extended 3/3 passed')
    await sandbox.exec('rm', [join(shared, '.casebook/1.json')])
    expectExit(await play(sandbox, 'casebook:join', { CI_PROJECT_DIR: shared }), 1)
  })

  it('release, and verify the tag', async () => {
    const sandbox = await aProduct()
    expectExit(await play(sandbox, 'casebook:release', { CASEBOOK_RELEASE: 'v1.0.0' }), 0)
    expect(await sandbox.remoteRef('refs/tags/v1.0.0^{tag}')).not.toBeNull()
    expectExit(await play(sandbox, 'casebook:tag', { CI_COMMIT_TAG: 'v1.0.0' }, 'v1.0.0'), 0)
  })

  it('open a merge request with the moves between tiers', async () => {
    const sandbox = await aProduct()
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', captured_at: '2026-01-06' })
    await sandbox.write('casebook.yaml', `${await sandbox.read('casebook.yaml')}smoke: {limit: 1}\n`)
    const commit = await sandbox.commit('Another')
    await sandbox.git('push', '-q', '--no-verify')
    await sandbox.git('config', 'receive.advertisePushOptions', 'true', { cwd: sandbox.remote })
    await sandbox.write(
      `${sandbox.remote}/hooks/pre-receive`,
      `#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_ > '${sandbox.root}/options'\n`,
      0o755,
    )
    const env = { CI_COMMIT_SHA: commit, CI_DEFAULT_BRANCH: 'main' }
    expectExit(await play(sandbox, 'casebook:retier', env), 0)
    expect(await sandbox.remoteRef('refs/heads/casebook/retier')).not.toBeNull()
    expect((await sandbox.read('../options')).trim().split('\n').sort()).toEqual([
      'GIT_PUSH_OPTION_0=merge_request.create',
      'GIT_PUSH_OPTION_1=merge_request.target=main',
      'GIT_PUSH_OPTION_2=merge_request.title=Move a case between tiers',
      'GIT_PUSH_OPTION_COUNT=3',
    ])
  })
})
