import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GitReader } from '../../lib/ports.ts'
import type { Sandbox } from '../script/sandbox.ts'
import { makeOrigin, SET } from './origin.ts'
import { ENGINES, type Engine, eachBlob, readingOf } from './readings.ts'

let origin: Sandbox
let count = 0

beforeAll(async () => {
  origin = await makeOrigin()
})

/** A copy of the origin, whose objects are loose, without the objects that these names mean. */
async function without(...names: string[]): Promise<string> {
  const folder = join(origin.root, `broken-${count++}`)
  await origin.exec('cp', ['-a', origin.repo, folder])
  for (const name of names) {
    const oid = await origin.git('rev-parse', name)
    await origin.exec('rm', ['-f', join(folder, '.git/objects', oid.slice(0, 2), oid.slice(2))])
  }
  return folder
}

const CASE = `${SET}/smoke/reg-2026-01-01-aaaaaa.yaml`

type Row = [what: string, missing: string, ask: (git: GitReader, oid: string) => Promise<unknown>]

const ROWS: readonly Row[] = [
  ['a blob by its path', `HEAD:${CASE}`, (git) => git.readBlobs([`HEAD:${CASE}`])],
  ['a blob by its id', `HEAD:${CASE}`, (git, oid) => git.readBlobs([oid])],
  ['a blob of the index', `HEAD:${CASE}`, (git) => git.readBlobs([`:${CASE}`])],
  ['a folder on the way to a blob', `HEAD:${SET}`, (git) => git.readBlobs([`HEAD:${CASE}`])],
  ['the top folder', 'HEAD^{tree}', (git) => git.readBlobs(['HEAD:casebook.yaml'])],
  ['what lies at a path', `HEAD:${CASE}`, async (git) => git.objects([`${await git.resolveCommit('HEAD')}:${CASE}`])],
  ['what lies in a folder', `HEAD:${SET}`, async (git) => git.objects([`${await git.resolveCommit('HEAD')}:${CASE}`])],
  ['what lies in the index', `HEAD:${CASE}`, (git) => git.objects([`:${CASE}`])],
  ['a commit that a branch names', 'side', (git) => git.resolveCommit('side')],
  ['a commit that a tag names', 'v1^{commit}', (git) => git.resolveCommit('v1')],
  ['a tag object', 'v1', (git) => git.resolveCommit('refs/tags/v1')],
  ['a folder that is listed', `HEAD:${SET}`, (git) => git.listFiles({ at: 'commit', commit: 'HEAD' }, [])],
  [
    'a folder that is compared',
    'v1:app',
    async (git) => git.changedPaths((await git.resolveCommit('v1'))!, (await git.resolveCommit('HEAD'))!),
  ],
  ['a commit on the way', 'v1^{commit}', async (git) => git.log([(await git.resolveCommit('HEAD'))!])],
  [
    'a commit on the way to a merge base',
    'light',
    async (git) => git.mergeBase((await git.resolveCommit('v1'))!, (await git.resolveCommit('side'))!),
  ],
]

describe.each(Object.keys(ENGINES) as Engine[])(
  'where an object is missing, %s does not say that there is none:',
  (engine) => {
    it.each(ROWS)('%s', async (_what, missing, ask) => {
      const oid = await origin.git('rev-parse', missing)
      const git = await ENGINES[engine](await without(missing), origin.env)
      const head = await git.resolveCommit('HEAD')
      const reading = await readingOf(() =>
        ask(
          {
            ...boundTo(git),
            listFiles: (_, under) => git.listFiles({ at: 'commit', commit: head! }, under),
          } as GitReader,
          oid,
        ),
      )
      expect(reading).toEqual({ problem: expect.stringMatching(/^unavailable (missing-object|git): /) })
    })

    it('what is not there at all is null', async () => {
      const git = await ENGINES[engine](await without(), origin.env)
      expect(await eachBlob(git, ['f'.repeat(40)])).toEqual([[0, null]])
      expect(await git.readBlobs(['HEAD:nope', `HEAD:${SET}/nope`, ':nope', 'nope:a', 'HEAD:casebook.yaml/x'])).toEqual(
        Array(5).fill(null),
      )
    })
  },
)

