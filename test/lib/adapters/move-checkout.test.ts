import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGitCommand } from '../../../lib/adapters/git-command.ts'
import { scratchFolder } from '../../fakes/scratch-folder.ts'

const ENV = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** A repository and the commits of some states of its files; `->x` is a link to x, null removes. */
function aRepository(states: readonly Readonly<Record<string, string | null>>[]): { repo: string; commits: string[] } {
  const repo = join(scratchFolder(), 'repo')
  mkdirSync(repo)
  git(repo, 'init', '-q', '-b', 'main', '--template=')
  const commits = states.map((files) => {
    for (const [name, text] of Object.entries(files)) {
      rmSync(join(repo, name), { recursive: true, force: true })
      if (text === null) continue
      mkdirSync(join(repo, name, '..'), { recursive: true })
      if (text.startsWith('->')) symlinkSync(text.slice(2), join(repo, name))
      else writeFileSync(join(repo, name), text)
    }
    git(repo, 'add', '-A')
    git(repo, 'commit', '-q', '--allow-empty', '-m', 'x')
    return git(repo, 'rev-parse', 'HEAD')
  })
  return { repo, commits }
}

/** Every file below a folder, as mode and content. */
function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      const name = path.slice(folder.length + 1)
      if (entry.isSymbolicLink()) return [[name, `->${readlinkSync(path)}`]]
      return entry.isDirectory() ? [] : [[name, readFileSync(path, 'utf8')]]
    }),
  )
}

const STATES: readonly Readonly<Record<string, string | null>>[] = [
  { 'a/one.txt': 'one\n', 'b.txt': 'b\n', link: '->b.txt', 'x.sh': 'run\n' },
  { 'a/one.txt': 'two\n', 'c/d/e.txt': 'e\n' },
  { a: null, 'b.txt': null, 'b.txt/now/a/folder.txt': 'f\n' },
  { 'b.txt': null, link: null, 'link/is/a/folder': 'g\n', a: 'a file\n' },
  { link: '->a', 'caf\u00e9 \n"\t.txt': 'odd\n' },
  {},
]

/** What a product may leave behind. */
function makeMess(tree: string): void {
  mkdirSync(join(tree, 'left/behind'), { recursive: true })
  writeFileSync(join(tree, 'left/behind/x.log'), 'x')
  mkdirSync(join(tree, 'left/repo'), { recursive: true })
  execFileSync('git', ['init', '-q', join(tree, 'left/repo')], { env: ENV })
  for (const name of readdirSync(tree).filter((each) => each !== 'left')) {
    rmSync(join(tree, name), { recursive: true, force: true })
    if (name.length % 2 === 0) mkdirSync(join(tree, name))
    else writeFileSync(join(tree, name), 'changed\n')
  }
}

