import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { BUG, expectExit, makeSandbox, type Ran, REFUND, type Sandbox, SET } from './sandbox.ts'

const OTHER = 'reg-2026-01-06-bbbbbb'
const NO_GIT =
  'error: this needs git, and there is no git on the PATH\nhint: install git, or put it on the PATH\nhint: check, list, show, manifest, diff, verify and proof work without git\n'

let sandbox: Sandbox
/** A PATH that holds node and nothing else. */
let slim: NodeJS.ProcessEnv

async function slimPath(one: Sandbox): Promise<NodeJS.ProcessEnv> {
  const bin = join(one.root, 'slim')
  await mkdir(bin)
  await symlink(process.execPath, join(bin, 'node'))
  return { PATH: bin }
}

/** A released set, a branch that fixes a bug with its case, and one that fixes one without. */
async function aHistory(): Promise<Sandbox> {
  const one = await makeSandbox()
  await one.addCase()
  await one.addCase({ id: OTHER, input: 'On day 40, please!' }, 'full')
  await one.addCase({ id: 'reg-2026-01-07-cccccc' }, 'inbox')
  await one.write(`${SET}/migrations/2026-01-08-why.md`, '---\nreason: duplicate\n---\nTwo were one.\n')
  await one.commit('A set')
  await one.git('push', '-q', 'origin', 'main')
  expectExit(await one.casebook('release', 'v1.0.0'), 0)
  await one.git('tag', 'light')
  await one.git('tag', '-a', 'forged', '-m', 'x\n\nRegression-Set: regression@v2 rcs1:00 cases=1 notes=0')
  const signed = `${await one.git('for-each-ref', '--format=%(contents)', 'refs/tags/v1.0.0')}\n-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----`
  await one.git('tag', '-a', 'signed', '--cleanup=verbatim', '-m', signed, 'v1.0.0^{}')
  await one.git('checkout', '-q', '-b', 'linked')
  await one.write('app/more.txt', 'x\n')
  await one.commit(`Mend it\n\nFixes ${BUG}\n\nRegression-Case: ${REFUND.id}`)
  await one.git('checkout', '-q', '-b', 'bare')
  await one.commit('Mend more\n\nFixes #77')
  await one.git('checkout', '-q', '-b', 'unlawful')
  await one.git('rm', '-q', `${SET}/full/${OTHER}.yaml`)
  await one.commit('Drop a case')
  await one.git('checkout', '-q', 'linked')
  return one
}

beforeAll(async () => {
  sandbox = await aHistory()
  slim = await slimPath(sandbox)
})

/** Runs with git and without, neither helped by what the other kept. */
async function both(
  one: Sandbox,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd = one.repo,
): Promise<[Ran, Ran]> {
  const fresh = () => one.exec('rm', ['-rf', join(one.repo, '.git/casebook')])
  await fresh()
  const withGit = await one.casebook(...args, { cwd })
  await fresh()
  return [withGit, await one.casebook(...args, { cwd, env })]
}

describe('without git, the same as with it:', () => {
  it.each<[args: string, exit: number, branch?: string]>([
    ['list', 0],
    ['list --json', 0],
    ['list --at v1.0.0 --json', 0],
    ['list --at HEAD~1 --tier full', 0],
    [`show ${OTHER}`, 0],
    [`show ${REFUND.id} --at v1.0.0 --json`, 0],
    ['show reg-2026-01-01-000000', 2],
    ['manifest', 0],
    ['manifest --json', 0],
    ['manifest --bytes --at main', 0],
    ['manifest --at nope', 2],
    [`proof ${REFUND.id}`, 0],
    [`proof ${OTHER} --at v1.0.0`, 0],
    ['proof reg-2026-01-01-000000 --at origin/main', 0],
    ['check', 0],
    ['diff v1.0.0', 0],
    ['diff v1.0.0 bare --json', 0],
    ['diff main unlawful --json', 0],
    ['check --base origin/main --pull-request app/more.txt --json', 0],
    ['manifest --index --json', 0],
    ['check --json', 0],
    ['check --base origin/main', 0],
    ['check --base v1.0.0 --json', 0],
    ['check --base origin/main --json', 1, 'bare'],
    ['check --base origin/main', 1, 'unlawful'],
    ['check --base nope', 2],
    ['verify v1.0.0', 0],
    ['verify v1.0.0 --json', 0],
    ['verify light --json', 1],
    ['verify forged', 1],
    ['verify nope', 2],
  ])('%s', async (line, exit, branch) => {
    if (branch) await sandbox.git('checkout', '-q', branch)
    try {
      const [withGit, without] = await both(sandbox, line.split(' '), slim)
      expectExit(withGit, exit)
      expect(without).toEqual(withGit)
    } finally {
      if (branch) await sandbox.git('checkout', '-q', 'linked')
    }
  })

  it('in a folder within, in a linked worktree and in the bare repository', async () => {
    const linked = join(sandbox.root, 'linked')
    await sandbox.git('worktree', 'add', '-q', linked, 'main')
    for (const cwd of [sandbox.path('app'), linked, join(linked, 'app'), sandbox.remote]) {
      const [withGit, without] = await both(sandbox, ['manifest', '--json'], slim, cwd)
      expectExit(withGit, 0)
      expect(without).toEqual(withGit)
    }
  })

  it('in a copy of the whole folder, whose every file is new to the index', async () => {
    const copy = join(sandbox.root, 'copy')
    await sandbox.exec('cp', ['-r', sandbox.repo, copy])
    await sandbox.exec('rm', ['-rf', join(copy, '.git/casebook')])
    const without = await sandbox.casebook('manifest', '--json', { cwd: copy, env: slim })
    expect(without).toEqual(await sandbox.casebook('manifest', '--json'))
  })

  it('in a clone with CRLF line ends', async () => {
    const clone = join(sandbox.root, 'crlf')
    await sandbox.git('clone', '-q', '-c', 'core.autocrlf=true', sandbox.remote, clone)
    const root = async (env: NodeJS.ProcessEnv, cwd: string): Promise<unknown> =>
      (await sandbox.json('manifest', { cwd, env })).document['set']
    expect(await readFile(join(clone, 'casebook.yaml'), 'utf8')).toContain('\r\n')
    expect(await root(slim, clone)).toEqual(await root({}, clone))
    await sandbox.exec('touch', [join(clone, SET, 'smoke', `${REFUND.id}.yaml`)])
    expect(await root(slim, clone)).toEqual(await root({}, clone))
  })
})

