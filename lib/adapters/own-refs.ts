import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommitGraph } from '../history/commit-graph.ts'
import type { Authored, Environment, Git, OwnRefs, RefCommit, TreeEntry } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { CatFile, type PassingObject } from './cat-file.ts'
import { renderImport } from './fast-import.ts'
import { type GitCall, type GitOutcome, gitProblem, runGit } from './run-git.ts'

/** The refs of casebook's own in the repository of `git`, by the git command. */
export function openOwnRefs(git: Pick<Git, 'top' | 'gitDir'>, cwd: string, environment: Environment): OwnRefs {
  return new OwnRefsCommand(git.gitDir, {
    cwd: git.top ?? cwd,
    env: {
      ...environment,
      ...placeOf(git, environment),
      ...AUTHOR,
      GIT_LITERAL_PATHSPECS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      LC_ALL: 'C',
    },
  })
}

/** A relative `GIT_DIR` means another repository from the top of the work tree. */
const placeOf = (git: Pick<Git, 'top' | 'gitDir'>, env: Environment): Environment =>
  env['GIT_DIR'] ? { GIT_DIR: git.gitDir, ...(git.top === null ? {} : { GIT_WORK_TREE: git.top }) } : {}

/** What stands in a reflog; the user's own name or machine has no business there. */
const AUTHOR = { GIT_COMMITTER_NAME: 'casebook', GIT_COMMITTER_EMAIL: 'history@casebook.invalid' }

/** Of a tree: 400,000 files in one folder. Larger ones are not ours. */
const MAX_TREE_BYTES = 32 * 1024 * 1024
const LONGEST_PAUSE_MS = 250
/** As many ancestors as are worth looking at. */
const MOST_ANCESTORS = 200_000

class OwnRefsCommand implements OwnRefs {
  readonly #gitDir: string
  readonly #call: GitCall

  constructor(gitDir: string, call: GitCall) {
    this.#gitDir = gitDir
    this.#call = call
  }

  async tips(refs: readonly string[]): Promise<(string | null)[]> {
    const out = await this.#out(['for-each-ref', '--format=%(refname) %(objectname)', ...refs])
    const found = new Map(linesOf(out).map((line) => line.split(' ') as [string, string]))
    return refs.map((ref) => found.get(ref) ?? null)
  }

  async readTrees(names: readonly string[]): Promise<(TreeEntry[] | null)[]> {
    const trees = await this.#read(names, 'tree', MAX_TREE_BYTES)
    return trees.map((object) => (object === null ? null : parseTree(object.bytes, object.oid.length / 2)))
  }

