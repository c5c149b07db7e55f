import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderCase } from '../../lib/case/write-case.ts'
import { BROKEN, expectExit, FIXED, makeSandbox, REFUND, type Sandbox, SET, TARGETS } from './sandbox.ts'

const OTHER = 'reg-2026-01-06-bbbbbb'

async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.addCase({ id: OTHER, input: 'On day 40, please!' }, 'full')
  await sandbox.addCase({ id: 'reg-2026-01-07-cccccc' }, 'inbox')
  await sandbox.write(`${SET}/migrations/2026-01-08-why.md`, '---\nreason: duplicate\n---\nTwo were one.\n')
  await sandbox.commit('A set')
  return sandbox
}

const READERS = [
  ['manifest', '--json'],
  ['check', '--json'],
  ['list', '--json'],
  ['show', OTHER, '--json'],
  ['manifest', '--bytes'],
] as const

/** What every reader says, in a folder or with `-C`. */
async function readings(sandbox: Sandbox, cwd: string, before: readonly string[] = []): Promise<string[]> {
  const rans = await Promise.all(READERS.map((args) => sandbox.casebook(...before, ...args, { cwd })))
  return rans.map((ran) => expectExit(ran, 0).stdout)
}

async function rootOf(sandbox: Sandbox, cwd = sandbox.repo, ...args: string[]): Promise<string> {
  const { document } = await sandbox.json('manifest', ...args, { cwd })
  return (document['set'] as { root: string }).root
}

describe.concurrent('manifest, check, list and show say the same', () => {
  it.each<[string, (sandbox: Sandbox) => Promise<[cwd: string, before?: string[]]>]>([
    ['in a subfolder', async (sandbox) => [sandbox.path('app')]],
    ["in the set's own folder", async (sandbox) => [sandbox.path(`${SET}/smoke`)]],
    [
      'in an empty subfolder',
      async (sandbox) => {
        await sandbox.exec('mkdir', ['-p', sandbox.path('empty')])
        return [sandbox.path('empty')]
      },
    ],
    ['from elsewhere with -C', async (sandbox) => [sandbox.root, ['-C', 'shop']]],
    ['from elsewhere with -C and an absolute path', async (sandbox) => [sandbox.root, ['-C', sandbox.path('app')]]],
    [
      'in a linked worktree',
      async (sandbox) => {
        const cwd = join(sandbox.root, 'linked')
        await sandbox.git('worktree', 'add', '-q', cwd, '-b', 'side')
        return [cwd]
      },
    ],
    [
      'in a subfolder of a linked worktree that lies in the repository',
      async (sandbox) => {
        await sandbox.write('.git/info/exclude', '/trees\n')
        await sandbox.git('worktree', 'add', '-q', 'trees/side', '-b', 'side')
        return [sandbox.path('trees/side/app')]
      },
    ],
    [
      'in a submodule',
      async (sandbox) => {
        await sandbox.git('push', '-q', 'origin', 'main')
        const outer = join(sandbox.root, 'outer')
        await sandbox.git('init', '-q', outer)
        await sandbox.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', sandbox.remote, 'parts/shop', {
          cwd: outer,
        })
        return [join(outer, 'parts/shop/app')]
      },
    ],
    [
      'in a clone',
      async (sandbox) => {
        await sandbox.git('push', '-q', 'origin', 'main')
        await sandbox.git('clone', '-q', sandbox.remote, join(sandbox.root, 'clone'))
        return [join(sandbox.root, 'clone')]
      },
    ],
    [
      'in a clone with CRLF line ends',
      async (sandbox) => {
        await sandbox.git('push', '-q', 'origin', 'main')
        await sandbox.git('clone', '-q', '-c', 'core.autocrlf=true', sandbox.remote, join(sandbox.root, 'clone'))
        expect(await sandbox.read('../clone/casebook.yaml')).toContain('\r\n')
        expect(await sandbox.read(`../clone/${SET}/smoke/${REFUND.id}.yaml`)).toContain('\r\n')
        return [join(sandbox.root, 'clone')]
      },
    ],
    [
      'in a clone with CRLF line ends whose every file was touched',
      async (sandbox) => {
        await sandbox.git('push', '-q', 'origin', 'main')
        const clone = join(sandbox.root, 'clone')
        await sandbox.git('clone', '-q', '-c', 'core.autocrlf=true', sandbox.remote, clone)
        await sandbox.git('rm', '-r', '-q', '--cached', '.', { cwd: clone })
        return [clone]
      },
    ],
    [
      'in a sparse checkout without the set',
      async (sandbox) => {
        await sandbox.git('sparse-checkout', 'set', '--no-cone', '/app', '/casebook.yaml')
        return [sandbox.repo]
      },
    ],
    [
      'through a symbolic link',
      async (sandbox) => {
        await sandbox.exec('ln', ['-s', sandbox.path('app'), join(sandbox.root, 'link')])
        return [join(sandbox.root, 'link')]
      },
    ],
    [
      'with GIT_DIR and GIT_WORK_TREE',
      async (sandbox) => {
        Object.assign(sandbox.env, { GIT_DIR: sandbox.path('.git'), GIT_WORK_TREE: sandbox.repo })
        return [sandbox.path('app')]
      },
    ],
  ])('%s', async (_name, elsewhere) => {
    const sandbox = await aSet()
    const here = await readings(sandbox, sandbox.repo)
    const [cwd, before] = await elsewhere(sandbox)
    expect(await readings(sandbox, cwd, before)).toEqual(here)
  })
})

