import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, PROJECT, type Ran, type Sandbox, SET } from './sandbox.ts'

const TOOLS = join(PROJECT, 'test/tools')
const BLOCK = /casebook (commit-msg|pre-push): begin/

/** The managers as published, pinned by a lockfile of their own; once a clone. */
beforeAll(() => {
  if (!existsSync(join(TOOLS, 'node_modules/.package-lock.json')))
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: TOOLS, stdio: 'ignore' })
})

/** All of a repository that no commit or push changes. */
const stateOf = (sandbox: Sandbox): Map<string, string> =>
  sandbox.snapshot(
    sandbox.repo,
    /^(\.git\/(index|objects|logs|refs|packed-refs|COMMIT_EDITMSG|ORIG_HEAD|FETCH_HEAD|casebook\/cache)|node_modules|evals\/)/,
  )

const said = ({ stdout, stderr }: Ran): string => stdout + stderr

async function withTools(sandbox: Sandbox): Promise<Sandbox> {
  await sandbox.write('.gitignore', 'node_modules\n')
  await sandbox.exec('ln', ['-s', join(TOOLS, 'node_modules'), sandbox.path('node_modules')])
  return sandbox
}

async function withHusky(): Promise<Sandbox> {
  const sandbox = await withTools(await makeSandbox())
  await sandbox.write('package.json', '{"devDependencies": {"husky": "^9.1.7"}, "scripts": {"prepare": "husky"}}')
  await sandbox.write('.husky/pre-commit', 'echo "ours before commit"\n')
  await sandbox.commit('Husky')
  await sandbox.push('--no-verify', 'origin', 'HEAD')
  return sandbox
}

const husky = (sandbox: Sandbox): Promise<Ran> => sandbox.exec(process.execPath, ['node_modules/husky/bin.js'])

async function withLefthook(config: string, file = 'lefthook.yml'): Promise<Sandbox> {
  const sandbox = await withTools(await makeSandbox())
  await sandbox.write(file, config)
  await sandbox.commit('Lefthook')
  await sandbox.push('--no-verify', 'origin', 'HEAD')
  return sandbox
}

const lefthook = (sandbox: Sandbox, ...args: string[]): Promise<Ran> => sandbox.exec('node_modules/.bin/lefthook', args)

async function withPreCommit(...stages: string[]): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  const local = `- repo: local
    hooks:
      - {id: ours, name: ours, language: system, entry: "true", always_run: true, stages: [commit, push, commit-msg]}
`
  await sandbox.write('.pre-commit-config.yaml', `repos:\n  ${local}`)
  await sandbox.commit('pre-commit')
  await sandbox.push('--no-verify', 'origin', 'HEAD')
  for (const stage of stages) expectExit(await preCommit(sandbox, 'install', '-t', stage), 0)
  return sandbox
}

const preCommit = (sandbox: Sandbox, ...args: string[]): Promise<Ran> => sandbox.exec('/usr/bin/pre-commit', args)

/** Commits and pushes as an engineer does: what should pass passes, what should not does not. */
async function expectGates(sandbox: Sandbox): Promise<void> {
  await sandbox.addCase()
  await sandbox.git('add', '-A')
  expectExit(await sandbox.tryGit('commit', '-m', 'Say no\n\nFixes #12'), 0)
  expect(await sandbox.lastMessage()).toContain('Regression-Case: reg-2026-01-05-aaaaaa')
  const refused = await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #77')
  expect(said(refused)).toContain('refers to bug "#77"')
  expectExit(refused, 1)
  expectExit(await sandbox.push(), 0)
  expect(await sandbox.remoteRef('main')).toBe(await sandbox.head())
  await expectRedIsStopped(sandbox)
  expectExit(await sandbox.tryGit('commit', '--allow-empty', '-m', 'More'), 0)
  expectExit(await sandbox.push(), 0)
}

