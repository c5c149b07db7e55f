import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aGuarded, commitBroken, commitFixed } from './guarded.ts'
import { BROKEN, expectExit, FIXED, makeSandbox, type Sandbox } from './sandbox.ts'

const INPUTS = '  inputs: ["app/**"]\n'

describe.concurrent.each([
  ['where nothing is declared', ''],
  ['with declared inputs', INPUTS],
])('a broken commit does not pass for a mended work tree that git was told not to look at, %s', (_name, config) => {
  it.each([
    ['assume-unchanged', '--assume-unchanged'],
    ['skip-worktree', '--skip-worktree'],
  ])('%s', async (_flag, flag) => {
    const sandbox = await aGuarded({ config })
    await commitBroken(sandbox)
    await sandbox.git('update-index', flag, 'app/rules.json')
    await sandbox.rules(FIXED)
    expect(await sandbox.git('status', '--porcelain')).toBe('')
    expectExit(await sandbox.push(), 1)
    expect(sandbox.leftovers()).toEqual([])
  })
})

describe.concurrent('what is tested is the commit', () => {
  it('in a sparse checkout that has not got the product', async () => {
    const sandbox = await aGuarded()
    await sandbox.write('docs/a.md', 'a')
    const good = await commitFixed(sandbox)
    await sandbox.git('sparse-checkout', 'set', '--no-cone', '/docs/', '/casebook.yaml')
    expect(existsSync(sandbox.path('app/rules.json'))).toBe(false)
    expectExit(await sandbox.push(), 0)
    expect(await sandbox.remoteRef('main')).toBe(good)
  })

  it('where status.showUntrackedFiles hides the file that mends it', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('config', 'status.showUntrackedFiles', 'no')
    await sandbox.git('rm', '-q', '--cached', 'app/rules.json')
    await sandbox.git('commit', '-q', '-m', 'Forget the rules')
    expect((await sandbox.push()).code).toBe(1)
  })

  it('and the repository is as it was, but for what casebook keeps of its own: configuration, index, refs, hooks', async () => {
    const sandbox = await aGuarded({ config: INPUTS })
    await commitFixed(sandbox)
    await sandbox.rules(BROKEN)
    const leaveOut = /^\.git\/(objects\/|casebook\/|refs\/casebook\/|refs\/notes\/casebook$)/
    const before = sandbox.snapshot(sandbox.repo, leaveOut)
    const line = `refs/heads/main ${await sandbox.head()} refs/heads/main ${await sandbox.git('rev-parse', 'HEAD~1')}\n`
    expectExit(await sandbox.casebook('hook', 'pre-push', 'origin', sandbox.remote, { input: line }), 0)
    expect(sandbox.snapshot(sandbox.repo, leaveOut)).toEqual(before)
    expect(sandbox.leftovers()).toEqual([])
  })
})

