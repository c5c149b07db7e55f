import { existsSync } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type {
  CommitInfo,
  EmptySubmodule,
  Environment,
  Git,
  GitObject,
  SignatureJudgement,
  Source,
  TagObject,
  TreeFile,
  WorkTreeBytes,
} from '../ports.ts'
import { invalid } from '../problem.ts'
import { byPath } from './by-path.ts'
import { CatFile } from './cat-file.ts'
import { changedBetween } from './changed-between.ts'
import { checkOut } from './check-out.ts'
import { findPlace, type Place } from './find-place.ts'
import { moveFiles } from './git-move.ts'
import { hasParents } from './git-objects.ts'
import { endsInShallow, missingObject } from './git-problems.ts'
import { ancestorTags, createTag, judgeSignature, type NewTag, objectsFolder, readTag, trySigning } from './git-tags.ts'
import { moveCheckout } from './move-checkout.ts'
import { fieldsOf } from './nul-fields.ts'
import { nameOf, parseDiff } from './parse-diff.ts'
import { parseIndex } from './parse-index.ts'
import { type PathState, parseStatus, STATUS, type WholeState } from './parse-status.ts'
import { parseTree } from './parse-tree.ts'
import { PromisedBlobs } from './promised-blobs.ts'
import { readShallow } from './read-shallow.ts'
import { type GitCall, type GitOutcome, gitProblem, runGit } from './run-git.ts'
import { storedBytes } from './stored-bytes.ts'
import { parseTagged, type TaggedFiles, tagByStatus } from './tagged-files.ts'
import { TreeWalk } from './tree-walk.ts'

