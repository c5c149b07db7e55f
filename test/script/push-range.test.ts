import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aGuarded, commitFixed } from './guarded.ts'
import {
  BROKEN,
  configOf,
  expectExit,
  FIXED,
  makeSandbox,
  type Ran,
  REFUND,
  RIGHT,
  type Sandbox,
  SET,
  TARGETS,
} from './sandbox.ts'

const INPUTS = '  inputs: ["app/**"]\n'
const SECOND = 'reg-2026-01-06-bbbbbb'

const dropCase = async (sandbox: Sandbox): Promise<string> => {
  await sandbox.git('rm', '-q', `${SET}/smoke/${REFUND.id}.yaml`)
  return sandbox.commit('Drop it')
}

const told = (ran: Ran): string => ran.stderr

describe.concurrent('the law compares with where the commit left the base', () => {
  it('a case that a branch added in one push and took back in the next is free', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('switch', '-q', '-c', 'side')
    await sandbox.addCase({ id: SECOND, input: 'And on day 40, at noon?' })
    await sandbox.commit('Another case')
    expectExit(await sandbox.push(), 0)
    await sandbox.git('rm', '-q', `${SET}/smoke/${SECOND}.yaml`)
    await sandbox.commit('Not this one')
    expectExit(await sandbox.push(), 0)
  })

  it('on the base branch itself with what it was, so that rewinding it drops no case', async () => {
    const sandbox = await aGuarded()
    const before = await sandbox.git('rev-parse', 'HEAD~1')
    const ran = await sandbox.push('--force', 'origin', `${before}:main`)
    expect(told(expectExit(ran, 1))).toContain(REFUND.id)
  })

  it('also where the base is configured, by any of its names', async () => {
    for (const base of ['origin/main', 'main', 'refs/remotes/origin/main']) {
      const sandbox = await aGuarded({ config: `base: ${base}\n` })
      const before = await sandbox.git('rev-parse', 'HEAD~1')
      expectExit(await sandbox.push('--force', 'origin', `${before}:main`), 1)
      await dropCase(sandbox)
      expectExit(await sandbox.push(), 1)
    }
  })

  it('which nobody can tell here where somebody else moved it on meanwhile, forced or not', async () => {
    const sandbox = await aGuarded()
    const other = join(sandbox.root, 'other')
    await sandbox.git('clone', '-q', sandbox.remote, other)
    await sandbox.git('commit', '-q', '--allow-empty', '-m', 'Theirs', { cwd: other })
    await sandbox.git('push', '-q', 'origin', 'main', { cwd: other })
    const theirs = (await sandbox.remoteRef('main'))!
    await commitFixed(sandbox)
    for (const force of ['--force', '--no-force'])
      expect(told(expectExit(await sandbox.push(force, 'origin', 'main'), 1))).toContain(
        `error: "refs/heads/main" of "origin" is at ${theirs.slice(0, 12)}, which is not here\nhint: git fetch origin\n`,
      )
    expect(await sandbox.remoteRef('main')).toBe(theirs)
  })

  it('also where the remote has one branch with a name of its own', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.git('branch', '-m', 'trunk')
    await sandbox.git('symbolic-ref', 'HEAD', 'refs/heads/trunk', { cwd: sandbox.remote })
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'trunk', ':main')
    await sandbox.addCase()
    await sandbox.commit('A case')
    expectExit(await sandbox.push(), 0)
    await dropCase(sandbox)
    expectExit(await sandbox.push(), 1)
  })

  it('also for a push by address', async () => {
    const sandbox = await aGuarded()
    await dropCase(sandbox)
    expectExit(await sandbox.push(sandbox.remote, 'HEAD:refs/heads/side'), 1)
    expectExit(await sandbox.push(sandbox.remote, 'HEAD:main'), 1)
  })

  it('with each of them after a criss-cross merge', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('switch', '-q', '-c', 'side')
    await sandbox.write('a.txt', 'a')
    await sandbox.commit('A')
    const a = await sandbox.head()
    await sandbox.git('switch', '-q', 'main')
    await sandbox.addCase({ id: SECOND, input: 'And on day 40, at noon?' })
    await sandbox.commit('Another case')
    const b = await sandbox.head()
    await sandbox.git('merge', '-q', '--no-verify', '-m', 'Take side', a)
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.git('switch', '-q', 'side')
    await sandbox.git('merge', '-q', '--no-verify', '-m', 'Take main', b)
    await sandbox.git('rm', '-q', `${SET}/smoke/${SECOND}.yaml`)
    await sandbox.commit('Drop the other')
    expect((await sandbox.git('merge-base', '--all', 'origin/main', 'HEAD')).split('\n')).toHaveLength(2)
    expect(told(expectExit(await sandbox.push(), 1))).toContain(SECOND)
  })
})