describe.concurrent('submodules', () => {
  /** A product whose rules lie in a submodule. */
  async function withRulesInSubmodule(config: string): Promise<{ outer: Sandbox; inner: Sandbox }> {
    const inner = await makeSandbox({ bare: true })
    await inner.rules(FIXED, '.')
    await inner.git('mv', 'app/rules.json', 'rules.json').catch(() => {})
    await inner.write('rules.json', await inner.read('app/rules.json'))
    await inner.commit('Rules')
    await inner.git('push', '-q', 'origin', 'main')
    const outer = await makeSandbox({ hooks: true, config })
    await outer.git('config', 'protocol.file.allow', 'always')
    await outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.remote, 'rules')
    await outer.write(
      'app/regress.py',
      (await outer.read('app/regress.py')).replace('"rules.json"', '"..", "rules", "rules.json"'),
    )
    await outer.addCase()
    await outer.commit('Rules are a submodule')
    await outer.git('push', '-q', '--no-verify', 'origin', 'main')
    return { outer, inner }
  }

  it.each([
    ['where nothing is declared', ''],
    ['where the inputs lie in it', '  inputs: ["app/**", "rules/*.json"]\n'],
  ])('what is changed in one does not count, %s', async (_name, config) => {
    const { outer } = await withRulesInSubmodule(config)
    await outer.write('app/more.txt', 'x')
    await outer.commit('More')
    await outer.write('rules/rules.json', '[]\n')
    expect(expectExit(await outer.push(), 0).stderr).toContain('1/1 passed')
    expect(outer.leftovers()).toEqual([])
  })

  it('a commit that moves one on is tested with what it moves to', async () => {
    const { outer } = await withRulesInSubmodule('  inputs: ["app/**", "rules/*.json"]\n')
    const cwd = outer.path('rules')
    await outer.write('rules/rules.json', JSON.stringify(BROKEN))
    await outer.git('commit', '-qam', 'Break', { cwd })
    await outer.commit('Take the new rules')
    await outer.git('checkout', '-q', 'HEAD~1', { cwd })
    expectExit(await outer.push(), 1)
  })

  it('one that is not checked out can not be told where the inputs lie in it', async () => {
    const { outer } = await withRulesInSubmodule('  inputs: ["app/**", "rules/*.json"]\n')
    await outer.write('app/more.txt', 'x')
    await outer.commit('More')
    await outer.write('app/dirty.txt', 'x')
    await outer.git('submodule', 'deinit', '-q', '-f', 'rules')
    const { stderr } = await outer.push()
    expect(stderr).toContain(
      `error: rules: the commit's version of the submodule "rules" is not in this clone\nhint: git submodule update --init --recursive -- rules\n`,
    )
  })
})

