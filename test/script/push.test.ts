import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aGuarded, commitBroken, commitFixed } from './guarded.ts'
import { BROKEN, BUG, expectExit, FIXED, makeSandbox, REFUND, RIGHT, WRONG } from './sandbox.ts'

describe.concurrent.each(['python', 'node'] as const)('with a %s target', (target) => {
  it('a relapse is blocked with all that tells what it is, and the remote stays as it was', async () => {
    const sandbox = await aGuarded({ target })
    const before = await sandbox.remoteRef('main')
    const broken = await commitBroken(sandbox)
    const { stderr } = expectExit(await sandbox.push(), 1)
    expect(stderr).toContain(
      [
        `✗ ${REFUND.id}  ${REFUND.title}`,
        '  relapsed: wrong in the way that shipped',
        `  bug    ${BUG}`,
        `  trace  ${REFUND.trace_id}`,
        '  --- expected',
        '  +++ actual',
        '  @@ -1,1 +1,1 @@',
        `  -${RIGHT}`,
        `  +${WRONG}`,
      ].join('\n'),
    )
    expect(stderr).toContain(`casebook blocked the push of ${broken.slice(0, 12)}: the smoke tier is red\n`)
    expect(await sandbox.remoteRef('main')).toBe(before)
    expect(sandbox.leftovers()).toEqual([])
  })
})

describe.concurrent('the commit that is pushed is what is judged', () => {
  it('a good commit passes beside a broken work tree', async () => {
    const sandbox = await aGuarded()
    const good = await commitFixed(sandbox)
    await sandbox.rules(BROKEN)
    expectExit(await sandbox.push(), 0)
    expect(await sandbox.remoteRef('main')).toBe(good)
  })

  it('a broken commit is blocked beside a work tree that is mended', async () => {
    const sandbox = await aGuarded()
    await commitBroken(sandbox)
    await sandbox.rules(FIXED)
    expectExit(await sandbox.push(), 1)
  })

  it('a broken commit is blocked beside an index that is mended', async () => {
    const sandbox = await aGuarded()
    await commitBroken(sandbox)
    await sandbox.rules(FIXED)
    await sandbox.git('add', '-A')
    expectExit(await sandbox.push(), 1)
  })

  it('an untracked file that mends the answer does not count', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('rm', '-q', '--cached', 'app/rules.json')
    await sandbox.git('commit', '-q', '-m', 'Forget the rules')
    const { stderr } = expectExit(await sandbox.push(), 1)
    expect(stderr).toMatch(/casebook could not judge [0-9a-f]{12}, so the push is blocked\n/)
  })

  it('a case that is not committed is not asked', async () => {
    const sandbox = await aGuarded()
    await commitFixed(sandbox)
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', input: 'Nobody knows this.' })
    expectExit(await sandbox.push(), 0)
  })

  it('HEAD~1 passes while HEAD is broken', async () => {
    const sandbox = await aGuarded()
    const good = await commitFixed(sandbox)
    await commitBroken(sandbox)
    expectExit(await sandbox.push('origin', 'HEAD~1:refs/heads/main'), 0)
    expect(await sandbox.remoteRef('main')).toBe(good)
  })

  it('HEAD~1 is blocked while HEAD is mended', async () => {
    const sandbox = await aGuarded()
    await commitBroken(sandbox)
    await commitFixed(sandbox)
    expectExit(await sandbox.push('origin', 'HEAD~1:refs/heads/main'), 1)
  })

  it('a branch that is not checked out is judged by its own files', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('switch', '-q', '-c', 'side')
    await commitBroken(sandbox)
    await sandbox.git('switch', '-q', 'main')
    expectExit(await sandbox.push('origin', 'side'), 1)
    expect(await sandbox.remoteRef('side')).toBeNull()
    const good = await commitFixed(sandbox)
    await sandbox.git('switch', '-q', 'side')
    expectExit(await sandbox.push('origin', 'main'), 0)
    expect(await sandbox.remoteRef('main')).toBe(good)
  })

  it.each([
    ['an annotated tag', ['tag', '-a', '-m', 'one', 'v1']],
    ['a lightweight tag', ['tag', 'v1']],
  ])('%s of a broken commit is blocked', async (_name, tag) => {
    const sandbox = await aGuarded()
    await commitBroken(sandbox)
    await sandbox.git(...tag)
    await commitFixed(sandbox)
    expectExit(await sandbox.push('origin', 'v1'), 1)
    expect(await sandbox.remoteRef('v1')).toBeNull()
  })

  it('a tag of a good commit passes', async () => {
    const sandbox = await aGuarded()
    await commitFixed(sandbox)
    await sandbox.git('tag', '-a', '-m', 'one', 'v1')
    await sandbox.rules(BROKEN)
    expectExit(await sandbox.push('origin', 'v1'), 0)
  })

  it('of several refs one broken one blocks them all', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('switch', '-q', '-c', 'side')
    await commitBroken(sandbox)
    await sandbox.git('switch', '-q', 'main')
    const before = await sandbox.remoteRef('main')
    await commitFixed(sandbox)
    const { stderr } = expectExit(await sandbox.push('origin', 'main', 'side'), 1)
    expect(stderr).toContain('smoke 1/1 passed')
    expect(await sandbox.remoteRef('main')).toBe(before)
  })

  it('several refs of one commit are judged once', async () => {
    const sandbox = await aGuarded()
    await commitFixed(sandbox)
    const { stderr } = expectExit(
      await sandbox.push('origin', 'main', 'main:refs/heads/same', 'main:refs/heads/again'),
      0,
    )
    expect(stderr.match(/1\/1 passed/g)).toHaveLength(1)
  })
})