const boundTo = (git: GitReader): Partial<GitReader> => ({
  readBlobs: (names) => git.readBlobs(names),
  resolveCommit: (rev) => git.resolveCommit(rev),
  objects: (names) => git.objects(names),
  readTag: (name) => git.readTag(name),
  changedPaths: (from, to) => git.changedPaths(from, to),
  log: (range) => git.log(range),
  mergeBase: (a, b) => git.mergeBase(a, b),
})

it("an object whose bytes are another one's is not believed without git", async () => {
  const folder = await without()
  const [one, other] = await Promise.all(
    ['casebook.yaml', 'app.txt'].map((path) => origin.git('rev-parse', `HEAD:${path}`)),
  )
  const file = (oid: string): string => join(folder, '.git/objects', oid.slice(0, 2), oid.slice(2))
  await origin.exec('cp', ['-f', file(other!), file(one!)])
  const git = await ENGINES.isomorphic(folder, origin.env)
  expect(await readingOf(() => git.readBlobs([one!]))).toEqual({
    problem: expect.stringMatching(
      new RegExp(`^unavailable needs-git: without git on the PATH casebook can't read the object "${one}"`),
    ),
  })
})

type Change = (folder: string, git: (...args: string[]) => Promise<string>) => Promise<unknown>
const config =
  (...settings: [string, string][]): Change =>
  async (_folder, git) => {
    for (const [key, value] of settings) await git('config', key, value)
  }
const V1: [string, string] = ['core.repositoryformatversion', '1']

/** What git itself says, where it refuses too. */
const REFUSED: readonly [what: string, change: Change, because: string, git?: RegExp][] = [
  [
    'references in a reftable',
    config(V1, ['extensions.refStorage', 'reftable']),
    'references kept as "reftable"',
    /refstorage|unknown repository extension|reftable/i,
  ],
  [
    'an extension of tomorrow',
    config(V1, ['extensions.teleport', 'true']),
    'a repository with the extension "teleport"',
    /unknown repository extension/,
  ],
  [
    'a later format',
    config(['core.repositoryformatversion', '2']),
    'a repository of the format version "2"',
    /Expected git repo version <= 1, found 2/,
  ],
  ['SHA-256 by its extension', config(V1, ['extensions.objectFormat', 'sha256']), 'objects of the format "sha256"'],
  ['a promisor', config(['remote.away.promisor', 'true']), 'a partial clone: the rest of its objects lies at "away"'],
  ['grafts', (folder) => writeFile(join(folder, '.git/info/grafts'), 'x\n'), 'history that info/grafts rewrites'],
  ['a loose replacement', (_, git) => git('replace', 'light', 'v1^0'), 'objects that refs/replace stands in for'],
  [
    'configuration on a condition',
    config(['includeIf.gitdir:/x.path', 'y']),
    '"FOLDER/.git/config": it includes files on a condition',
  ],
]

describe.each(REFUSED)('a repository with %s', (_what, change, because, said) => {
  it('is refused without git, with the reason', async () => {
    const folder = await without()
    await origin.exec('mkdir', ['-p', join(folder, '.git/info')])
    await change(folder, (...args) => origin.git(...args, { cwd: folder }))
    expect(await readingOf(() => ENGINES.isomorphic(folder, origin.env))).toEqual({
      problem: `unavailable needs-git: without git on the PATH casebook can't read ${because.replace('FOLDER', folder)}`,
    })
    if (said)
      expect(await readingOf(() => ENGINES.git(folder, origin.env))).toEqual({ problem: expect.stringMatching(said) })
  })
})