describe.concurrent('a linked folder that leads back into the work tree is refused', () => {
  const config = 'worktree: {link: [node_modules, .venv]}\n'

  /** A dirty work tree with folders that are installed and ignored. */
  async function installed(lay: (sandbox: Sandbox) => Promise<void>): Promise<Sandbox> {
    const sandbox = await aGuarded({ config })
    await sandbox.write('.gitignore', 'node_modules\n.venv\n')
    await sandbox.write('packages/x/index.js', '')
    await commitFixed(sandbox)
    await lay(sandbox)
    await sandbox.write('dirty.txt', 'x')
    return sandbox
  }

  const link = (sandbox: Sandbox, target: string, path: string): void => {
    mkdirSync(join(sandbox.path(path), '..'), { recursive: true })
    symlinkSync(target, sandbox.path(path))
  }
  const SITE = '.venv/lib/python3.11/site-packages'

  it.each<[name: string, path: string, lay: (sandbox: Sandbox) => Promise<void>]>([
    ['a workspace package', 'node_modules/x', async (sandbox) => link(sandbox, '../packages/x', 'node_modules/x')],
    [
      'a workspace package in a scope',
      'node_modules/@acme/x',
      async (sandbox) => link(sandbox, '../../packages/x', 'node_modules/@acme/x'),
    ],
    [
      'a workspace package in the store of pnpm',
      'node_modules/.pnpm/node_modules/@acme/x',
      async (sandbox) => link(sandbox, '../../../../packages/x', 'node_modules/.pnpm/node_modules/@acme/x'),
    ],
    [
      'a package below another package',
      'node_modules/a/node_modules/x',
      async (sandbox) => link(sandbox, '../../../packages/x', 'node_modules/a/node_modules/x'),
    ],
    [
      'a link to a link',
      'node_modules/x',
      async (sandbox) => {
        link(sandbox, sandbox.path('packages/x'), '../elsewhere/x')
        link(sandbox, join(sandbox.root, 'elsewhere/x'), 'node_modules/x')
      },
    ],
    [
      'a linked package outside whose own packages lead back',
      'elsewhere/a/node_modules/x',
      async (sandbox) => {
        link(sandbox, sandbox.path('packages/x'), '../elsewhere/a/node_modules/x')
        link(sandbox, join(sandbox.root, 'elsewhere/a'), 'node_modules/a')
      },
    ],
    ['a folder that is a link itself', 'node_modules', async (sandbox) => link(sandbox, 'packages', 'node_modules')],
    [
      'a path file of an editable install',
      `${SITE}/__editable__.shop-0.1.pth`,
      (sandbox) => sandbox.write(`${SITE}/__editable__.shop-0.1.pth`, `${sandbox.path('packages')}\n`),
    ],
    [
      'a path file with a path of its own',
      `${SITE}/shop.pth`,
      (sandbox) => sandbox.write(`${SITE}/shop.pth`, '../../../../packages\n'),
    ],
    [
      'a finder of an editable install',
      `${SITE}/__editable___shop_0_1_finder.py`,
      (sandbox) =>
        sandbox.write(
          `${SITE}/__editable___shop_0_1_finder.py`,
          `MAPPING: dict[str, str] = {'shop': '${sandbox.path('packages/x')}'}\n`,
        ),
    ],
    [
      'an egg link',
      `${SITE}/shop.egg-link`,
      (sandbox) => sandbox.write(`${SITE}/shop.egg-link`, `${sandbox.path('packages')}\n../`),
    ],
    [
      'a record of where it was installed from',
      `${SITE}/shop-0.1.dist-info`,
      (sandbox) =>
        sandbox.write(
          `${SITE}/shop-0.1.dist-info/direct_url.json`,
          JSON.stringify({ dir_info: { editable: true }, url: `file://${sandbox.repo}` }),
        ),
    ],
  ])('%s', async (_name, path, lay) => {
    const sandbox = await installed(lay)
    const ran = await sandbox.casebook('run', '--at', 'HEAD')
    expect(expectExit(ran, 3).stderr).toContain(`${path}" leads back into the work tree, to "`)
    expect(ran.stderr).toMatch(/\nhint: install in the checkout instead: worktree: \{setup: .+\n.*git stash -u\n/)
    expect(sandbox.leftovers()).toEqual([])
    expect((await sandbox.push()).stderr).toContain('leads back into the work tree')
    expect(await sandbox.remoteRef('main')).not.toBe(await sandbox.head())
  })

  it.each<[name: string, lay: (sandbox: Sandbox) => Promise<void>]>([
    ['a package from outside', async (sandbox) => link(sandbox, sandbox.root, 'node_modules/x/elsewhere')],
  ])('also %s that holds the work tree', async (_name, lay) => {
    const sandbox = await installed(lay)
    expectExit(await sandbox.casebook('run', '--at', 'HEAD'), 3)
  })

  it.each<[name: string, lay: (sandbox: Sandbox) => Promise<void>]>([
    [
      'links among the packages',
      async (sandbox) => {
        await sandbox.write('node_modules/.pnpm/a@1/node_modules/a/index.js', '')
        link(sandbox, '.pnpm/a@1/node_modules/a', 'node_modules/a')
        link(sandbox, '../a/index.js', 'node_modules/.bin/a')
      },
    ],
    [
      'scripts that name the interpreter of the folder',
      async (sandbox) => {
        await sandbox.write('.venv/bin/pip', `#!${sandbox.path('.venv/bin/python')}\n`, 0o755)
        link(sandbox, '/usr/bin/env', '.venv/bin/python')
        link(sandbox, 'lib', '.venv/lib64')
      },
    ],
    [
      'a package that was copied from the work tree',
      (sandbox) =>
        sandbox.write(
          `${SITE}/shop-0.1.dist-info/direct_url.json`,
          JSON.stringify({ dir_info: {}, url: `file://${sandbox.repo}` }),
        ),
    ],
    ['path files that only import', (sandbox) => sandbox.write(`${SITE}/a.pth`, 'import os; os.getcwd()\n# x\n')],
    ['a link that leads nowhere', async (sandbox) => link(sandbox, 'nowhere', 'node_modules/x')],
  ])('but %s may stay', async (_name, lay) => {
    const sandbox = await installed(lay)
    expectExit(await sandbox.casebook('run', '--at', 'HEAD'), 0)
    expect(sandbox.leftovers()).toEqual([])
  })

  it('and a clean work tree, which is run where it is, is asked nothing of all this', async () => {
    const sandbox = await installed(async (one) => link(one, '../packages/x', 'node_modules/x'))
    await sandbox.exec('rm', [sandbox.path('dirty.txt')])
    expectExit(await sandbox.push(), 0)
  })

  it('a setup that clears a linked folder takes nothing of the work tree', async () => {
    const sandbox = await aGuarded({
      config: 'worktree: {link: [node_modules], setup: "rm -rf node_modules/* && touch node_modules/new"}\n',
    })
    await sandbox.write('.gitignore', 'node_modules\n')
    await commitFixed(sandbox)
    await sandbox.write('node_modules/a/index.js', 'a')
    await sandbox.write('dirty.txt', 'x')
    expectExit(await sandbox.push(), 0)
    expect(sandbox.snapshot(sandbox.path('node_modules'))).toEqual(new Map([['a/index.js', 'a']]))
  })
})

/** A process that ended and that nobody waited for has no command line any more. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

describe.concurrent('nothing is left behind', () => {
  const slow = async (sandbox: Sandbox): Promise<void> => {
    await sandbox.write(
      'app/regress.py',
      'import os, sys, time\nopen(os.environ["TEST_FIFO"], "w").write(str(os.getpid()))\nfor line in sys.stdin: time.sleep(600)\n',
    )
    await sandbox.commit('Slow')
    await sandbox.exec('mkfifo', [sandbox.path('../fifo')])
    await sandbox.write('dirty.txt', 'x')
  }

  it('by a run that is killed outright: the next one takes its folder away', async () => {
    const sandbox = await aGuarded()
    await slow(sandbox)
    const child = spawn('git', ['push', 'origin', 'main'], {
      cwd: sandbox.repo,
      env: { ...sandbox.env, TEST_FIFO: sandbox.path('../fifo') },
      stdio: 'ignore',
      detached: true,
    })
    const asked = Number((await sandbox.exec('cat', [sandbox.path('../fifo')])).stdout)
    expect(sandbox.leftovers()).toHaveLength(1)
    const [left] = sandbox.leftovers()
    const pid = Number(left!.split('-')[2])
    process.kill(pid, 'SIGKILL')
    await once(child, 'close')
    process.kill(-asked, 'SIGKILL')
    expect(sandbox.leftovers()).toEqual([left])
    await sandbox.git('reset', '-q', '--hard', 'HEAD~1')
    expectExit(await sandbox.casebook('run', '--at', 'HEAD'), 0)
    expectExit(await sandbox.casebook('run', '--at', 'HEAD~1'), 0)
    expect(sandbox.leftovers()).toEqual([])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'where git alone is ended by %s: the hook sees that nobody waits for it',
    async (signal) => {
      const sandbox = await aGuarded()
      await slow(sandbox)
      const child = spawn('git', ['push', 'origin', 'main'], {
        cwd: sandbox.repo,
        env: { ...sandbox.env, TEST_FIFO: sandbox.path('../fifo') },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      })
      child.stderr.resume()
      const asked = Number((await sandbox.exec('cat', [sandbox.path('../fifo')])).stdout)
      // The hook holds the pipe until it is gone as well.
      const gone = once(child, 'close')
      const before = await sandbox.remoteRef('main')
      process.kill(child.pid!, signal)
      await gone
      expect(await sandbox.remoteRef('main')).toBe(before)
      expect(sandbox.leftovers()).toEqual([])
      expect(isRunning(asked)).toBe(false)
    },
  )
})