async function expectRedIsStopped(sandbox: Sandbox): Promise<void> {
  const good = await sandbox.head()
  await sandbox.rules(BROKEN)
  await sandbox.git('add', '-A')
  expectExit(await sandbox.tryGit('commit', '-m', 'Say yes'), 0)
  // A commit without files of its own: lefthook would skip a push that changes none.
  await sandbox.git('checkout', '-q', '-b', 'side')
  await sandbox.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'Nothing')
  const red = await sandbox.push('origin', 'side', 'side:refs/heads/other')
  expect(said(red)).toContain('the smoke tier is red')
  expectExit(red, 1)
  expect(await sandbox.remoteRef('side')).toBeNull()
  await sandbox.git('checkout', '-q', 'main')
  await sandbox.git('reset', '-q', '--hard', good)
}

/** The quick proof that both hooks are called, with all that they need. */
async function expectCalled(sandbox: Sandbox): Promise<void> {
  await sandbox.git('add', '-A')
  expect(said(expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #77'), 1))).toContain('refers to bug "#77"')
  await sandbox.git('commit', '-q', '--no-verify', '-m', 'Fixes #77')
  await sandbox.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'Nothing')
  expect(said(expectExit(await sandbox.push(), 1))).toContain('refers to #77')
}

/** The whole way: init, gates, init again, uninstall to the byte. */
async function expectWholeWay(sandbox: Sandbox, gates = expectGates): Promise<Ran> {
  const before = stateOf(sandbox)
  const ran = expectExit(await sandbox.casebook('init'), 0)
  await gates(sandbox)
  expect(expectExit(await sandbox.casebook('init'), 0)).toMatchObject({
    stdout: 'everything is set up already\n',
    stderr: '',
  })
  const planned = (await sandbox.json('init', '--uninstall', '--dry-run')).document
  const { document } = await sandbox.json('init', '--uninstall')
  expect(document['kept']).toEqual([])
  expect(document).toEqual({ ...planned, dry_run: false })
  expect([...stateOf(sandbox).keys()]).toEqual([...before.keys()])
  expect(stateOf(sandbox)).toEqual(before)
  return ran
}

describe.concurrent('with husky 9', () => {
  it('installed, the lines go into the files that its hooks call', async () => {
    const sandbox = await withHusky()
    expectExit(await husky(sandbox), 0)
    const ran = await expectWholeWay(sandbox)
    expect(ran.stdout).toContain('  file      .husky/commit-msg\n  file      .husky/pre-push\n')
    expect(ran.stdout).not.toContain('run  ')
  })

  it('not installed yet, init installs it, so that the hooks gate at once', async () => {
    const ran = await expectWholeWay(await withHusky(), expectCalled)
    expect(ran.stdout).toContain(`run       ${process.execPath} node_modules/husky/bin.js\n`)
  })

  it('not to be had, init says what is missing', async () => {
    const sandbox = await withHusky()
    await sandbox.exec('rm', ['node_modules'])
    expect(expectExit(await sandbox.casebook('init'), 0).stderr).toBe(
      'warning: husky is not installed here, so nothing runs its hooks yet\nhint: npm install, then: casebook init\n',
    )
  })

  it('what stands in its files stays, comes after, and reads the same lines', async () => {
    const sandbox = await withHusky()
    await husky(sandbox)
    const theirs = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\ncat > ../got\nexit 0\n'
    await sandbox.write('.husky/pre-push', theirs, 0o755)
    await sandbox.commit('Theirs')
    await expectWholeWay(sandbox)
    expect(await sandbox.read('.husky/pre-push')).toBe(theirs)
    expect(await sandbox.read('../got')).toBe(
      `HEAD ${await sandbox.head()} refs/heads/main ${await sandbox.git('rev-parse', 'HEAD~1')}\n`,
    )
  })

  it('a clone of somebody who never ran init gates by what is installed, and says so where nothing is', async () => {
    const sandbox = await withHusky()
    await husky(sandbox)
    await sandbox.casebook('init')
    await sandbox.git('add', '-A')
    await sandbox.git('commit', '-q', '--no-verify', '-m', 'Casebook')
    await sandbox.push('--no-verify', 'origin', 'HEAD')
    await sandbox.exec('rm', ['-r', sandbox.path('.git/casebook')])
    const env = { PATH: '/usr/bin:/bin' }
    const none = await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #77', { env })
    expect(none.stderr).toContain(
      'error: the commit-msg hook finds no casebook\nhint: npm install --global <a clone of casebook>, then: casebook init\n',
    )
    await sandbox.exec('rm', ['node_modules'])
    await sandbox.exec('mkdir', ['-p', 'node_modules/.bin'])
    await sandbox.exec('ln', ['-s', join(PROJECT, 'dist/main.cjs'), 'node_modules/.bin/casebook'])
    const some = await sandbox.tryGit('commit', '--allow-empty', '-m', 'Fixes #77')
    expect(some.stderr).toContain('refers to bug "#77"')
  })

  it('in the clone of a colleague uninstall leaves the lines that are committed', async () => {
    const sandbox = await withHusky()
    await husky(sandbox)
    await sandbox.casebook('init')
    await sandbox.commit('Casebook')
    await sandbox.exec('rm', ['-r', sandbox.path('.git/casebook')])
    await sandbox.git('config', '--unset-all', 'remote.origin.fetch', 'casebook')
    const before = stateOf(sandbox)
    const { document } = await sandbox.json('init')
    expect((document['steps'] as { do: string }[]).map((step) => step.do)).toEqual(['write', 'write', 'config'])
    expectExit(await sandbox.casebook('init', '--uninstall'), 0)
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('a folder of it that leads out of the repository is refused, and nothing is written', async () => {
    const sandbox = await withHusky()
    await husky(sandbox)
    await sandbox.exec('mv', [sandbox.path('.husky'), join(sandbox.root, 'elsewhere')])
    await sandbox.exec('ln', ['-s', join(sandbox.root, 'elsewhere'), sandbox.path('.husky')])
    const elsewhere = /^(\.husky$|node_modules|\.git\/(index|objects|logs|casebook\/cache))/
    const before = sandbox.snapshot(sandbox.repo, elsewhere)
    const ran = expectExit(await sandbox.casebook('init'), 3)
    expect(ran.stderr).toContain(`error: git runs the hooks of "${sandbox.path('.husky/_')}", which is outside of this`)
    expect(sandbox.snapshot(sandbox.repo, elsewhere)).toEqual(before)
    expect([...sandbox.snapshot(join(sandbox.root, 'elsewhere'), /^_/).keys()]).toEqual(['pre-commit'])
  })
})

const LEFTHOOK = `# our hooks
min_version: 1.0.0 # at least

x-shared: &shared
  parallel:   true

pre-commit:
  <<: *shared
  commands:
    ours: {run: "echo ours"}

pre-push:
    parallel: true
    commands:
        # the tests come first
        tests:
            run: cat > ../got
            use_stdin: true
`

describe.concurrent('with lefthook 2', () => {
  it.each<[string, string, string]>([
    ['comments, anchors and odd indentation', 'lefthook.yml', LEFTHOOK],
    ['CRLF line ends', 'lefthook.yml', LEFTHOOK.replaceAll('\n', '\r\n')],
    ['only comments', '.lefthook.yaml', '# nothing yet'],
    ['nothing at all', 'lefthook.yml', ''],
    ['a list of jobs', 'lefthook.yml', 'pre-push:\n  jobs:\n  - run: echo ours\n'],
    ['hooks without commands', 'lefthook.yaml', 'commit-msg:\npre-push:\n  piped: true'],
    ['flow style', 'lefthook.yml', 'pre-push: {commands: {ours: {run: echo ours}}}\n'],
    ['JSON', 'lefthook.json', '{\n  "pre-push": {\n    "commands": {}\n  }\n}\n'],
    ['TOML', 'lefthook.toml', '[pre-push]\nparallel = true\n[pre-push.commands.ours]\nrun = "echo ours"\n'],
    ['a local file alone', 'lefthook-local.yml', 'pre-commit:\n  commands: {ours: {run: echo ours}}\n'],
  ])('and %s, commands are added and nothing else is touched', async (_name, file, config) => {
    const sandbox = await withLefthook(config, file)
    const ran = await expectWholeWay(sandbox, expectCalled)
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toContain('run       ./node_modules/.bin/lefthook install\n')
  })

  it('installed already, its hooks of other names stay as they are', async () => {
    const sandbox = await withLefthook(LEFTHOOK)
    expectExit(await lefthook(sandbox, 'install'), 0)
    await expectWholeWay(sandbox)
  })

  it('other commands that read standard input get the same lines', async () => {
    const sandbox = await withLefthook(LEFTHOOK)
    expectExit(await sandbox.casebook('init'), 0)
    expect(await sandbox.read('lefthook.yml')).toContain('# the tests come first\n        tests:\n')
    await sandbox.commit('Casebook')
    expectExit(await sandbox.push(), 0)
    expect(await sandbox.read('../got')).toMatch(/^HEAD [0-9a-f]{40} refs\/heads\/main [0-9a-f]{40}\n$/)
  })

  it('where a hook of somebody else would be moved aside, it is named and nothing is installed', async () => {
    const sandbox = await withLefthook(LEFTHOOK)
    await sandbox.write('.git/hooks/pre-commit', '#!/bin/sh\nexit 0\n', 0o755)
    const ran = expectExit(await sandbox.casebook('init'), 0)
    expect(ran.stderr).toContain(
      'warning: lefthook\'s hooks are not installed here, and installing them would move aside ".git/hooks/pre-commit"\n',
    )
    expect([...sandbox.snapshot(sandbox.path('.git/hooks'), /never/).keys()]).toEqual(['pre-commit'])
  })

  it.each([
    ['an alias', 'x: &x {run: echo}\npre-commit: &hook\n  commands: {a: *x}\npre-push: *hook\n'],
    ['JSON with comments', '{ // ours\n}', 'lefthook.jsonc'],
    ['two documents', 'pre-push:\n---\npre-commit:\n'],
  ])(
    'laid out with %s, it is left alone and the lines to add are printed',
    async (_name, config, file = 'lefthook.yml') => {
      const sandbox = await withLefthook(config, file)
      const ran = expectExit(await sandbox.casebook('init'), 0)
      expect(ran.stderr).toContain(`warning: "${file}" is laid out in a way that casebook can't add to`)
      expect(ran.stderr).toContain('pre-push:\n  commands:\n    casebook:\n')
      expect(await sandbox.read(file)).toBe(config)
    },
  )

  it('says which setting of a hook could skip it', async () => {
    const sandbox = await withLefthook('pre-push:\n  skip: [merge]\n  commands: {a: {run: echo}}\n')
    expect(expectExit(await sandbox.casebook('init'), 0).stderr).toContain(
      'warning: "lefthook.yml" has "skip" for all of pre-push: where lefthook skips the hook, it skips casebook too\n',
    )
  })
})

describe.concurrent('with pre-commit', () => {
  it.each([
    ['its hook of pre-commit alone', ['pre-commit']],
    ['its hooks of both stages', ['commit-msg', 'pre-push']],
    ['no hook installed', []],
  ])('and %s', async (_name, stages) => {
    await expectWholeWay(await withPreCommit(...stages), stages.length > 1 ? expectGates : expectCalled)
  })

  it('installed after init, it chains what init wrote; taken away, it gives it back', async () => {
    const sandbox = await withPreCommit()
    const before = stateOf(sandbox)
    expectExit(await sandbox.casebook('init'), 0)
    expectExit(await preCommit(sandbox, 'install', '-t', 'pre-push', '-t', 'commit-msg'), 0)
    expect(await sandbox.read('.git/hooks/pre-push.legacy')).toMatch(BLOCK)
    await expectCalled(sandbox)
    expect((await sandbox.json('init')).document).toMatchObject({ steps: [], foreign: [], warnings: [] })
    expectExit(await preCommit(sandbox, 'uninstall', '-t', 'pre-push'), 0)
    expect(await sandbox.read('.git/hooks/pre-push')).toMatch(BLOCK)
    expect((await sandbox.json('init', '--uninstall')).document).toMatchObject({ kept: [] })
    await preCommit(sandbox, 'uninstall', '-t', 'commit-msg')
    expect(stateOf(sandbox)).toEqual(before)
  })

  it('where it threw away what it had moved aside, init brings the gate back', async () => {
    const sandbox = await withPreCommit()
    await sandbox.casebook('init')
    await preCommit(sandbox, 'install', '-f', '-t', 'pre-push', '-t', 'commit-msg')
    expect(expectExit(await sandbox.casebook('init'), 0).stdout).toContain('file      .git/hooks/pre-push.legacy\n')
    await expectCalled(sandbox)
  })

  it('a hook of somebody else that it chains is named with the line to add', async () => {
    const sandbox = await withPreCommit()
    await sandbox.write('.git/hooks/pre-push', '#!/bin/sh\ncat > ../got\n', 0o755)
    await preCommit(sandbox, 'install', '-t', 'pre-push')
    const { foreign } = (await sandbox.json('init')).document as { foreign: { path: string; line: string }[] }
    expect(foreign.map(({ path }) => path)).toEqual(['.git/hooks/pre-push.legacy'])
    await sandbox.write('.git/hooks/pre-push.legacy', `#!/bin/sh\n${foreign[0]!.line}\ncat > ../got\n`, 0o755)
    await sandbox.commit('Ours')
    expectExit(await sandbox.push(), 0)
    expect(await sandbox.read('../got')).toMatch(/^HEAD [0-9a-f]{40} refs/)
  })
})

describe.concurrent('with git-lfs', () => {
  async function withLfs(): Promise<Sandbox> {
    const sandbox = await makeSandbox()
    expectExit(await sandbox.tryGit('lfs', 'install', '--local'), 0)
    await sandbox.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
    await sandbox.write('a.bin', 'large')
    await sandbox.commit('A large file')
    return sandbox
  }

  it('the printed line, pasted below the first, lets both see what is pushed', async () => {
    const sandbox = await withLfs()
    const before = await sandbox.read('.git/hooks/pre-push')
    const ran = expectExit(await sandbox.casebook('init'), 0)
    expect(ran.stderr).toContain(
      "warning: there is a pre-push hook that casebook did not write (it is git-lfs's); it is left as it is\nhint: add this line to it, before anything that reads its input:\n",
    )
    expect(await sandbox.read('.git/hooks/pre-push')).toBe(before)
    const line = ran.stderr.split('\n').find((one) => one.includes('hook pre-push'))!
    await sandbox.write('.git/hooks/pre-push', before.replace('\n', `\n${line}\n`), 0o755)
    await expectGates(sandbox)
    const large = await sandbox.exec('find', [join(sandbox.remote, 'lfs/objects'), '-type', 'f'])
    expect(large.stdout.trim().split('\n')).toHaveLength(1)
    expect((await sandbox.json('init')).document).toMatchObject({ steps: [], foreign: [] })
    const { document } = await sandbox.json('init', '--uninstall')
    expect(document).toMatchObject({
      kept: ['hook pre-push'],
      why: { 'hook pre-push': 'it calls casebook by lines that init did not write; take them out by hand' },
    })
  })

  it('its line added to the hook of casebook runs, and gets what is pushed', async () => {
    const sandbox = await makeSandbox()
    await sandbox.casebook('init')
    await sandbox.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
    await sandbox.tryGit('lfs', 'install', '--local', '--skip-repo')
    const hook = await sandbox.read('.git/hooks/pre-push')
    await sandbox.write('.git/hooks/pre-push', `${hook}git lfs pre-push "$@"\n`, 0o755)
    await sandbox.write('a.bin', 'large')
    await sandbox.commit('A large file')
    expectExit(await sandbox.push(), 0)
    const large = await sandbox.exec('find', [join(sandbox.remote, 'lfs/objects'), '-type', 'f'])
    expect(large.stdout.trim().split('\n')).toHaveLength(1)
  })
})

it('no folder of the set stays behind', async () => {
  const sandbox = await withHusky()
  await sandbox.casebook('init')
  await sandbox.casebook('init', '--uninstall')
  expect(existsSync(sandbox.path(SET))).toBe(false)
})