describe('a checkout that moves', () => {
  it('holds what a new one would, from any commit to any other, whatever was done to it', async () => {
    const { repo, commits } = aRepository(STATES)
    mkdirSync(join(repo, '.git/info'))
    writeFileSync(join(repo, '.git/info/exclude'), '*.log\n')
    const opened = await openGitCommand(repo, ENV)
    const folder = scratchFolder()
    const expected: Record<string, string>[] = []
    for (const [index, commit] of commits.entries()) {
      mkdirSync(join(folder, `whole${index}`))
      await opened.checkout(commit, join(folder, `whole${index}`))
      expected.push(filesBelow(join(folder, `whole${index}`)))
    }
    const tree = join(folder, 'tree')
    const order = [0, 1, 0, 2, 0, 3, 1, 4, 2, 5, 3, 5, 5, 1, 3, 0]
    for (const at of order) {
      expect(await opened.moveCheckout(commits[at]!, tree)).toEqual([])
      expect(filesBelow(tree)).toEqual(expected[at])
      makeMess(tree)
    }
  })

  it('writes only what differs, and mends what was changed in place and in size alike', async () => {
    const { repo, commits } = aRepository([{ 'a.txt': 'aaa\n', 'b.txt': 'bbb\n' }, { 'b.txt': 'BBB\n' }])
    const opened = await openGitCommand(repo, ENV)
    const tree = join(scratchFolder(), 'tree')
    await opened.moveCheckout(commits[0]!, tree)
    writeFileSync(join(tree, 'a.txt'), 'AAA\n')
    chmodSync(join(tree, 'b.txt'), 0o755)
    await opened.moveCheckout(commits[1]!, tree)
    expect(filesBelow(tree)).toEqual({ 'a.txt': 'aaa\n', 'b.txt': 'BBB\n' })
  })

  it('leaves the repository as it was: no index, no lock, no hook that ran, no sparse pattern obeyed', async () => {
    const { repo, commits } = aRepository(STATES)
    mkdirSync(join(repo, '.git/hooks'), { recursive: true })
    writeFileSync(join(repo, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch '${repo}/ran'\n`, { mode: 0o755 })
    git(repo, 'config', 'core.splitIndex', 'true')
    git(repo, 'config', 'core.untrackedCache', 'true')
    git(repo, 'config', 'core.sparseCheckout', 'true')
    mkdirSync(join(repo, '.git/info'), { recursive: true })
    writeFileSync(join(repo, '.git/info/sparse-checkout'), '/nothing/\n')
    const isOurs = ([name]: [string, string]): boolean => !name.startsWith('.git/objects/')
    const before = Object.entries(filesBelow(repo)).filter(isOurs)
    const opened = await openGitCommand(repo, ENV)
    const tree = join(scratchFolder(), 'tree')
    for (const commit of [...commits, ...commits]) await opened.moveCheckout(commit, tree)
    expect(Object.keys(filesBelow(tree)).length).toBeGreaterThan(2)
    expect(Object.entries(filesBelow(repo)).filter(isOurs)).toEqual(before)
    expect(existsSync(join(repo, 'ran'))).toBe(false)
  })

  it('starts over where a commit has submodules, and after it', async () => {
    const { repo: inner, commits: inside } = aRepository([{ 'in.txt': '1\n' }, { 'in.txt': '2\n' }])
    const { repo, commits } = aRepository([{ 'a.txt': 'a\n' }])
    const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub']
    git(repo, ...add)
    git(repo, 'commit', '-qm', 'sub')
    commits.push(git(repo, 'rev-parse', 'HEAD'))
    git(join(repo, 'sub'), 'checkout', '-q', inside[0]!)
    git(repo, 'commit', '-qam', 'older sub')
    commits.push(git(repo, 'rev-parse', 'HEAD'))
    const opened = await openGitCommand(repo, ENV)
    const tree = join(scratchFolder(), 'tree')
    const modules = expect.any(String)
    for (const [at, files] of [
      [0, { 'a.txt': 'a\n' }],
      [1, { 'a.txt': 'a\n', 'sub/in.txt': '2\n', '.gitmodules': modules }],
      [2, { 'a.txt': 'a\n', 'sub/in.txt': '1\n', '.gitmodules': modules }],
      [0, { 'a.txt': 'a\n' }],
      [2, { 'a.txt': 'a\n', 'sub/in.txt': '1\n', '.gitmodules': modules }],
    ] as const) {
      await opened.moveCheckout(commits[at]!, tree)
      expect(filesBelow(tree)).toEqual(files)
      writeFileSync(join(tree, 'left.txt'), 'x')
    }
  })

  it('is whole again where somebody took the folder away', async () => {
    const { repo, commits } = aRepository(STATES)
    const opened = await openGitCommand(repo, ENV)
    const tree = join(scratchFolder(), 'tree')
    await opened.moveCheckout(commits[0]!, tree)
    rmSync(tree, { recursive: true })
    await opened.moveCheckout(commits[1]!, tree)
    expect(filesBelow(tree)).toHaveProperty('c/d/e.txt')
  })

  it('is a problem where the commit is not there, and whole again at the next one', async () => {
    const { repo, commits } = aRepository(STATES)
    const opened = await openGitCommand(repo, ENV)
    const tree = join(scratchFolder(), 'tree')
    await opened.moveCheckout(commits[0]!, tree)
    await expect(opened.moveCheckout('1'.repeat(40), tree)).rejects.toThrow()
    await opened.moveCheckout(commits[1]!, tree)
    expect(filesBelow(tree)).toHaveProperty('c/d/e.txt')
  })
})

describe('what differs between many pairs of trees', () => {
  const header = `${'a'.repeat(40)} ${'b'.repeat(40)}\n`

  it('comes pair by pair, whatever the paths look like', async () => {
    const { repo, commits } = aRepository([
      { 'a/x': '1\n' },
      { 'a/x': '2\n', [`${header}b`]: '1\n', ':100644 y': '1\n' },
      { 'c/x': '1\n' },
    ])
    const opened = await openGitCommand(repo, ENV)
    const [one = '', two = '', three = ''] = commits
    const pairs = [
      [one, two],
      [two, two],
      [two, one],
      [two, three],
    ] as const
    const sorted = (lists: readonly (readonly string[])[]): string[][] => lists.map((list) => [...list].sort())
    expect(sorted(await opened.changedBetween(pairs, []))).toEqual([
      [':100644 y', 'a/x', `${header}b`],
      [],
      [':100644 y', 'a/x', `${header}b`],
      ['c/x'],
    ])
    expect(await opened.changedBetween(pairs, ['c'])).toEqual([[], [], [], ['c/x']])
    expect(await opened.changedBetween([], [])).toEqual([])
  })
})
