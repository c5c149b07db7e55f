import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aGuarded, commitFixed } from '../guarded.ts'
import { expectExit, FIXED, REFUND, RIGHT, type Sandbox, SET } from '../sandbox.ts'

const MORE = [...FIXED, { when: 'day 60', say: RIGHT }]
const OTHER = 'reg-2026-01-06-bbbbbb'

const dropCase = async (sandbox: Sandbox, cwd = sandbox.repo): Promise<void> => {
  await sandbox.git('rm', '-q', `${SET}/smoke/${REFUND.id}.yaml`, { cwd })
  await sandbox.git('commit', '-q', '--no-verify', '-m', 'Drop it', { cwd })
}

/** A clone of one commit a branch, with the hooks; `side` left `main` two commits ago. */
async function aShallowClone(sandbox: Sandbox, ...args: string[]): Promise<string> {
  await sandbox.git('switch', '-q', '-c', 'side')
  await commitFixed(sandbox)
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'side')
  await sandbox.git('switch', '-q', 'main')
  await sandbox.git('commit', '-q', '--allow-empty', '-m', 'Go on')
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
  const clone = join(sandbox.root, 'clone')
  await sandbox.git('clone', '-q', '--depth=1', ...args, `file://${sandbox.remote}`, clone)
  await sandbox.exec('cp', ['-r', sandbox.path('.git/hooks'), join(clone, '.git')])
  return clone
}

const cut = (base: string): string =>
  `error: this shallow clone cuts the history between "${base}" and the commit to judge\nhint: git fetch --unshallow\nhint: fetch-depth: 0 in CI\n`

describe.concurrent('a push from a shallow clone', () => {
  it('of a branch whose way to the base is cut can not be told, and after git fetch --unshallow it is judged', async () => {
    const sandbox = await aGuarded()
    const clone = await aShallowClone(sandbox, '--no-single-branch')
    await sandbox.git('switch', '-q', 'side', { cwd: clone })
    await dropCase(sandbox, clone)
    const before = await sandbox.remoteRef('side')
    expect((await sandbox.tryGit('push', 'origin', 'side', { cwd: clone })).stderr).toContain(cut('origin/HEAD'))
    expect(await sandbox.remoteRef('side')).toBe(before)
    await sandbox.git('fetch', '-q', '--unshallow', { cwd: clone })
    expect((await sandbox.tryGit('push', 'origin', 'side', { cwd: clone })).stderr).toContain(REFUND.id)
    expect(await sandbox.remoteRef('side')).toBe(before)
    expect(sandbox.leftovers()).toEqual([])
  })

  it('of the base itself is judged, as what it was is there', async () => {
    const sandbox = await aGuarded()
    const clone = await aShallowClone(sandbox)
    await sandbox.rules(MORE, clone)
    await sandbox.git('commit', '-qam', 'More', { cwd: clone })
    expectExit(await sandbox.tryGit('push', 'origin', 'main', { cwd: clone }), 0)
    await dropCase(sandbox, clone)
    expect(expectExit(await sandbox.tryGit('push', 'origin', 'main', { cwd: clone }), 1).stderr).toContain(REFUND.id)
  })

  it('of a branch that starts at what was cloned is judged', async () => {
    const sandbox = await aGuarded()
    const clone = await aShallowClone(sandbox)
    await sandbox.git('switch', '-q', '-c', 'mine', { cwd: clone })
    await sandbox.rules(MORE, clone)
    await sandbox.git('commit', '-qam', 'More', { cwd: clone })
    expectExit(await sandbox.tryGit('push', 'origin', 'mine', { cwd: clone }), 0)
    await dropCase(sandbox, clone)
    expect(expectExit(await sandbox.tryGit('push', 'origin', 'mine', { cwd: clone }), 1).stderr).toContain(REFUND.id)
  })
})

