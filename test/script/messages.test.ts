import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aGuarded } from './guarded.ts'
import {
  BROKEN,
  configOf,
  FIXED,
  makeSandbox,
  PROJECT,
  PYTHON,
  type Ran,
  REFUND,
  RIGHT,
  type Sandbox,
  SET,
} from './sandbox.ts'

const OTHER = 'reg-2026-01-06-bbbbbb'
const MORE = [...FIXED, { when: 'day 50', say: RIGHT }]
const LINE = `Regression-Case: ${REFUND.id}`

/** One refusal: when it comes, what was called, and what a person saw. */
interface Told {
  readonly when: string
  readonly call: string
  readonly ran: Ran
}

/** A person who calls things in one repository, and keeps what they saw. */
class Teller {
  readonly told: Told[] = []
  readonly sandbox: Sandbox
  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
  }

  async git(when: string, ...args: string[]): Promise<void> {
    const ran = await this.sandbox.tryGit(...args)
    this.told.push({ when, call: `git ${args.map(shown).join(' ')}`, ran })
  }

  async casebook(when: string, ...args: string[]): Promise<void> {
    const ran = await this.sandbox.casebook(...args)
    this.told.push({ when, call: `casebook ${args.map(shown).join(' ')}`, ran })
  }

  fix(when: string, message: string, ...more: string[]): Promise<void> {
    return this.git(when, 'commit', '-m', message, ...more.flatMap((one) => ['-m', one]))
  }

  /** What a change of the set or the product is told at the push; then everything is as it was. */
  async pushing(when: string, change: (sandbox: Sandbox) => Promise<unknown>, message = 'Change'): Promise<void> {
    const before = await this.sandbox.head()
    await change(this.sandbox)
    await this.sandbox.commit(message)
    await this.git(when, 'push')
    await this.sandbox.git('reset', '-q', '--hard', before)
  }
}

const shown = (word: string): string => (/^[\w./:@=-]+$/.test(word) ? word : `'${word}'`)
const removed = (path: string) => (sandbox: Sandbox) => sandbox.git('rm', '-q', path)
const CASE = `${SET}/smoke/${REFUND.id}.yaml`

async function atTheCommit(): Promise<Teller> {
  const sandbox = await makeSandbox({ hooks: true })
  const one = new Teller(sandbox)
  await sandbox.rules(MORE)
  await sandbox.git('add', '-A')
  await one.fix('a fix whose bug has no case', 'Round down', 'Fixes #12')
  await one.fix('a bug of another repository, and nothing tells where that is', 'Round down (fixes acme/app#12)')
  await sandbox.git('add', await sandbox.addCase({}, 'inbox'))
  await one.fix('its case was captured, and waits in the inbox', 'Round down (fixes #12)')
  await one.fix('the same, named by a trailer', 'Round down (fixes #12)', LINE)
  await sandbox.git('rm', '-q', '-f', `${SET}/inbox/${REFUND.id}.yaml`)
  await sandbox.addCase()
  await one.fix('its case is not part of the commit', 'Round down (fixes #12)', LINE)
  await sandbox.git('add', '-A')
  await one.fix('a trailer without the blank line before it', `Round down\n\nFixes #12\n${LINE}`)
  await one.fix('a trailer that names nothing', 'Round down (fixes #12)', 'Regression-Case: the refund')
  await one.fix('a trailer that names a case which nobody has', 'Round down (fixes #12)', `Regression-Case: ${OTHER}`)
  await one.fix('a case of another bug', 'Round down (fixes #77)', LINE)
  await one.fix('a waiver where none is allowed', 'Round down (fixes #77)', 'Regression-Case: none (only slow)')
  await sandbox.git('add', await sandbox.addCase({ id: OTHER }))
  await one.fix('two cases, of which one is to be chosen', 'Round down (fixes #12)')
  await sandbox.git('add', await sandbox.addCase({ id: OTHER, title: undefined } as never))
  await one.fix('a case that does not read', 'Round down (fixes #12)', `Regression-Case: ${OTHER}`)
  await sandbox.write('casebook.yaml', 'target: null\nbugs: {waivers: true}\n')
  await sandbox.git('add', '-A')
  await one.fix('a waiver that gives no reason', 'Round down (fixes #77)', 'Regression-Case: none')
  await sandbox.write('casebook.yaml', 'target: null\nbugs: {waivers: sometimes}\n')
  await sandbox.git('add', '-A')
  await one.fix('a configuration that does not read', 'Round down (fixes #77)')
  return one
}

