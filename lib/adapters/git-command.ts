import { statSync } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type {
  CommitInfo,
  EmptySubmodule,
  Git,
  GitObject,
  SignatureJudgement,
  Source,
  TagObject,
  TreeFile,
} from '../ports.ts'
import { invalid } from '../problem.ts'
import { CatFile } from './cat-file.ts'
import { checkOut } from './check-out.ts'
import { ancestorTags, createTag, judgeSignature, type NewTag, objectsFolder, readTag, trySigning } from './git-tags.ts'
import { plainRepository } from './plain-repository.ts'
import { type GitCall, type GitOutcome, gitProblem, runGit } from './run-git.ts'

/** Opens the repository that `cwd` lies in. No repository there is a `Problem` of kind `invalid`. */
export async function openGit(cwd: string, environment: Readonly<Record<string, string | undefined>>): Promise<Git> {
  const env = { ...environment, GIT_LITERAL_PATHSPECS: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
  if (!isFolder(cwd)) throw invalid('no-folder', `there is no folder "${cwd}"`, { hints: ['casebook -C <folder> …'] })
  const facts = new CatFile({ cwd, env }, Number.POSITIVE_INFINITY, '--batch-check')
  facts.warm()
  const plain = plainRepository(cwd, environment)
  if (plain) return new GitCommand({ env, facts, theirs: environment, cwd, top: resolve(cwd), prefix: '', ...plain })
  const args = [
    'rev-parse',
    '--is-inside-work-tree',
    '--absolute-git-dir',
    '--git-common-dir',
    '--show-cdup',
    '--show-prefix',
  ]
  const outcome = await runGit(args, { cwd, env })
  if (outcome.code !== 0) throw noRepository(cwd, outcome)
  const [inside, gitDir, common, cdup, prefix] = outcome.out.toString().split('\n')
  return new GitCommand({
    env,
    facts,
    theirs: environment,
    cwd,
    top: inside === 'true' ? resolve(cwd, cdup || '.') : null,
    prefix: prefix ?? '',
    gitDir: gitDir!,
    commonDir: resolve(cwd, common!),
  })
}

/** Asked synchronously: the first asynchronous look at a file starts a pool of threads, which takes 2 ms. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function noRepository(cwd: string, outcome: GitOutcome): Error {
  if (/dubious ownership/.test(outcome.err))
    return invalid('git-ownership', `git does not trust the repository at "${cwd}": another user owns it`, {
      hints: [`git config --global --add safe.directory ${cwd}`],
    })
  if (/not a git repository/.test(outcome.err))
    return invalid('no-repository', `"${cwd}" is in no git repository`, {
      hints: ['git init', 'casebook -C <folder> …'],
    })
  return gitProblem(['rev-parse'], outcome)
}

interface Place {
  readonly facts: CatFile
  readonly env: Readonly<Record<string, string | undefined>>
  readonly theirs: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly top: string | null
  readonly prefix: string
  readonly gitDir: string
  readonly commonDir: string
}

class GitCommand implements Git {
  readonly top: string | null
  readonly prefix: string
  readonly gitDir: string
  readonly commonDir: string
  readonly #call: GitCall
  /** As `#call` in the user's own environment: for what runs the user's own hooks. */
  readonly #theirs: GitCall
  readonly #objects: CatFile
  readonly #facts: CatFile
  /** What `git status` said, by the paths asked about: git looks at the work tree once. */
  readonly #looks = new Map<string, Promise<WholeState>>()

  constructor(place: Place) {
    this.#theirs = { cwd: place.top ?? place.cwd, env: place.theirs }
    this.top = place.top
    this.prefix = place.prefix
    this.gitDir = place.gitDir
    this.commonDir = place.commonDir
    this.#call = { cwd: place.top ?? place.cwd, env: place.env }
    this.#objects = new CatFile(this.#call)
    this.#facts = place.facts
  }

  /** Asked of the process that starts with us: another of its own costs some 5 ms. */
  async resolveCommit(rev: string): Promise<string | null> {
    if (!ENDS_CAT_FILE.test(rev)) return this.#facts.resolve(`${rev}^{commit}`, 'commit')
    const outcome = await this.#try(['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`])
    return outcome.code === 0 ? outcome.out.toString().trim() : null
  }

  async treeOid(source: Source, path: string): Promise<string | null> {
    const commit = source.at === 'commit' ? source.commit : await this.#headIfSame(source, path)
    return commit === null ? null : this.#facts.resolve(`${commit}:${path}`, 'tree')
  }

  /** HEAD, where the index or the work tree has the same files below `path`. */
  async #headIfSame(source: Source, path: string): Promise<string | null> {
    if (source.at === 'worktree') {
      const { head, paths } = await this.#look([path])
      return paths.length === 0 ? head : null
    }
    const outcome = await this.#try(['diff-index', '--cached', '--quiet', 'HEAD', '--', path])
    return outcome.code === 0 ? this.resolveCommit('HEAD') : null
  }

  async mergeBase(a: string, b: string): Promise<string | null> {
    const outcome = await this.#try(['merge-base', a, b])
    if (outcome.code > 1) throw gitProblem(['merge-base', a, b], outcome)
    return outcome.code === 0 ? outcome.out.toString().trim() : null
  }

  async mergeBases(a: string, b: string): Promise<readonly string[]> {
    const outcome = await this.#try(['merge-base', '--all', a, b])
    if (outcome.code > 1) throw gitProblem(['merge-base', '--all', a, b], outcome)
    return outcome.out.toString().split('\n').filter(Boolean)
  }

  async refs(prefix: string): Promise<readonly string[]> {
    return (await this.#out(['for-each-ref', '--format=%(refname)', prefix])).toString().split('\n').filter(Boolean)
  }

  /** git keeps a symbolic ref in a file of its own, unless it keeps refs in tables: then it is asked. */
  async symbolicRef(name: string): Promise<string | null> {
    const text = /^refs\/[\w./-]+$/.test(name) && !name.includes('..') ? await readText(join(this.commonDir, name)) : ''
    if (text.startsWith('ref: refs/')) return text.slice('ref: '.length).trim()
    const outcome = await this.#try(['symbolic-ref', '--quiet', name])
    return outcome.code === 0 ? outcome.out.toString().trim() : null
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    const outcome = await this.#try(['merge-base', '--is-ancestor', older, newer])
    if (outcome.code > 1) throw gitProblem(['merge-base', older, newer], outcome)
    return outcome.code === 0
  }

  async listFiles(source: Source, under: readonly string[]): Promise<readonly TreeFile[]> {
    if (source.at === 'commit')
      return parseTree(await this.#out(['ls-tree', '-r', '-z', '--full-tree', source.commit, '--', ...under]))
    if (source.at === 'index')
      return this.#withoutIntended(parseIndex(await this.#out(['ls-files', '-s', '-z', '--', ...under])))
    const look = this.#looks.get(keyOf(under))
    if (look) return this.#workTreeFiles(tagByStatus(await this.listFiles({ at: 'index' }, under), (await look).paths))
    const every = ['-t', '-s', '--modified', '--deleted', '--others', '--exclude-standard']
    return this.#workTreeFiles(parseTagged(await this.#out(['ls-files', ...every, '-z', '--', ...under])))
  }

  /** Leaves out what `git add -N` only announced: the index has it as an empty blob, and no commit would hold it. */
  async #withoutIntended(files: TreeFile[]): Promise<TreeFile[]> {
    const hollow = files.filter(({ oid }) => oid !== null && EMPTY_BLOBS.includes(oid)).map(({ path }) => path)
    if (hollow.length === 0) return files
    const args = ['diff-files', '--name-only', '--diff-filter=A', '-z', '--', ...hollow]
    const intended = new Set(fieldsOf(await this.#out(args)))
    return files.filter(({ path }) => !intended.has(path))
  }

  async #workTreeFiles({ kept, touched }: TaggedFiles): Promise<TreeFile[]> {
    const changed = await Promise.all(touched.map((path) => this.#workTreeFile(path)))
    return [...kept, ...changed.filter((file) => file !== null)]
  }

  async #workTreeFile(path: string): Promise<TreeFile | null> {
    const it = await lstat(resolve(this.top!, path)).catch(() => null)
    if (!it) return null
    const mode = it.isSymbolicLink() ? '120000' : it.isDirectory() ? '160000' : it.mode & 0o100 ? '100755' : '100644'
    return { path, mode, oid: null }
  }

  async dirtyPaths(under: readonly string[]): Promise<readonly string[]> {
    return (await this.#status(under)).map((one) => one.path)
  }

  async state(again?: 'again'): Promise<{ head: string | null; dirty: readonly string[] }> {
    if (again) this.#looks.clear()
    const { head, paths } = await this.#look([])
    return { head, dirty: paths.map((one) => one.path) }
  }

  /** The state of a part is cut out of the whole where somebody asked for that. */
  async #status(under: readonly string[]): Promise<readonly PathState[]> {
    const whole = this.#looks.get(keyOf([]))
    if (!whole) return parseStatus(await this.#out([...STATUS, '--', ...under])).paths
    const { paths } = await whole
    return under.length === 0
      ? paths
      : paths.filter(({ path }) => under.some((one) => path === one || path.startsWith(`${one}/`)))
  }

  #look(under: readonly string[]): Promise<WholeState> {
    const known = this.#looks.get(keyOf(under))
    if (known) return known
    const look = this.#out([...STATUS, '--branch', '--', ...under]).then(parseStatus)
    this.#looks.set(keyOf(under), look)
    return look
  }

  /** What was seen of the index and the work tree holds no more. */
  #forget(): void {
    this.#looks.clear()
    this.#objects.close()
    this.#facts.close()
  }

  async unwatchedPaths(): Promise<readonly string[]> {
    return fieldsOf(await this.#out(['ls-files', '-v', '-z']))
      .filter((record) => record[0] === 'S' || record[0] !== record[0]!.toUpperCase())
      .map((record) => record.slice(2))
  }

  async changedPaths(from: string | null, to: string): Promise<readonly string[]> {
    if (from === null) return (await this.listFiles({ at: 'commit', commit: to }, [])).map(nameOf)
    return parseDiff(await this.#out(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to]))
  }

  objects(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    return this.#facts.look(names)
  }

  readBlobs(names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return this.#objects.read(names)
  }

  eachBlob(oids: readonly string[], take: (bytes: Uint8Array | null, index: number) => void): Promise<void> {
    return this.#objects.each(oids, (object, index) => take(object?.type === 'blob' ? object.bytes : null, index))
  }

  async log(range: readonly string[]): Promise<readonly CommitInfo[]> {
    const out = await this.#out([
      'log',
      '-z',
      '--no-show-signature',
      '--no-color',
      '--encoding=UTF-8',
      '--format=%H%n%P%n%B',
      ...range,
      '--',
    ])
    return fieldsOf(out).map((record) => {
      const [commit = '', parents = '', ...message] = record.split('\n')
      return { commit, parents: parents.split(' ').filter(Boolean), message: message.join('\n') }
    })
  }

  async parseTrailers(message: string): Promise<string> {
    const args = ['interpret-trailers', '--parse', '--no-divider']
    const outcome = await runGit(args, { ...this.#call, input: message })
    if (outcome.code !== 0) throw gitProblem(args, outcome)
    return outcome.out.toString()
  }

  async config(key: string): Promise<string | null> {
    const outcome = await this.#try(['config', '--get', key])
    return outcome.code === 0 ? outcome.out.toString().replace(/\n$/, '') : null
  }

  async configAll(key: string): Promise<readonly string[]> {
    const outcome = await this.#try(['config', '-z', '--get-all', key])
    return outcome.code === 0 ? fieldsOf(outcome.out) : []
  }

  async addConfig(key: string, value: string): Promise<void> {
    await this.#out(['config', '--local', '--add', key, value])
  }

  async removeConfig(key: string, value: string): Promise<void> {
    const exactly = `^${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
    const outcome = await this.#try(['config', '--local', '--unset-all', key, exactly])
    if (outcome.code !== 0 && outcome.code !== 5) throw gitProblem(['config', '--unset-all', key], outcome)
  }

  async remotes(): Promise<readonly string[]> {
    return (await this.#out(['remote'])).toString().split('\n').filter(Boolean)
  }

  async hooksFolder(): Promise<string> {
    return resolve(this.#call.cwd, (await this.#out(['rev-parse', '--git-path', 'hooks'])).toString().trim())
  }

  async identity(): Promise<string> {
    const outcome = await this.#try(['var', 'GIT_AUTHOR_IDENT'])
    if (outcome.code !== 0)
      throw invalid('no-identity', 'git does not know who you are', {
        hints: ['git config user.name "Your Name"', 'git config user.email you@example.com'],
      })
    return outcome.out.toString().replace(/ \d+ [+-]\d+\s*$/, '')
  }

  async stage(paths: readonly string[]): Promise<void> {
    this.#forget()
    const args = ['update-index', '--add', '--remove', '-z', '--stdin']
    const outcome = await runGit(args, { ...this.#call, input: paths.map((path) => `${path}\0`).join('') })
    if (outcome.code !== 0) throw gitProblem(args, outcome)
  }

  async commit(message: string, paths: readonly string[]): Promise<string> {
    this.#forget()
    const args = ['commit', '--quiet', '--file=-', '--only', '--', ...paths.map((path) => `:(top,literal)${path}`)]
    const outcome = await runGit(args, { ...this.#theirs, input: message })
    if (outcome.code !== 0)
      throw invalid(
        'commit-refused',
        `git refused the commit: ${outcome.err.trim() || outcome.out.toString().trim()}`,
        {
          hints: ['mend what it names, then: git commit'],
        },
      )
    return (await this.resolveCommit('HEAD'))!
  }

  createTag(tag: NewTag): Promise<void> {
    return createTag(this.#call, tag)
  }

  async trySigning(commit: string, scratch: string): Promise<void> {
    return trySigning(this.#call, await objectsFolder(this.#call), commit, scratch)
  }

  readTag(name: string): Promise<TagObject | null> {
    return readTag(this.#call, name)
  }

  judgeSignature(oid: string): Promise<SignatureJudgement> {
    return judgeSignature(this.#call, oid)
  }

  ancestorTags(commit: string, needle: string): Promise<readonly string[]> {
    return ancestorTags(this.#call, commit, needle)
  }

  checkout(commit: string, folder: string): Promise<readonly EmptySubmodule[]> {
    return checkOut({ gitDir: this.gitDir, call: this.#call, top: this.top }, commit, folder)
  }

  #try(args: readonly string[]): Promise<GitOutcome> {
    return runGit(args, this.#call)
  }

  async #out(args: readonly string[]): Promise<Buffer> {
    const outcome = await runGit(args, this.#call)
    if (outcome.code !== 0) throw gitProblem(args, outcome)
    return outcome.out
  }
}

const keyOf = (under: readonly string[]): string => under.join('\0')

/** The empty blob's id, by SHA-1 and by SHA-256. */
const EMPTY_BLOBS: readonly string[] = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]

/**
 * Where a branch has no `@{upstream}`, `@{push}` or entry `@{9}`, and of `rev:./path` without a work tree, `git cat-file --batch`
 * does not say "missing" but ends.
 */
const ENDS_CAT_FILE = /@\{|:/

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

interface PathState {
  readonly path: string
  /** The work tree's column of `git status --porcelain`. */
  readonly work: string
}

const fieldsOf = (out: Buffer): string[] =>
  out
    .toString()
    .split('\0')
    .filter((field) => field !== '')

const nameOf = ({ path, mode }: { path: string; mode: string }): string => (mode === '160000' ? `${path}/` : path)

/** Reads `git diff-tree --raw -z`: `:<mode> <mode> <oid> <oid> <status>`, then the path. */
function parseDiff(out: Buffer): string[] {
  const fields = fieldsOf(out)
  return fields.flatMap((path, index) => {
    if (index % 2 === 0) return []
    const [from = '', to = ''] = fields[index - 1]!.slice(1).split(' ')
    return [nameOf({ path, mode: from === '160000' ? from : to })]
  })
}

/** Reads `git ls-tree -z` in one pass: a set may hold a million files. */
function parseTree(out: Buffer): TreeFile[] {
  const text = out.toString()
  const files: TreeFile[] = []
  for (let at = 0; at < text.length; ) {
    const tab = text.indexOf('\t', at)
    const end = text.indexOf('\0', tab)
    const mode = text.startsWith(PLAIN_FILE, at) ? PLAIN_FILE : text.slice(at, at + PLAIN_FILE.length)
    files.push({ path: text.slice(tab + 1, end), mode, oid: text.slice(text.lastIndexOf(' ', tab) + 1, tab) })
    at = end + 1
  }
  return files
}

const PLAIN_FILE = '100644'

interface TaggedFiles {
  /** As the index has them. */
  readonly kept: TreeFile[]
  /** Paths whose bytes the index does not know: changed, unmerged or untracked. */
  readonly touched: string[]
}

/** Reads `git ls-files -t -s -m -d -o`: one look at the index and the work tree, in which a touched path comes again with its tag. */
function parseTagged(out: Buffer): TaggedFiles {
  const files = new Map<string, TreeFile>()
  const touched = new Set<string>()
  const gone = new Set<string>()
  for (const record of fieldsOf(out)) {
    const tag = record[0]!
    if (tag === '?') touched.add(record.slice(2))
    else {
      const tab = record.indexOf('\t')
      const path = record.slice(tab + 1)
      const [mode = '', oid = ''] = record.slice(2, tab).split(' ')
      if (tag === 'R') gone.add(path)
      else if (tag === 'H' || tag === 'S') files.set(path, { path, mode, oid })
      else touched.add(path)
    }
  }
  return {
    kept: [...files.values()].filter(({ path }) => !touched.has(path) && !gone.has(path)),
    touched: [...touched].filter((path) => !gone.has(path)),
  }
}

/** Overlays what the index holds with what `git status` saw in the work tree. */
function tagByStatus(index: readonly TreeFile[], paths: readonly PathState[]): TaggedFiles {
  const seen = new Map(paths.map(({ path, work }) => [path, work]))
  return {
    kept: index.filter(({ path }) => (seen.get(path) ?? '.') === '.'),
    touched: paths.filter(({ work }) => work !== '.' && work !== 'D').map(({ path }) => path),
  }
}

const parseIndex = (out: Buffer): TreeFile[] =>
  fieldsOf(out).flatMap((record) => {
    const tab = record.indexOf('\t')
    const [mode = '', oid = '', stage = ''] = record.slice(0, tab).split(' ')
    return stage === '0' || stage === '2'
      ? [{ path: record.slice(tab + 1), mode, oid: stage === '0' ? oid : null }]
      : []
  })

/** Whatever the user's configuration tells git to leave out or to believe. */
const STATUS = [
  ...['-c', 'core.fsmonitor=false', 'status', '--porcelain=v2', '-z'],
  ...['--untracked-files=all', '--ignore-submodules=none', '--no-renames'],
]

interface WholeState {
  readonly head: string | null
  readonly paths: PathState[]
}

/** Fields before the path of a line of `git status --porcelain=v2`: of a changed one, and of an unmerged one. */
const FIELDS_BEFORE: Readonly<Record<string, number>> = { '1': 8, u: 10 }

function parseStatus(out: Buffer): WholeState {
  let head: string | null = null
  const paths: PathState[] = []
  for (const record of fieldsOf(out)) {
    const kind = record[0]!
    if (record.startsWith('# branch.oid ')) head = /^[0-9a-f]+$/.exec(record.slice(13))?.[0] ?? null
    else if (kind === '?') paths.push({ path: record.slice(2), work: '?' })
    else if (FIELDS_BEFORE[kind])
      paths.push({ path: afterFields(record, FIELDS_BEFORE[kind]) + (record[5] === 'S' ? '/' : ''), work: record[3]! })
  }
  return { head, paths }
}

function afterFields(record: string, count: number): string {
  let at = 0
  for (let seen = 0; seen < count; seen++) at = record.indexOf(' ', at) + 1
  return record.slice(at)
}