describe.concurrent('the first push', () => {
  it('of a new repository passes, with a configured base too', async () => {
    for (const config of ['', 'base: origin/main\n']) {
      const sandbox = await makeSandbox({ bare: true, hooks: true })
      await sandbox.installHooks()
      await sandbox.write('casebook.yaml', configOf(TARGETS.python.command, config))
      await sandbox.write(TARGETS.python.file, TARGETS.python.text)
      await sandbox.rules(FIXED)
      await sandbox.addCase()
      await sandbox.commit('Start')
      expect(told(expectExit(await sandbox.push(), 0))).toContain('1/1 passed')
    }
  })

  it('of a new repository is blocked where it is red', async () => {
    const sandbox = await makeSandbox({ bare: true, hooks: true })
    await sandbox.installHooks()
    await sandbox.write('casebook.yaml', configOf(TARGETS.python.command, INPUTS))
    await sandbox.write(TARGETS.python.file, TARGETS.python.text)
    await sandbox.rules(BROKEN)
    await sandbox.addCase()
    await sandbox.commit('Start')
    expectExit(await sandbox.push(), 1)
  })

  it('to another remote, without any of its refs here, is judged by the links of all that is new there', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('init', '-q', '--bare', join(sandbox.root, 'fork.git'))
    await sandbox.git('remote', 'add', 'fork', join(sandbox.root, 'fork.git'))
    expectExit(await sandbox.push('fork', 'main'), 0)
    await sandbox.write('notes.txt', 'x')
    await sandbox.commit('Round down (fixes #77)')
    expect(told(expectExit(await sandbox.push('fork', 'main'), 1))).toContain('#77')
  })

  it('where the configured base is not in this clone, says how to get it', async () => {
    const sandbox = await aGuarded({ config: 'base: origin/main\n' })
    await sandbox.git('switch', '-q', '-c', 'side')
    await commitFixed(sandbox)
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'side')
    const clone = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '--single-branch', '-b', 'side', sandbox.remote, clone)
    await sandbox.exec('cp', ['-r', sandbox.path('.git/hooks'), join(clone, '.git')])
    await sandbox.rules([...FIXED, { when: 'day 60', say: RIGHT }], clone)
    await sandbox.git('commit', '-qam', 'More', { cwd: clone })
    expect(told(await sandbox.tryGit('push', 'origin', 'side', { cwd: clone }))).toContain(
      'error: casebook.yaml: the base "origin/main" names no commit here\nhint: git fetch origin main:refs/remotes/origin/main\n',
    )
  })
})

it("a configured base that ends git's object reader is wrong input like any other", async () => {
  const sandbox = await aGuarded({ config: 'base: "@{upstream}"\n' })
  await commitFixed(sandbox)
  await sandbox.git('branch', '--unset-upstream')
  expect(told(await sandbox.push())).toContain('the base "@{upstream}" names no commit here\n')
})

