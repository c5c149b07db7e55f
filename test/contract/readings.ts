import { openGitCommand } from '../../lib/adapters/git-command.ts'
import { openIsomorphicGit } from '../../lib/adapters/isomorphic/isomorphic-git.ts'
import type { GitReader } from '../../lib/ports.ts'
import { Problem } from '../../lib/problem.ts'
import { CRLF, RETURNING, SET } from './origin.ts'

export const ENGINES = { git: openGitCommand, isomorphic: openIsomorphicGit } as const
export type Engine = keyof typeof ENGINES

/** What one question came to: a value, or the kind, code and message of a problem. */
export type Reading = { readonly value: unknown } | { readonly problem: string }

export const GROUPS = ['place', 'commits', 'trees', 'blobs', 'history', 'tags', 'config', 'index', 'worktree'] as const
export type Group = (typeof GROUPS)[number]

/** Asked of each shape. */
const FEW = [
  'HEAD',
  '@',
  'main',
  'origin/main',
  'v1',
  'v1-again',
  'light',
  'HEAD~1^2',
  'HEAD~99',
  'of-tree',
  'nope',
  'f'.repeat(40),
]

/** Asked where the shape decides on references. */
const REVISIONS = [
  ...FEW,
  ...[
    'heads/main',
    'refs/heads/main',
    'side',
    'feature/x',
    'origin/side',
    'refs/remotes/origin/feature/x',
    'unrelated',
  ],
  ...[
    'tags/v1',
    'refs/tags/v1',
    'signed',
    'HEAD~1',
    'HEAD~',
    'HEAD^',
    'HEAD^1',
    'HEAD^0',
    'HEAD~1^2~1',
    '@~2',
    'main^^',
  ],
  ...[
    'HEAD~~',
    'HEAD^3',
    'v1^{}',
    'v1^{commit}',
    'v1^{tag}',
    'v1-again^{}',
    'v1^{tree}',
    'HEAD^{tree}',
    'HEAD^{object}',
  ],
  ...[
    'v1~1',
    'v1^{commit}~1',
    'origin',
    'refs/heads',
    'refs',
    'config',
    '',
    ' ',
    'a b',
    'x.lock',
    '-x',
    '--all',
    '/main',
  ],
  ...['main/', 'HEAD^{nope}', '0'.repeat(40), 'ffff', 'abc'],
]

/** What only git resolves. */
export const ONLY_GIT = [
  'HEAD@{0}',
  '@{upstream}',
  'main@{u}',
  ':/Merge',
  'HEAD^{/Merge}',
  'v1..HEAD',
  'HEAD:app',
  'HEAD^!',
  '^HEAD',
]

const UNDER = [
  [],
  [SET],
  [SET, 'casebook.yaml'],
  ['app'],
  ['app/main.py'],
  ['nowhere'],
  ['deep', 'docs'],
  [`${SET}/smoke`],
]

export interface Facts {
  /** Oids by name, as they are in every shape. */
  readonly commits: Readonly<Record<string, string>>
  readonly blob: string
}