describe.concurrent('what holds no new commit passes', () => {
  it('a deletion, also where the work tree is broken', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main:refs/heads/old')
    await commitBroken(sandbox)
    expectExit(await sandbox.push('origin', '--delete', 'old'), 0)
    expect(await sandbox.remoteRef('old')).toBeNull()
  })

  it('an up to date push', async () => {
    const sandbox = await aGuarded()
    await sandbox.rules(BROKEN)
    const { stderr } = expectExit(await sandbox.push(), 0)
    expect(stderr).toBe('Everything up-to-date\n')
  })

  it('a tag of something that is no commit', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('tag', 'readme', await sandbox.git('rev-parse', 'HEAD:app/rules.json'))
    expectExit(await sandbox.push('origin', 'readme'), 0)
  })

  it('a branch from before there was a configuration', async () => {
    const sandbox = await makeSandbox({ bare: true, hooks: true })
    await sandbox.installHooks()
    await sandbox.write('a.txt', 'a')
    await sandbox.commit('Fixes #12 long ago')
    expectExit(await sandbox.push(), 0)
  })
})

describe.concurrent('messages', () => {
  it('a bug whose case is missing blocks the push, and the commit is named', async () => {
    const sandbox = await aGuarded()
    await sandbox.write('notes.txt', 'x')
    const commit = await sandbox.commit('Round down (fixes #77)')
    const { stderr } = expectExit(await sandbox.push(), 1)
    expect(stderr).toContain(
      `error: ${commit.slice(0, 12)}: "Round down (fixes #77)" refers to #77, and no case of the set has that bug_link\nhint: casebook capture <trace> --bug '#77', then casebook admit <id>\nhint: or where no case can be: casebook waive '#77' --why <why>\ncasebook blocked the push of ${commit.slice(0, 12)}\n`,
    )
  })

  it('a bug whose case comes in a later commit of the push passes', async () => {
    const sandbox = await aGuarded()
    await sandbox.write('notes.txt', 'x')
    await sandbox.commit('Round down (fixes #77)')
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', bug_link: 'https://github.com/acme/shop/issues/77' })
    await sandbox.commit('Its case')
    expectExit(await sandbox.push(), 0)
  })

  it('commits that the remote holds already are not judged again', async () => {
    const sandbox = await aGuarded()
    await sandbox.commit('Round down (fixes #77)')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await commitFixed(sandbox)
    expectExit(await sandbox.push(), 0)
    expectExit(await sandbox.push('origin', 'HEAD:refs/heads/new'), 0)
  })

  it('a push by path to a remote that has a name judges new commits only', async () => {
    const sandbox = await aGuarded()
    await sandbox.commit('Round down (fixes #77)')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await commitFixed(sandbox)
    expectExit(await sandbox.push(sandbox.remote, 'HEAD:refs/heads/new'), 0)
  })

  it('an unsquashed fixup! is stopped', async () => {
    const sandbox = await aGuarded()
    await sandbox.commit('fixup! Answer more')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain(
      '"fixup! Answer more" is not squashed yet\nhint: git rebase -i --autosquash\n',
    )
  })

  it('with declared inputs a commit that touches none of them fixes no bug, at the push as at the commit', async () => {
    const sandbox = await aGuarded({ config: '  inputs: ["app/**"]\nbugs: {repo: https://github.com/acme/shop}\n' })
    await sandbox.write('docs/notes.md', 'x')
    await sandbox.git('add', '-A')
    expectExit(await sandbox.tryGit('commit', '-m', 'Mend the docs (fixes #77)'), 0)
    expectExit(await sandbox.push(), 0)
    await sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }])
    await sandbox.commit('Mend the answers (fixes #78)')
    const { stderr } = expectExit(await sandbox.push(), 1)
    expect(stderr).toContain('refers to #78')
    expect(stderr).not.toContain('#77')
  })
})