async function atThePush(): Promise<Teller> {
  const sandbox = await aGuarded()
  const one = new Teller(sandbox)
  await sandbox.git('branch', '-q', '--set-upstream-to=origin/main')
  await one.pushing('a bug is back', (s) => s.rules(BROKEN))
  await one.pushing('a fix whose bug has no case', (s) => s.rules(MORE), 'Round down (fixes #77)')
  await one.pushing('a fixup that is not squashed', (s) => s.rules(MORE), 'fixup! Round down')
  await one.pushing('a case left the set', removed(CASE))
  await one.pushing('a case demands something else', (s) => s.addCase({ input: 'May I return it on day 400?' }))
  await one.pushing('a case left the release gate', async (s) => {
    await s.addCase({}, 'extended')
    await s.git('rm', '-q', CASE)
  })
  await one.pushing('a case does not read any more', (s) => s.write(CASE, 'id: [\n'))
  await one.pushing('the gate was switched off', removed('casebook.yaml'))
  await one.pushing('the product does not start', (s) => s.write('casebook.yaml', configOf('[./no-such-program]')))
  await one.pushing('the smoke tier takes too long', async (s) => {
    await s.write('casebook.yaml', configOf(`[${PYTHON}, -u, app/regress.py]`, 'smoke: {budget: 1s}\n'))
    await s.rules([{ when: 'day 40', do: 'hang' }])
  })
  await one.pushing('the configuration names a base that is not here', async (s) =>
    s.write('casebook.yaml', `${await s.read('casebook.yaml')}base: origin/trunk\n`),
  )
  await sandbox.addCase({ id: OTHER, input: 'And on day 40, at noon?' })
  await sandbox.commit('A case')
  await sandbox.git('push', '-q')
  expect((await sandbox.casebook('retire', OTHER, '--reason', 'duplicate', '--why', 'Twice.')).code).toBe(0)
  await sandbox.commit('Retire it')
  await sandbox.git('push', '-q')
  const [note] = (await sandbox.git('ls-files', `${SET}/migrations/*.md`)).split('\n')
  await one.pushing('a migration note was rewritten', async (s) =>
    s.write(note!, (await s.read(note!)).replace('Twice', 'Once')),
  )
  await one.pushing('a migration note was deleted', removed(note!))
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'main:develop', 'main:next')
  await sandbox.git('symbolic-ref', 'HEAD', 'refs/heads/develop', { cwd: sandbox.remote })
  await sandbox.git('push', '-q', '--no-verify', 'origin', ':main')
  await sandbox.git('switch', '-q', '-c', 'side')
  await sandbox.rules(MORE)
  await sandbox.commit('More')
  await one.git('the remote does not tell its base', 'push', 'origin', 'side')
  return one
}

async function elsewhere(): Promise<Teller> {
  const sandbox = await aGuarded()
  const one = new Teller(sandbox)
  const clone = join(sandbox.root, 'clone')
  await sandbox.git('commit', '-q', '--allow-empty', '-m', 'Theirs')
  await sandbox.git('push', '-q', 'origin', 'main:other')
  const theirs = await sandbox.head()
  await sandbox.git('reset', '-q', '--hard', 'HEAD~1')
  await sandbox.git('update-ref', 'refs/heads/main', theirs, { cwd: sandbox.remote })
  await sandbox.git('clone', '-q', '--bare', sandbox.remote, clone)
  await sandbox.git('fetch', '-q', '--prune', 'origin', '+refs/heads/main:refs/remotes/origin/main')
  await sandbox.git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  const moved = await sandbox.git('commit-tree', `${theirs}^{tree}`, '-p', theirs, '-m', 'Theirs too', { cwd: clone })
  await sandbox.git('push', '-q', sandbox.remote, `${moved}:main`, { cwd: clone })
  await sandbox.rules(MORE)
  await sandbox.commit('Mine')
  await one.git('somebody else moved the base on', 'push', '--force', 'origin', 'main')
  await sandbox.write('.gitignore', 'lib\n')
  await sandbox.write('casebook.yaml', `${await sandbox.read('casebook.yaml')}worktree: {link: [lib]}\n`)
  await sandbox.commit('Link')
  await sandbox.exec('ln', ['-s', 'app', sandbox.path('lib')])
  await sandbox.write('dirty.txt', 'x')
  await one.git('what is tested would be the work tree', 'push', 'origin', 'HEAD:side')
  return one
}

async function inCi(): Promise<Teller> {
  const sandbox = await aGuarded()
  const one = new Teller(sandbox)
  await one.casebook('a base that names nothing', 'check', '--base', 'origin/trunk')
  await sandbox.git('checkout', '-q', '--orphan', 'anew')
  await sandbox.commit('Anew')
  await one.casebook('a base that it did not grow out of', 'check', '--base', 'origin/main')
  await sandbox.git('checkout', '-q', '-f', 'main')
  await sandbox.rules(MORE)
  await sandbox.commit('Round down (fixes #77)')
  await sandbox.write('../pr.md', 'Round everything down\n\nCloses #78.\n')
  await one.casebook('a pull request', 'check', '--base', 'origin/main', '--pull-request', '../pr.md')
  const clone = join(sandbox.root, 'clone')
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'main:side')
  await sandbox.git('commit', '-q', '--allow-empty', '-m', 'Go on')
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'HEAD~1^:main', 'HEAD:next')
  await sandbox.git('clone', '-q', '--depth=1', '--no-single-branch', '-b', 'next', `file://${sandbox.remote}`, clone)
  await one.casebook('a clone that is too shallow', '-C', clone, 'check', '--base', 'origin/main')
  return one
}