it.each(['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_CONFIG_PARAMETERS', 'GIT_SHALLOW_FILE'])(
  'what %s names is not followed without git',
  async (name) => {
    expect(await readingOf(() => ENGINES.isomorphic(origin.repo, { ...origin.env, [name]: '/x' }))).toEqual({
      problem: `unavailable needs-git: without git on the PATH casebook can't read what ${name} names`,
    })
  },
)

it('git reads a repository of SHA-256, and without git it is refused', async () => {
  const folder = join(origin.root, 'sha256')
  await origin.git('init', '-q', '--object-format=sha256', folder)
  await writeFile(join(folder, 'a.txt'), 'a\n')
  await origin.git('add', '-A', { cwd: folder })
  await origin.git('commit', '-q', '-m', 'One', { cwd: folder })
  const git = await ENGINES.git(folder, origin.env)
  const commit = (await git.resolveCommit('HEAD'))!
  expect(commit).toMatch(/^[0-9a-f]{64}$/)
  expect(
    (await git.readBlobs(['HEAD:a.txt', 'HEAD:nope'])).map((bytes) => bytes && Buffer.from(bytes).toString()),
  ).toEqual(['a\n', null])
  expect(await git.listFiles({ at: 'worktree' }, [])).toEqual(await git.listFiles({ at: 'commit', commit }, []))
  expect(await readingOf(() => ENGINES.isomorphic(folder, origin.env))).toEqual({
    problem: 'unavailable needs-git: without git on the PATH casebook can\'t read objects of the format "sha256"',
  })
})

describe('in a partial clone', () => {
  const clone = async (filter: string): Promise<string> => {
    const folder = join(origin.root, `partial-${count++}`)
    await origin.git('clone', '-q', '--no-checkout', `--filter=${filter}`, `file://${origin.repo}`, folder)
    return folder
  }
  const fetches = async (folder: string, names: readonly string[]): Promise<number> => {
    const trace = `${folder}.trace`
    const git = await ENGINES.git(folder, { ...origin.env, GIT_TRACE: trace })
    expect((await git.readBlobs(names)).every((bytes) => bytes !== null)).toBe(true)
    return ((await origin.exec('cat', [trace])).stdout.match(/run_command:.*git-upload-pack/g) ?? []).length
  }

  it('many blobs come in one round trip, and none when they are here', async () => {
    const folder = await clone('blob:none')
    const listed = (await origin.git('ls-tree', '-r', '--format=%(objectname)', 'HEAD'))
      .split('\n')
      .filter((oid) => oid !== 'a'.repeat(40))
    const names = ['HEAD:casebook.yaml', `v1:${CASE}`, `light:${CASE}`, ...listed]
    expect(await fetches(folder, names)).toBe(1)
    await origin.exec('rm', [`${folder}.trace`])
    expect(await fetches(folder, names)).toBe(0)
  })

  it('a whole checkout comes in one round trip', async () => {
    const folder = await clone('blob:none')
    const trace = `${folder}.trace`
    const git = await ENGINES.git(folder, { ...origin.env, GIT_TRACE: trace })
    await origin.exec('mkdir', [`${folder}-out`])
    await git.checkout((await git.resolveCommit('HEAD'))!, `${folder}-out`)
    expect((await origin.exec('cat', [trace])).stdout.match(/run_command:.*git-upload-pack/g)).toHaveLength(1)
  })

  it('offline, what was promised is not said to be absent', async () => {
    const folder = await clone('blob:none')
    await origin.git('remote', 'set-url', 'origin', `file://${origin.root}/gone`, { cwd: folder })
    const git = await ENGINES.git(folder, origin.env)
    expect(await readingOf(() => git.readBlobs([`HEAD:${CASE}`, 'HEAD:casebook.yaml']))).toEqual({
      problem: expect.stringMatching(
        /^unavailable missing-object: 2 objects of this partial clone could not be fetched from "origin": /,
      ),
    })
    expect(await git.readBlobs(['HEAD:nope'])).toEqual([null])
  })
})