describe.concurrent('the configuration', () => {
  it('push.skip lets a branch through unjudged', async () => {
    const sandbox = await aGuarded({ config: 'push: {skip: ["wip/*"]}\n' })
    await commitBroken(sandbox)
    expectExit(await sandbox.push('origin', 'HEAD:refs/heads/wip/try'), 0)
    expectExit(await sandbox.push('origin', 'HEAD:refs/heads/done'), 1)
  })

  it('with declared inputs a push that touches neither them nor the set asks nothing', async () => {
    const sandbox = await aGuarded({ config: '  inputs: ["app/**"]\n' })
    await sandbox.write('docs/notes.md', 'x')
    await sandbox.commit('Notes')
    expect(expectExit(await sandbox.push(), 0).stderr).not.toContain('passed')
    await commitFixed(sandbox)
    expect(expectExit(await sandbox.push(), 0).stderr).toContain('1/1 passed')
  })

  it('with declared inputs a broken file beside them does not send the run elsewhere', async () => {
    const sandbox = await aGuarded({ config: '  inputs: ["app/**"]\n' })
    await commitBroken(sandbox)
    await sandbox.write('docs/notes.md', 'untracked')
    expectExit(await sandbox.push(), 1)
  })

  it('a target that does not start blocks the push as unknown, not as red', async () => {
    const sandbox = await aGuarded()
    await sandbox.write('casebook.yaml', 'target: {command: [./no-such-program]}\n')
    const commit = await sandbox.commit('Another target')
    const { stderr } = await sandbox.push()
    expect(stderr).toContain(`casebook could not judge ${commit.slice(0, 12)}, so the push is blocked\n`)
    expect(await sandbox.remoteRef('main')).not.toBe(commit)
  })

  it('a commit with an invalid case is blocked, the file named', async () => {
    const sandbox = await aGuarded()
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', title: undefined } as never)
    await sandbox.commit('Half a case')
    expect(expectExit(await sandbox.push(), 1).stderr).toMatch(
      /^error: evals\/data\/regression\/smoke\/reg-2026-01-06-bbbbbb\.yaml:1: .*"title"/,
    )
  })

  it('a folder that is linked into the temporary checkout serves the target there', async () => {
    const sandbox = await aGuarded({ config: 'worktree: {link: [lib]}\n' })
    await sandbox.write('.gitignore', 'lib\n')
    await sandbox.write('lib/rules.json', await sandbox.read('app/rules.json'))
    await sandbox.write(
      'app/regress.py',
      (await sandbox.read('app/regress.py')).replace('"rules.json"', '"..", "lib", "rules.json"'),
    )
    await sandbox.commit('Rules are installed')
    await sandbox.write('dirty.txt', 'x')
    expectExit(await sandbox.push(), 0)
  })

  it('worktree.setup prepares the temporary checkout', async () => {
    const sandbox = await aGuarded({ config: 'worktree: {setup: "cp app/rules.json app/built.json"}\n' })
    await sandbox.write(
      'app/regress.py',
      (await sandbox.read('app/regress.py')).replace('"rules.json"', '"built.json"'),
    )
    await sandbox.commit('Rules are built')
    await sandbox.write('dirty.txt', 'x')
    expectExit(await sandbox.push(), 0)
    expect(sandbox.snapshot(join(sandbox.repo, 'app')).has('built.json')).toBe(false)
  })
})