describe('without git', () => {
  it('a signature can not be told, and none is known to be none', async () => {
    expect((await sandbox.json('verify', 'signed', { env: slim })).document).toMatchObject({ signature: 'unknown' })
    expect((await sandbox.json('verify', 'v1.0.0', { env: slim })).document).toMatchObject({
      signature: 'none',
      ok: true,
    })
  })

  it.each<[string]>([
    ['init'],
    ['init --dry-run'],
    ['capture trace.json'],
    [`admit ${REFUND.id}`],
    ['run'],
    ['release v2.0.0'],
    [`retire ${REFUND.id} --reason duplicate --why x`],
    [`revise ${REFUND.id} --reason duplicate --why x`],
    ['fmt'],
    ['export --to promptfoo'],
    ['check --red-green --base origin/main'],
    ['hook pre-push origin url'],
  ])('%s says what it needs, and touches nothing', async (line) => {
    const before = sandbox.snapshot()
    const input = `HEAD ${'1'.repeat(40)} refs/heads/x ${'0'.repeat(40)}\n`
    const ran = expectExit(await sandbox.casebook(...line.split(' '), { env: slim, input }), 3)
    expect({ out: ran.stdout, err: ran.stderr }).toEqual({ out: '', err: NO_GIT })
    expect(sandbox.snapshot()).toEqual(before)
  })

  it.each<[what: string, rev: string, said: string]>([
    ['a reflog', 'HEAD@{1}', 'the revision "HEAD@{1}": it knows names and ids with ~, ^ and ^{commit} behind them'],
    ['a search', ':/Mend', 'the revision ":/Mend": it knows names and ids with ~, ^ and ^{commit} behind them'],
  ])('%s is not said to be unknown', async (_what, rev, said) => {
    expect(expectExit(await sandbox.casebook('manifest', '--at', rev, { env: slim }), 3).stderr).toBe(
      `error: without git on the PATH casebook can't read ${said}\nhint: install git, or put it on the PATH\n`,
    )
  })

  it('a folder in no repository is what is wrong, not the missing git', async () => {
    const ran = expectExit(await sandbox.casebook('list', { cwd: join(sandbox.root, 'home'), env: slim }), 2)
    expect(ran.stderr).toBe(
      `error: "${join(sandbox.root, 'home')}" is in no git repository\nhint: git init\nhint: casebook -C <folder> …\n`,
    )
  })

  it('a shallow clone verifies its tag, and says where the range ends', async () => {
    const clone = join(sandbox.root, 'shallow')
    await sandbox.git('push', '-q', 'origin', 'v1.0.0', 'linked')
    await sandbox.git('clone', '-q', '--depth=1', '-b', 'v1.0.0', `file://${sandbox.remote}`, clone)
    expectExit(await sandbox.casebook('verify', 'v1.0.0', { cwd: clone, env: slim }), 0)
    await sandbox.git('fetch', '-q', '--depth=1', 'origin', 'linked', { cwd: clone })
    await sandbox.git('checkout', '-q', 'FETCH_HEAD', { cwd: clone })
    for (const env of [slim, {}])
      expect(expectExit(await sandbox.casebook('check', '--base', 'v1.0.0', { cwd: clone, env }), 3).stderr).toBe(
        'error: this shallow clone cuts the history between "v1.0.0" and the commit to judge\nhint: git fetch --unshallow\nhint: fetch-depth: 0 in CI\n',
      )
  })
})

it('the second engine is loaded only where there is no git', async () => {
  const spy = join(sandbox.root, 'spy.cjs')
  await writeFile(
    spy,
    "process.on('exit', () => require('fs').writeFileSync(process.env.LOADED, Object.keys(require.cache).filter((path) => path.includes('isomorphic-git')).join('\\n')))",
  )
  const loaded = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const file = join(sandbox.root, 'loaded')
    expectExit(await sandbox.casebook('check', { env: { ...env, NODE_OPTIONS: `--require ${spy}`, LOADED: file } }), 0)
    return readFile(file, 'utf8')
  }
  expect(await loaded({})).toBe('')
  expect(await loaded(slim)).toContain('isomorphic-git')
})