/** Asks a repository everything that can be asked. */
export async function readEverything(
  git: GitReader,
  facts: Facts,
  deep: boolean,
): Promise<Record<Group, Record<string, Reading>>> {
  const readings: Record<Group, Record<string, Reading>> = emptyGroups()
  const ask = async (group: Group, name: string, question: () => Promise<unknown> | unknown): Promise<void> => {
    readings[group][name] = await readingOf(question)
  }
  const { main, side, unrelated, first, v1 } = facts.commits as Record<string, string>
  await ask('place', 'prefix', () => git.prefix)
  const revs = deep ? [...REVISIONS, main!.slice(0, 8), `v1-1-g${main!.slice(0, 9)}`] : FEW
  for (const rev of [...revs, ...Object.values(facts.commits)]) await ask('commits', rev, () => git.resolveCommit(rev))
  for (const [name, commit] of Object.entries(facts.commits).slice(0, deep ? 5 : 1))
    for (const under of deep ? UNDER : UNDER.slice(0, 3))
      await ask('trees', `${name} below ${under}`, () => git.listFiles({ at: 'commit', commit }, under))
  for (const [from, to] of [
    [first, main],
    [v1, side],
    [null, first],
    [unrelated, main],
    [main, main],
  ] as const)
    await ask('trees', `${from} to ${to}`, () => git.changedPaths(from ?? null, to!))
  await ask('blobs', 'several', () => git.readBlobs(blobNames(facts)).then((all) => all.map(asText)))
  for (const name of objectNames(facts)) await ask('blobs', `what ${name} is`, () => git.objects([name]))
  await ask('blobs', 'what all of them are', () => git.objects(objectNames(facts)))
  await ask('blobs', 'one by one', () => eachBlob(git, [facts.blob, main!, facts.blob]))
  for (const path of [SET, 'app', 'app/main.py', 'nope', 'casebook.yaml/x'])
    await ask('trees', `the tree of ${path}`, () => git.treeOid({ at: 'commit', commit: main! }, path))
  for (const [a, b] of [
    [main, side],
    [v1, side],
    [main, v1],
    [main, unrelated],
    [first, first],
  ] as const) {
    await ask('history', `merge base of ${a} and ${b}`, async () => [
      await git.mergeBase(a!, b!),
      await git.mergeBases(a!, b!),
    ])
    await ask('history', `${a} before ${b}`, () => git.isAncestor(a!, b!))
    await ask('history', `${b} before ${a}`, () => git.isAncestor(b!, a!))
    await ask('history', `log ${a} without ${b}`, () => git.log([a!, `^${b}`]))
    await ask('history', `log ${b} without ${a}`, () => git.log([b!, `^${a}`]))
  }
  await ask('history', 'log of everything', () => git.log([main!]))
  for (const name of ['v1', 'v1-again', 'light', 'signed', 'of-tree', 'nope', 'v1^{}', '../heads/main'])
    await ask('tags', name, () => git.readTag(name))
  await ask('config', 'remotes', () => git.remotes())
  for (const key of ['core.repositoryformatversion', 'core.nothing', 'test.Of.Case', 'test.flag', 'test.many'])
    await ask('config', key, async () => [await git.config(key), await git.configAll(key)])
  for (const path of ['casebook.yaml', 'staged.txt', 'app', 'nope', 'parts'])
    await ask('index', `what ${path} is`, () => git.objects([`:${path}`]))
  await ask('worktree', 'what git would store', () =>
    git.storedBytes(RETURNING.map((path) => ({ path, bytes: Buffer.from(CRLF) }))).then((all) => all.map(asText)),
  )
  for (const at of ['index', 'worktree'] as const)
    for (const under of deep ? UNDER : UNDER.slice(0, 3))
      await ask(at, `below ${under}`, () => git.listFiles({ at }, under))
  await ask('index', 'blobs', () =>
    git.readBlobs([':casebook.yaml', ':staged.txt', ':app', ':nope', ':app/run.sh']).then((all) => all.map(asText)),
  )
  return readings
}

export async function eachBlob(git: GitReader, oids: readonly string[]): Promise<unknown[]> {
  const seen: unknown[] = []
  await git.eachBlob(oids, (bytes, index) => seen.push([index, asText(bytes)]))
  return seen
}

const blobNames = ({ commits, blob }: Facts): string[] => [
  ...[blob, 'HEAD:casebook.yaml', 'HEAD:nope', 'HEAD:app', 'HEAD:app/main.py/x', 'HEAD:a/b/c', 'HEAD:a\nb', 'nope:a'],
  ...[`${commits['first']}:${SET}/smoke/reg-2026-01-01-aaaaaa.yaml`, `${commits['first']}:node`, 'v1:node/inner.txt'],
  ...['side:side.txt', 'v1:docs/\u00e4\u{1f600}.md', 'HEAD:data.bin', 'HEAD:deep/er/link', `${'f'.repeat(40)}:a`],
  commits['main']!,
]

/** Names that peel themselves: of commits, their trees, and what lies at a path. */
const objectNames = ({ commits, blob }: Facts): string[] => [
  ...['HEAD', 'v1', 'v1-again', 'of-tree', 'nope', commits['side'], 'f'.repeat(40)].map((name) => `${name}^{commit}`),
  ...['HEAD', 'v1', 'nope', commits['first'], 'f'.repeat(40)].map((name) => `${name}^{tree}`),
  ...['casebook.yaml', 'app', 'node', 'vendor', 'parts', 'linked', 'nope', 'app/nope', 'a\nb', 'deep/er/link'].map(
    (path) => `${commits['main']}:${path}`,
  ),
  ...[`${commits['first']}:node`, `${commits['first']}:vendor`, `${'f'.repeat(40)}:a`, blob],
]

const asText = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString('latin1')
const emptyGroups = (): Record<Group, Record<string, Reading>> =>
  Object.fromEntries(GROUPS.map((group) => [group, {}])) as Record<Group, Record<string, Reading>>

export async function readingOf(question: () => Promise<unknown> | unknown): Promise<Reading> {
  try {
    return { value: await question() }
  } catch (error) {
    if (error instanceof Problem) return { problem: `${error.kind} ${error.code}: ${error.message}` }
    throw error
  }
}