describe.concurrent('what is judged of a push', () => {
  it('after a rebase onto a moved main: only what is ours', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('switch', '-q', '-c', 'side')
    await commitFixed(sandbox)
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'side')
    await sandbox.git('switch', '-q', 'main')
    await sandbox.write('theirs.txt', 'x')
    await sandbox.commit('Theirs (fixes #77)')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.git('switch', '-q', 'side')
    await sandbox.git('rebase', '-q', 'main')
    expectExit(await sandbox.push('--force', 'origin', 'side'), 0)
  })

  it('notes and refs of casebook itself are no product', async () => {
    const sandbox = await aGuarded()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break (fixes #77)')
    await sandbox.git('notes', 'add', '-m', 'fixes #77')
    await sandbox.git('update-ref', 'refs/casebook/history', 'HEAD')
    expectExit(await sandbox.push('origin', 'refs/notes/commits', 'refs/casebook/history'), 0)
    expectExit(await sandbox.push('origin', 'refs/casebook/history:refs/heads/history'), 1)
  })

  it('a tag of a tag of a broken commit is peeled, and a tag of a tree passes', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('tag', 'tree', await sandbox.git('rev-parse', 'HEAD^{tree}'))
    await sandbox.git('tag', '-a', '-m', 'tree', 'tree2', await sandbox.git('rev-parse', 'HEAD^{tree}'))
    expectExit(await sandbox.push('origin', 'tree', 'tree2'), 0)
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break')
    await sandbox.git('tag', '-a', '-m', 'one', 'one')
    await sandbox.git('tag', '-a', '-m', 'two', 'two', 'one')
    await sandbox.git('reset', '-q', '--hard', 'HEAD~1')
    expectExit(await sandbox.push('origin', 'two'), 1)
  })

  it('with declared inputs, each way by which a broken state may get to the remote', async () => {
    const sandbox = await aGuarded({ config: INPUTS })
    await sandbox.rules(BROKEN)
    const broken = await sandbox.commit('Break')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'HEAD:refs/heads/held')
    const good = await commitFixed(sandbox)
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    expectExit(await sandbox.push('--force', 'origin', `${broken}:main`), 1)
    await sandbox.git('revert', '--no-edit', good)
    expectExit(await sandbox.push('origin', 'HEAD:main'), 1)
    await sandbox.git('reset', '-q', '--hard', good)
    const empty = ['commit-tree', `${broken}^{tree}`, '-p', broken, '-m', 'An old line']
    const old = await sandbox.git(...empty)
    await sandbox.git('push', '-q', '--no-verify', 'origin', `${old}:refs/heads/held`)
    await sandbox.git('merge', '-q', '--no-ff', '--no-verify', '-s', 'ours', '-m', 'Ours', old)
    await sandbox.git('checkout', '-q', broken, '--', 'app')
    await sandbox.git('commit', '-q', '--amend', '--no-verify', '--no-edit')
    expectExit(await sandbox.push('origin', 'HEAD:main'), 1)
  })

  it('with declared inputs, several commits of which an older one touched them', async () => {
    const sandbox = await aGuarded({ config: INPUTS })
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break')
    await sandbox.write('docs/a.md', 'a')
    await sandbox.commit('Docs')
    expectExit(await sandbox.push(), 1)
  })

  it('lines that are no lines of a push are not let through', async () => {
    const sandbox = await aGuarded()
    const ran = await sandbox.casebook('hook', 'pre-push', 'origin', sandbox.remote, { input: 'refs/heads/main\n' })
    expect(told(expectExit(ran, 2))).toBe(
      'error: "refs/heads/main" is no line of a push\nhint: hand git\'s own standard input on to casebook hook pre-push\ncasebook could not judge the push, so it is blocked\n',
    )
    expectExit(await sandbox.casebook('hook', 'pre-push', 'origin', sandbox.remote, { input: '\n\n' }), 0)
    const gone = `(delete) ${'0'.repeat(64)} refs/heads/x ${'1'.repeat(64)}\n`
    expectExit(await sandbox.casebook('hook', 'pre-push', 'origin', sandbox.remote, { input: gone }), 0)
  })

  it('a red push stays red where nobody reads what is said of it', async () => {
    const sandbox = await aGuarded()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break')
    const before = await sandbox.remoteRef('main')
    await sandbox.exec('sh', ['-c', 'git push origin main 2>&1 | true'])
    await sandbox.exec('sh', ['-c', 'git push origin main 2>&-'])
    expect(await sandbox.remoteRef('main')).toBe(before)
  })
})