describe.concurrent('the root', () => {
  it('is the same for the work tree, the commit and the bare repository', async () => {
    const sandbox = await aSet()
    await sandbox.git('push', '-q', 'origin', 'main')
    const root = await rootOf(sandbox)
    expect(root).toMatch(/^rcs1:[0-9a-f]{64}$/)
    expect(await rootOf(sandbox, sandbox.repo, '--at', 'HEAD')).toBe(root)
    expect(await rootOf(sandbox, sandbox.remote)).toBe(root)
  })

  it.each<[string, (sandbox: Sandbox) => Promise<unknown>]>([
    [
      'moving a case between tiers',
      (sandbox) => sandbox.git('mv', `${SET}/full/${OTHER}.yaml`, `${SET}/smoke/${OTHER}.yaml`),
    ],
    [
      'moving a case between tiers, not staged',
      (sandbox) =>
        sandbox.exec('mv', [sandbox.path(`${SET}/full/${OTHER}.yaml`), sandbox.path(`${SET}/smoke/${OTHER}.yaml`)]),
    ],
    ['a case in the inbox', (sandbox) => sandbox.addCase({ id: 'reg-2026-01-09-dddddd' }, 'inbox')],
    ['a file that explains a folder', (sandbox) => sandbox.write(`${SET}/smoke/README.md`, 'x')],
    ['a change of the product', (sandbox) => sandbox.rules([])],
    [
      'moving the whole set',
      async (sandbox) => {
        await sandbox.git('mv', SET, 'cases')
        await sandbox.write('casebook.yaml', (await sandbox.read('casebook.yaml')).replace(SET, 'cases'))
      },
    ],
  ])('stays with %s', async (_name, change) => {
    const sandbox = await aSet()
    const before = await rootOf(sandbox)
    await change(sandbox)
    expect(await rootOf(sandbox)).toBe(before)
    await sandbox.commit('Change')
    expect(await rootOf(sandbox, sandbox.repo, '--at', 'HEAD')).toBe(before)
  })

  it.each<[string, (sandbox: Sandbox) => Promise<unknown>]>([
    ['one byte of a case', (sandbox) => sandbox.addCase({ title: `${REFUND.title}.` })],
    [
      'one byte of a note',
      (sandbox) => sandbox.write(`${SET}/migrations/2026-01-08-why.md`, '---\nreason: duplicate\n---\nTwo were one!\n'),
    ],
    ['a new case', (sandbox) => sandbox.addCase({ id: 'reg-2026-01-09-dddddd' })],
    ['a case that is gone', (sandbox) => sandbox.exec('rm', [sandbox.path(`${SET}/full/${OTHER}.yaml`)])],
    [
      'a case that moved to the inbox',
      (sandbox) => sandbox.git('mv', `${SET}/full/${OTHER}.yaml`, `${SET}/inbox/${OTHER}.yaml`),
    ],
  ])('changes with %s', async (_name, change) => {
    const sandbox = await aSet()
    const before = await rootOf(sandbox)
    await change(sandbox)
    const after = await rootOf(sandbox)
    expect(after).not.toBe(before)
    await sandbox.commit('Change')
    expect(await rootOf(sandbox, sandbox.repo, '--at', 'HEAD')).toBe(after)
    expect(await rootOf(sandbox, sandbox.repo, '--at', 'HEAD~1')).toBe(before)
  })
})

describe.concurrent('several sets', () => {
  it('each answers in its own folder, and at the top nobody guesses', async () => {
    const sandbox = await makeSandbox({ bare: true })
    for (const name of ['a', 'b']) {
      await sandbox.write(`${name}/casebook.yaml`, `set: ${name}\npath: cases\ntarget: null\n`)
      await sandbox.write(`${name}/cases/smoke/.gitkeep`, '')
    }
    expect((await sandbox.json('manifest', '-C', 'b/cases')).document).toMatchObject({ set: { name: 'b' } })
    expect(expectExit(await sandbox.casebook('list'), 2).stderr).toBe(
      'error: there are 2 sets below here: a/casebook.yaml, b/casebook.yaml\nhint: casebook -C a …\nhint: casebook -C b …\n',
    )
  })
  it('are each judged at a push, and none may be deleted', async () => {
    const sandbox = await makeSandbox({ bare: true })
    const target = TARGETS.node
    for (const name of ['a', 'b']) {
      await sandbox.write(`${name}/casebook.yaml`, `set: ${name}\npath: cases\ntarget:\n  command: ${target.command}\n`)
      await sandbox.write(`${name}/${target.file}`, target.text)
      await sandbox.rules(FIXED, name)
      await sandbox.write(`${name}/cases/smoke/${REFUND.id}.yaml`, renderCase(REFUND))
    }
    await sandbox.commit('Start')
    await sandbox.git('push', '-q', '-u', 'origin', 'main')
    await sandbox.installHooks()
    await sandbox.rules(BROKEN, 'b')
    await sandbox.commit('Break b')
    const broken = expectExit(await sandbox.push(), 1).stderr
    expect(broken.match(/smoke \d\/\d passed.*?(?=, in )/g)).toEqual([
      'smoke 1/1 passed',
      'smoke 0/1 passed, 1 relapsed',
    ])
    await sandbox.git('rm', '-q', '-r', 'b')
    await sandbox.commit('Drop b')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain(
      'error: b/casebook.yaml: "b/casebook.yaml" was deleted, and with it the set "b"\n',
    )
  })
})