  async readBlobs(names: readonly string[], limit: number): Promise<(Uint8Array | null)[]> {
    return (await this.#read(names, 'blob', limit)).map((object) => object?.bytes ?? null)
  }

  async #read(names: readonly string[], type: string, limit: number): Promise<(PassingObject | null)[]> {
    const reader = new CatFile(this.#call, limit)
    const objects: (PassingObject | null)[] = names.map(() => null)
    try {
      await reader.each(names, (object, index) => {
        if (object?.type === type) objects[index] = { ...object, bytes: Uint8Array.prototype.slice.call(object.bytes) }
      })
      return objects
    } finally {
      reader.close()
    }
  }

  async commit(commits: readonly RefCommit[]): Promise<boolean> {
    const args = [...NO_LOGS, 'fast-import', '--quiet', '--done', '--date-format=raw']
    const outcome = await runGit(args, { ...this.#call, input: renderImport(commits) })
    if (outcome.code === 0) return true
    await rm(join(this.#gitDir, `fast_import_crash_${outcome.pid}`), { force: true }).catch(() => {})
    if (isRace(outcome)) return false
    throw unwritten(outcome)
  }

  async move(ref: string, to: string, from: string | null): Promise<boolean> {
    const args = [...NO_LOGS, 'update-ref', ref, to, from ?? '0'.repeat(to.length)]
    const outcome = await runGit(args, this.#call)
    if (outcome.code === 0) return true
    if (isRace(outcome)) return false
    throw unwritten(outcome)
  }

  pause(attempt: number): Promise<void> {
    const most = Math.min(LONGEST_PAUSE_MS, 8 * 2 ** attempt)
    return new Promise((resolve) => setTimeout(resolve, Math.random() * most))
  }

  serial(): string {
    return `${Date.now().toString(16).padStart(12, '0')}-${randomBytes(4).toString('hex')}`
  }

  async graph(tips: readonly string[]): Promise<CommitGraph> {
    if (tips.length === 0) return new Map()
    const args = ['rev-list', '--parents', '--ignore-missing', `--max-count=${MOST_ANCESTORS}`, '--stdin']
    const out = await this.#out(args, lines(tips))
    return new Map(
      linesOf(out)
        .map((line) => line.split(' '))
        .map(([commit, ...parents]) => [commit!, parents]),
    )
  }

  async authors(commits: readonly string[]): Promise<Map<string, Authored>> {
    if (commits.length === 0) return new Map()
    const args = ['log', '--no-walk=unsorted', '--ignore-missing', ...AUTHORED, '--stdin']
    return new Map(parseAuthored(await this.#out(args, lines(commits))).map((one) => [one.commit, one]))
  }

  async firstAdded(paths: readonly string[]): Promise<Authored | null> {
    const outcome = await runGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], this.#call)
    if (outcome.code !== 0) return null
    const args = ['log', '--diff-filter=A', '--no-renames', '--full-history', ...AUTHORED, 'HEAD', '--', ...paths]
    return parseAuthored(await this.#out(args)).at(-1) ?? null
  }

  async fetchRef(remote: string, ref: string, to: string): Promise<boolean> {
    const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-filter']
    const args = ['fetch', ...quietly, '--end-of-options', remote, `+${ref}:${to}`]
    const outcome = await runGit(args, this.#call)
    if (outcome.code === 0) return true
    if (/couldn't find remote ref/.test(outcome.err)) return false
    throw remoteProblem('read', remote, outcome)
  }

  /** The hooks of a push judge code, and there is none in it. */
  async pushRef(remote: string, ref: string): Promise<boolean> {
    const quietly = ['--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no']
    const outcome = await runGit(['push', ...quietly, '--end-of-options', remote, `${ref}:${ref}`], this.#call)
    if (outcome.code === 0) return true
    if (/\[rejected\]/.test(outcome.out.toString()) || isRace(outcome)) return false
    throw remoteProblem('write', remote, outcome)
  }

  async #out(args: readonly string[], input = ''): Promise<string> {
    const outcome = await runGit(args, { ...this.#call, input })
    if (outcome.code !== 0) throw gitProblem(args, outcome)
    return outcome.out.toString()
  }
}

/** A reflog of every run would grow for ever, and the ref forgets nothing anyway. */
const NO_LOGS = ['-c', 'core.logAllRefUpdates=false']

/** What git says where the ref is not as it was: here, or at a remote that another push reached first. */
const isRace = ({ err, out }: GitOutcome): boolean => {
  const said = `${err}${out.toString()}`
  if (/permission denied|read-only file system|no space left/i.test(said)) return false
  return /not updating|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i.test(said)
}

function unwritten(outcome: GitOutcome): Error {
  return unavailable('history-unwritten', `git could not write it: ${complaintOf(outcome)}`, {
    hints: [
      'git for-each-ref refs/casebook refs/notes/casebook shows whether these are commits; the git folder must be writable',
    ],
  })
}

/** What git complains of, in its own words. */
const complaintOf = ({ err, code }: GitOutcome): string =>
  err
    .split('\n')
    .find((line) => /^(fatal|error|remote):/.test(line))
    ?.trim() ?? `git exited with ${code}`

function remoteProblem(verb: string, remote: string, outcome: GitOutcome): Error {
  const refused = /\[remote rejected\] \((.*)\)/.exec(outcome.out.toString())?.[1]
  const message = `could not ${verb} the history of "${remote}": ${refused ?? complaintOf(outcome)}`
  return unavailable('history-remote', message, { hints: [`git ls-remote ${remote}`] })
}

const AUTHORED = ['-z', '--no-color', '--no-show-signature', '--no-notes', '--format=%H%n%an <%ae>%n%aI%n%s']

const parseAuthored = (out: string): Authored[] =>
  out
    .split('\0')
    .filter(Boolean)
    .map((record) => {
      const [commit = '', author = '', date = '', subject = ''] = record.split('\n')
      return { commit, author, date, subject }
    })

const lines = (items: readonly string[]): string => items.map((item) => `${item}\n`).join('')
const linesOf = (text: string): string[] => text.split('\n').filter(Boolean)

/** The entries of a tree object: mode, space, name, NUL, object id; null where it does not read as that. */
function parseTree(bytes: Uint8Array, length: number): TreeEntry[] | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: TreeEntry[] = []
  for (let at = 0; at < buffer.length; ) {
    const space = buffer.indexOf(0x20, at)
    const end = buffer.indexOf(0, at)
    if (space < 0 || end < space || end + length >= buffer.length) return null
    const mode = buffer.toString('latin1', at, space)
    const name = buffer.toString('utf8', space + 1, end)
    entries.push({ mode, name, oid: buffer.toString('hex', end + 1, end + 1 + length) })
    at = end + 1 + length
  }
  return entries
}