describe.concurrent('two sets in one repository', () => {
  async function aMonorepo(): Promise<Sandbox> {
    const sandbox = await makeSandbox({ bare: true, hooks: true })
    await sandbox.installHooks()
    for (const name of ['a', 'b']) {
      const config = configOf(TARGETS.python.command, `${INPUTS}bugs: {repo: https://github.com/acme/shop}\n`)
      await sandbox.write(`${name}/casebook.yaml`, config.replace('set: regression', `set: ${name}`))
      await sandbox.write(`${name}/${TARGETS.python.file}`, TARGETS.python.text)
      await sandbox.rules(FIXED, name)
      const id = name === 'a' ? REFUND.id : SECOND
      const bug = name === 'a' ? 12 : 13
      const path = await sandbox.addCase({ id, bug_link: `https://github.com/acme/shop/issues/${bug}` })
      await sandbox.write(`${name}/${path}`, await sandbox.read(path))
      await sandbox.exec('rm', ['-r', sandbox.path('evals')])
    }
    await sandbox.commit('Start')
    await sandbox.git('push', '-q', '--no-verify', '-u', 'origin', 'main')
    return sandbox
  }

  it('only the one that a push touches is run', async () => {
    const sandbox = await aMonorepo()
    await sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }], 'b')
    await sandbox.commit('More of b')
    const { stderr } = expectExit(await sandbox.push(), 0)
    expect(stderr.match(/1\/1 passed/g)).toHaveLength(1)
    expect(stderr).toContain('b@v1 ')
  })

  it('the other one is judged all the same by the law, and may not be deleted', async () => {
    const sandbox = await aMonorepo()
    await sandbox.git('rm', '-q', `a/${SET}/smoke/${REFUND.id}.yaml`)
    await sandbox.commit('Drop it')
    expect(told(expectExit(await sandbox.push(), 1))).toContain(REFUND.id)
    await sandbox.git('reset', '-q', '--hard', 'HEAD~1')
    await sandbox.git('rm', '-q', 'a/casebook.yaml')
    await sandbox.commit('Off with it')
    expect(told(expectExit(await sandbox.push(), 1))).toContain('"a/casebook.yaml" was deleted')
  })

  it('a case of either links the bug, at the commit and at the push', async () => {
    const sandbox = await aMonorepo()
    await sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }], 'a')
    await sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }], 'b')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #13'), 0)
    expect(await sandbox.lastMessage()).toContain(`Regression-Case: ${SECOND}`)
    expectExit(await sandbox.push(), 0)
    await sandbox.rules(FIXED, 'a')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #99'), 1)
  })

  it('one at the top and one below it both count', async () => {
    const sandbox = await aMonorepo()
    await sandbox.write('casebook.yaml', configOf(`['true']`, INPUTS).replace('set: regression', 'set: top'))
    await sandbox.commit('One at the top')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.rules(BROKEN, 'b')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #99'), 1)
    expectExit(await sandbox.tryGit('commit', '-m', 'Fixes #13'), 0)
    expect(await sandbox.lastMessage()).toContain(`Regression-Case: ${SECOND}`)
    expect(told(expectExit(await sandbox.push(), 1))).toContain(SECOND)
  })
})

describe.concurrent('the smoke tier', () => {
  it('past its budget can not be told, and the slowest is named', async () => {
    const sandbox = await aGuarded({ config: 'smoke: {budget: 1s}\n' })
    await sandbox.addCase({ id: SECOND, input: 'slow day 40' })
    await sandbox.rules([{ when: 'slow', do: 'hang' }, ...FIXED])
    await sandbox.commit('Slow')
    const { stderr } = await sandbox.push()
    expect(stderr).toMatch(
      /^error: the smoke tier took longer than its budget of 1 s; 1 cases were done\nhint: slowest: reg-2026-01-05-aaaaaa \(\d\.\d s\)\nhint: casebook retier, or raise smoke\.budget in casebook\.yaml\n/m,
    )
    expect(await sandbox.remoteRef('main')).not.toBe(await sandbox.head())
  })

  it('larger than its limit warns', async () => {
    const sandbox = await aGuarded({ config: 'smoke: {limit: 1}\n' })
    await sandbox.addCase({ id: SECOND, input: 'And on day 40, at noon?' })
    await sandbox.commit('Another')
    expect(told(expectExit(await sandbox.push(), 0))).toContain(
      'warning: the smoke tier holds 2 cases, more than 1\nhint: casebook retier\n',
    )
  })
})