async function atTheRelease(): Promise<Teller> {
  const sandbox = await aGuarded()
  const one = new Teller(sandbox)
  expect((await sandbox.casebook('release', 'v1.0.0')).code).toBe(0)
  await one.casebook('a tag that is there', 'release', 'v1.0.0')
  await sandbox.rules(BROKEN)
  await sandbox.commit('Break')
  await one.casebook('a red full tier', 'release', 'v1.1.0')
  await sandbox.git('rm', '-q', CASE)
  await sandbox.commit('Drop it')
  await one.casebook('a case that left since the last release', 'release', 'v1.1.0')
  return one
}

async function whenSettingUp(): Promise<Teller> {
  const sandbox = await makeSandbox({ bare: true })
  const one = new Teller(sandbox)
  await sandbox.write('.git/hooks/pre-push', '#!/bin/sh\nexit 0\n', 0o755)
  await one.casebook('a hook that somebody else wrote', 'init')
  await sandbox.git('config', 'core.hooksPath', '/etc/hooks')
  await one.casebook('hooks that are not of this repository', 'init')
  await sandbox.git('config', '--unset', 'core.hooksPath')
  await one.casebook('an owner that is none', 'init', '--codeowners', 'quality')
  await sandbox.write('casebook.yaml', configOf(`[${PYTHON}, -u, app/regress.py]`))
  await sandbox.git('add', '-A')
  const hook = (await sandbox.read('.git/hooks/commit-msg')).replaceAll(/'[^']*\/dist\/hook\.cjs'/g, "'/gone/hook.cjs'")
  await sandbox.write('.git/hooks/commit-msg', hook, 0o755)
  const ran = await sandbox.tryGit('commit', '-m', 'Fixes #12', { env: { PATH: '/usr/bin:/bin' } })
  one.told.push({ when: 'casebook is gone', call: "git commit -m 'Fixes #12'", ran })
  return one
}

/** What differs from one machine or run to the next is shown as one that could be. */
const steady = (text: string, { root }: Sandbox): string =>
  text
    .replaceAll(root, '/home/ada')
    .replaceAll(process.execPath, '/usr/bin/node')
    .replaceAll(/'[^']*\/dist\/(main|hook)\.cjs'/g, "'/usr/lib/node_modules/casebook/dist/$1.cjs'")
    .replaceAll(/\/(home\/ada\/tmp|tmp)\/casebook-[^/\s"]+/g, '/tmp/casebook-checkout')
    .replaceAll(/rcs1:[0-9a-f]{64}/g, `rcs1:${'9e3b07c1'.repeat(8)}`)
    .replaceAll(/\b[0-9a-f]{40}\b/g, '4f2a91c0be17d3a5640a9e1f6f0c2b8d7e5a3c19')
    .replaceAll(/\b(?!0{12})(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, '4f2a91c0be17')
    .replaceAll(/\b[0-9a-f]{12}…/g, '4f2a91c0be17…')
    .replaceAll(/\b[0-9.]+ m?s\b(?!;)/g, '0.3 s')
    .replaceAll(/^(error: failed to push|To |branch |hint: Updates|\s*!).*\n/gm, '')
    .replaceAll(/git \d+\.\d+(?=\))/g, 'git 2.39')
    .replaceAll(PYTHON, '/usr/bin/python3')

const chapter = (title: string, { told, sandbox }: Teller): string =>
  [
    `${title}\n${'='.repeat(title.length)}\n`,
    ...told.map(({ when, call, ran }) => {
      const said = steady(`${ran.stdout}${ran.stderr}`, sandbox)
      return `# ${when}\n$ ${steady(call, sandbox)}\n${said}`
    }),
  ].join('\n')

it('docs/messages.txt shows what a person sees of each refusal', { timeout: 120_000 }, async () => {
  const chapters = await Promise.all([atTheCommit(), atThePush(), elsewhere(), inCi(), atTheRelease(), whenSettingUp()])
  const titles = [
    'At the commit',
    'At the push',
    'At the push, where others are',
    'In CI',
    'At the release',
    'When setting up',
  ]
  for (const { told } of chapters)
    for (const { call, ran } of told) if (!/^casebook init$/.test(call)) expect(ran.code, call).not.toBe(0)
  const page = chapters.map((one, at) => chapter(titles[at]!, one)).join('\n')
  await expect(
    `The gates of Casebook, as a person sees them. Written by: npm run messages\n\n${page}`,
  ).toMatchFileSnapshot(join(PROJECT, 'docs/messages.txt'))
})