/** Opens the repository that `cwd` lies in with the git command. No repository there is a `Problem` of kind `invalid`. */
export const openGitCommand = async (cwd: string, environment: Environment): Promise<Git> =>
  new GitCommand(await findPlace(cwd, environment))

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
  readonly #promised: PromisedBlobs
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
    this.#promised = new PromisedBlobs(this.#call, place.commonDir)
  }

  /** Asked of the process that starts with us: another of its own costs some 5 ms. */
  async resolveCommit(rev: string): Promise<string | null> {
    const name = `${rev}^{commit}`
    const commit = ENDS_CAT_FILE.test(rev) ? await this.#oidOf(name) : await this.#facts.resolve(name, 'commit')
    if (commit === null && !FULL_OID.test(rev)) await this.#requireUnnamed(rev)
    return commit
  }

  async #oidOf(rev: string): Promise<string | null> {
    const outcome = await this.#try(['rev-parse', '--verify', '--quiet', '--end-of-options', rev])
    return outcome.code === 0 ? outcome.out.toString().trim() : null
  }

  /** What names an object that is missing, or an ancestor that a shallow clone lacks, is not the same as naming nothing. */
  async #requireUnnamed(rev: string): Promise<void> {
    const oid = await this.#oidOf(rev)
    if (oid !== null && (await this.#oidOf(`${oid}^{}`)) === null) throw missingObject(rev)
    const [from = ''] = /^.+?(?=[~^])/.exec(rev) ?? []
    if (oid !== null || from === '' || readShallow(this.commonDir).size === 0) return
    const start = await this.#oidOf(`${from}^{commit}`)
    if (start !== null) await this.#requireWhole([start], `"${rev}"`)
  }

  async treeOid(source: Source, path: string): Promise<string | null> {
    const commit = source.at === 'commit' ? source.commit : await this.#headIfSame(source, path)
    return commit === null ? null : this.#facts.resolve(`${commit}:${path}`, 'tree')
  }

  /** HEAD, where the index or the work tree has the same files below `path`. */
  async #headIfSame(source: Source, path: string): Promise<string | null> {
    if (source.at === 'worktree') {
      const { head, paths } = await this.#lookAt([path])
      return paths.length === 0 ? head : null
    }
    const outcome = await this.#try(['diff-index', '--cached', '--quiet', 'HEAD', '--', path])
    return outcome.code === 0 ? this.resolveCommit('HEAD') : null
  }

  async mergeBase(a: string, b: string): Promise<string | null> {
    return (await this.mergeBases(a, b))[0] ?? null
  }

  async mergeBases(a: string, b: string): Promise<readonly string[]> {
    const outcome = await this.#try(['merge-base', '--all', a, b])
    if (failed(outcome)) throw gitProblem(['merge-base', '--all', a, b], outcome)
    const bases = outcome.out.toString().split('\n').filter(Boolean)
    // One that contains the other is sure, whatever lies behind it.
    if (!bases.includes(a) && !bases.includes(b)) await this.#requireWhole([`${a}...${b}`], 'the merge base')
    return bases
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
    if (failed(outcome)) throw gitProblem(['merge-base', older, newer], outcome)
    if (outcome.code === 1)
      await this.#requireWhole([newer, `^${older}`], `whether ${older.slice(0, 12)} comes before ${newer.slice(0, 12)}`)
    return outcome.code === 0
  }

  /** What hangs on commits of a range must not hang on one whose parents a shallow clone lacks. */
  async #requireWhole(range: readonly string[], question: string): Promise<void> {
    const shallow = readShallow(this.commonDir)
    if (shallow.size === 0) return
    const held = (await this.#out(['rev-list', ...range, '--'])).toString().split('\n').filter(Boolean)
    await this.#requireParents(held, shallow, question)
  }

  /** Git lists as an end what it was told to stop at, be it that nothing comes before. */
  async #requireParents(commits: readonly string[], shallow: ReadonlySet<string>, question: string): Promise<void> {
    const ends = commits.filter((commit) => shallow.has(commit))
    const objects = await this.#objects.read(ends)
    const end = ends.find((_, index) => objects[index] && hasParents(objects[index].bytes))
    if (end !== undefined) throw endsInShallow(end, question)
  }

  async listFiles(source: Source, under: readonly string[]): Promise<readonly TreeFile[]> {
    if (source.at === 'commit')
      return parseTree(await this.#out(['ls-tree', '-r', '-z', '--full-tree', source.commit, '--', ...under]))
    if (source.at === 'index')
      return this.#withoutIntended(parseIndex(await this.#out(['ls-files', '-s', '-z', '--', ...under])))
    const look = this.#looks.get(keyOf(under))
    if (look) return this.#workTreeFiles(tagByStatus(await this.listFiles({ at: 'index' }, under), (await look).paths))
    const every = ['-t', '-s', '--modified', '--deleted', '--others', '--exclude-standard']
    const paths = under.length > 0 && this.#isSparse() ? [...under, '.git'] : under
    return this.#workTreeFiles(parseTagged(await this.#out(['ls-files', ...every, '-z', '--', ...paths])))
  }

  /**
   * In a sparse checkout the rules of ignoring may be in the index alone, of which `ls-files` forgets all that lies outside the
   * folder its paths share: a path that shares none keeps them.
   */
  #isSparse(): boolean {
    return existsSync(join(this.gitDir, 'info/sparse-checkout'))
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
    const there = changed.filter((file) => file !== null)
    return there.length === 0 ? kept : [...kept, ...there].sort(byPath)
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
    const { head, paths } = await this.#lookAt([])
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

  #lookAt(under: readonly string[]): Promise<WholeState> {
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

  async objects(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    if (this.#promised.isPartial()) return this.#promisedObjects(names)
    const found = await this.#look(names)
    await this.#requireAbsent(names.filter((name, index) => found[index] === null && PATH_OF_OID.test(name)))
    return found
  }

  async #look(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    const safe = await Promise.all(names.map((name) => (name.includes('@{') ? this.#oidOf(name) : name)))
    return this.#facts.look(safe.map((name) => name ?? NO_OBJECT))
  }

  /** Trees tell what lies at a path: git itself would fetch it to tell, one by one, and a submodule's commit in vain. */
  async #promisedObjects(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    const walk = new TreeWalk((some) => this.#objects.read(some))
    const found: (GitObject | null)[] = []
    for (const name of names) {
      if (!PATH_OF_OID.test(name)) found.push(...(await this.#look([name])))
      else if (name.includes('\n')) found.push(null)
      else found.push(objectOf(await this.#entryNamed(walk, name)))
    }
    return found
  }

  async readBlobs(names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    const wanted = this.#promised.isPartial() ? await this.#fetched(names) : names
    const objects = await this.#objects.read(wanted)
    await this.#requireAbsent(wanted.filter((name, index) => objects[index] === null && !name.includes('\n')))
    return objects.map((object) => (object?.type === 'blob' ? object.bytes : null))
  }

  /** The names with the oids that they mean, whose blobs are here now. */
  async #fetched(names: readonly string[]): Promise<string[]> {
    const walk = new TreeWalk((some) => this.#objects.read(some))
    const oids: string[] = []
    for (const name of names) {
      const entry = name.includes('\n') ? null : await this.#entryNamed(walk, name)
      oids.push(entry && entry.mode !== '160000' && entry.mode !== '040000' ? entry.oid : name)
    }
    await this.#promised.fetch(oids.filter((oid) => FULL_OID.test(oid)))
    return oids
  }

  async #entryNamed(walk: TreeWalk, name: string): Promise<{ readonly mode: string; readonly oid: string } | null> {
    const [, rev, path] = /^([^:]*):(.+)$/.exec(name) ?? []
    if (rev === undefined || path === undefined) return null
    if (rev !== '') return walk.entryAt(rev, path)
    const [entry] = parseIndex(await this.#out(['ls-files', '-s', '-z', '--', path]))
    return entry?.path === path && entry.oid !== null ? { mode: entry.mode, oid: entry.oid } : null
  }

  /** Requires that git found none of these; throws where one is named by a tree or the index all the same. */
  async #requireAbsent(names: readonly string[]): Promise<void> {
    if (names.length === 0) return
    const walk = new TreeWalk((some) => this.#objects.read(some))
    for (const name of names) {
      if (!name.includes(':')) throw missingObject(name)
      const entry = await this.#entryNamed(walk, name)
      if (entry !== null && entry.mode !== '160000') throw missingObject(name)
    }
  }

  async eachBlob(oids: readonly string[], take: (bytes: Uint8Array | null, index: number) => void): Promise<void> {
    if (this.#promised.isPartial()) await this.#promised.fetch(oids)
    return this.#objects.each(oids, (object, index) => take(object?.type === 'blob' ? object.bytes : null, index))
  }

  storedBytes(files: readonly WorkTreeBytes[]): Promise<readonly Uint8Array[]> {
    return storedBytes(this.#call, files)
  }

  async log(range: readonly string[]): Promise<readonly CommitInfo[]> {
    const commits = parseLog(await this.#out(['log', ...LOG, ...range, '--']))
    const oids = commits.map(({ commit }) => commit)
    await this.#requireParents(oids, readShallow(this.commonDir), 'what the range holds')
    return commits
  }

  async logSince(commit: string, since: Date): Promise<readonly CommitInfo[]> {
    const seconds = Math.floor(since.getTime() / 1000)
    const listed = (await this.#out(['rev-list', '--timestamp', '--end-of-options', commit])).toString().split('\n')
    const recent = listed.filter((line) => Number.parseInt(line, 10) >= seconds).map((line) => line.split(' ')[1]!)
    if (recent.length === 0) return []
    const day = since.toISOString().slice(0, 10)
    await this.#requireParents(recent, readShallow(this.commonDir), `what was committed since ${day}`)
    const args = ['log', '--no-walk=unsorted', ...LOG, '--stdin']
    const outcome = await runGit(args, { ...this.#call, input: recent.map((oid) => `${oid}\n`).join('') })
    if (outcome.code !== 0) throw gitProblem(args, outcome)
    return parseLog(outcome.out)
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
    return outcome.code === 0 ? outcome.out.toString().split('\0').slice(0, -1) : []
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

  async moveFiles(moves: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
    this.#forget()
    await moveFiles(this.#call, this.top!, moves)
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

  async checkout(commit: string, folder: string): Promise<readonly EmptySubmodule[]> {
    if (this.#promised.isPartial()) await this.#promised.fetch(await this.#blobsOf(commit))
    return checkOut({ gitDir: this.gitDir, call: this.#call, top: this.top }, commit, folder)
  }

  async moveCheckout(commit: string, folder: string): Promise<readonly EmptySubmodule[]> {
    if (this.#promised.isPartial()) await this.#promised.fetch(await this.#blobsOf(commit))
    const [modules] = await this.objects([`${commit}:.gitmodules`])
    const move = { commit, folder, hasSubmodules: modules !== null }
    return moveCheckout({ gitDir: this.gitDir, call: this.#call, top: this.top }, move)
  }

  async #blobsOf(commit: string): Promise<string[]> {
    const files = await this.listFiles({ at: 'commit', commit }, [])
    return files.flatMap(({ mode, oid }) => (mode === '160000' || oid === null ? [] : [oid]))
  }

  changedBetween(
    pairs: readonly (readonly [from: string, to: string])[],
    under: readonly string[],
  ): Promise<readonly (readonly string[])[]> {
    return changedBetween(this.#call, pairs, under)
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

/** `git merge-base` answers no where it could not read a commit, and says so on the side. */
const failed = (outcome: GitOutcome): boolean => outcome.code > 1 || /^(error|fatal):/m.test(outcome.err)

const PATH_OF_OID = /^([0-9a-f]{40,64})?:/

/** A submodule's commit is none of this repository's. */
function objectOf(entry: { readonly mode: string; readonly oid: string } | null): GitObject | null {
  if (entry === null || entry.mode === '160000') return null
  return { oid: entry.oid, type: entry.mode === '040000' ? 'tree' : 'blob' }
}

const FULL_OID = /^([0-9a-f]{40}|[0-9a-f]{64})$/

const LOG = ['-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', '--format=%H%n%P%n%B']

const parseLog = (out: Buffer): CommitInfo[] =>
  fieldsOf(out).map((record) => {
    const [commit = '', parents = '', ...message] = record.split('\n')
    return { commit, parents: parents.split(' ').filter(Boolean), message: message.join('\n') }
  })

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
/** Names nothing, in repositories of either hash. */
const NO_OBJECT = '0'.repeat(40)

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