describe.concurrent('a line of history that has nothing to do with the base', () => {
  it('is compared with nothing, and with the base once it is to take its place', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('checkout', '-q', '--orphan', 'anew')
    await sandbox.git('rm', '-q', '--cached', `${SET}/smoke/${REFUND.id}.yaml`)
    await sandbox.exec('rm', [sandbox.path(`${SET}/smoke/${REFUND.id}.yaml`)])
    await sandbox.addCase({ id: OTHER })
    await sandbox.commit('Start anew')
    expectExit(await sandbox.push('origin', 'anew'), 0)
    const before = await sandbox.remoteRef('main')
    expect(expectExit(await sandbox.push('--force', 'origin', 'anew:main'), 1).stderr).toContain(REFUND.id)
    await sandbox.git('switch', '-q', 'main')
    await sandbox.git('merge', '-q', '--no-verify', '--allow-unrelated-histories', '-s', 'ours', '-m', 'Both', 'anew')
    await sandbox.git('checkout', '-q', 'anew', '--', '.')
    await dropCase(sandbox)
    expect(expectExit(await sandbox.push('origin', 'main'), 1).stderr).toContain(REFUND.id)
    expect(await sandbox.remoteRef('main')).toBe(before)
  })
})

describe.concurrent('where the remote does not tell its base', () => {
  /** A remote of two branches of which none is called as the base of a repository usually is. */
  async function aNamelessBase(): Promise<Sandbox> {
    const sandbox = await aGuarded()
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main:refs/heads/develop', 'main:refs/heads/next')
    await sandbox.git('symbolic-ref', 'HEAD', 'refs/heads/develop', { cwd: sandbox.remote })
    await sandbox.git('push', '-q', '--no-verify', 'origin', ':main')
    await sandbox.git('switch', '-q', '-c', 'side')
    return sandbox
  }

  it('a push can not be told until it does, by the very command of the hint', async () => {
    const sandbox = await aNamelessBase()
    await dropCase(sandbox)
    expect((await sandbox.push('origin', 'side')).stderr).toContain(
      'error: nothing in this clone tells which branch of "origin" is the base\nhint: git remote set-head origin --auto\nhint: name it as base in casebook.yaml\n',
    )
    expect(await sandbox.remoteRef('side')).toBeNull()
    await sandbox.git('remote', 'set-head', 'origin', '--auto')
    expect(expectExit(await sandbox.push('origin', 'side'), 1).stderr).toContain(REFUND.id)
    await sandbox.git('reset', '-q', '--hard', 'HEAD~1')
    expectExit(await sandbox.push('origin', 'side'), 0)
  })

  it('a configuration that is gone is missed by the one that what it grew out of has', async () => {
    const sandbox = await aNamelessBase()
    await sandbox.write('casebook.yaml', `base: origin/develop\n${await sandbox.read('casebook.yaml')}`)
    await sandbox.commit('Name the base')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'side:develop')
    await sandbox.git('rm', '-q', 'casebook.yaml')
    await sandbox.commit('Off with it')
    for (const branch of ['side', 'develop'])
      expect(expectExit(await sandbox.push('origin', `HEAD:refs/heads/${branch}`), 1).stderr).toContain(
        '"casebook.yaml" was deleted',
      )
  })

  it('a whole new line of history needs none', async () => {
    const sandbox = await aNamelessBase()
    await sandbox.git('checkout', '-q', '--orphan', 'anew')
    await sandbox.commit('Start anew')
    expectExit(await sandbox.push('origin', 'anew'), 0)
  })

  it('a push to a fork, or to an address, is compared with the base of origin', async () => {
    const sandbox = await aGuarded()
    const fork = join(sandbox.root, 'fork.git')
    await sandbox.git('init', '-q', '--bare', '-b', 'main', fork)
    await sandbox.git('switch', '-q', '-c', 'side')
    await dropCase(sandbox)
    expect(expectExit(await sandbox.push(fork, 'side'), 1).stderr).toContain(REFUND.id)
    await sandbox.git('remote', 'add', 'fork', fork)
    expect(expectExit(await sandbox.push('fork', 'side'), 1).stderr).toContain(REFUND.id)
    expectExit(await sandbox.push('fork', 'main', 'HEAD~1:refs/heads/side'), 0)
    expect(expectExit(await sandbox.push('fork', 'side'), 1).stderr).toContain(REFUND.id)
    expect(expectExit(await sandbox.push('--force', fork, 'HEAD~2:main'), 1).stderr).toContain(REFUND.id)
  })
})
