import { spawnSync } from 'node:child_process'
import type { CommitGit, IndexBlob, IndexEntry } from '../flow/judge-commit.ts'
import { type Problem, unavailable } from '../problem.ts'
import { isAmending } from './is-amending.ts'

const MAX_BYTES = 1 << 30
/** The user's environment may change what a pathspec means and in which language git speaks. */
const OURS = {
  LC_ALL: 'C',
  GIT_LITERAL_PATHSPECS: '0',
  GIT_GLOB_PATHSPECS: '0',
  GIT_NOGLOB_PATHSPECS: '0',
  GIT_ICASE_PATHSPECS: '0',
}
/** As is how trailers are told from text, and where they go. */
const TRAILERS = ['-c', 'trailer.separators=:', 'interpret-trailers', '--no-divider']

/**
 * Git for the commit-msg hook: synchronous, since loading the machinery of streams costs more than waiting. Inherits the hook's
 * environment, `GIT_INDEX_FILE` above all: what is judged is the index being committed.
 */
export function makeCommitGit(cwd: string): CommitGit {
  const call = (args: readonly string[], input = ''): Buffer => {
    const done = spawnSync('git', args, { cwd, input, maxBuffer: MAX_BYTES, env: { ...process.env, ...OURS } })
    if (done.error)
      throw unavailable('no-git', `git could not be started: ${done.error.message}`, { hints: ['put git on the PATH'] })
    if (done.status !== 0 && !(done.status === 1 && (args[0] === 'grep' || args[0] === 'config')))
      throw failed(args, done.stderr)
    return done.stdout
  }
  const isCommit = (rev: string): boolean =>
    spawnSync('git', ['rev-parse', '--verify', '--quiet', rev], { cwd, env: process.env }).status === 0
  const authorOfHead = (): string =>
    isCommit('HEAD')
      ? call(['log', '-1', '--no-show-signature', '--date=raw', '--format=%an <%ae> %ad']).toString().trim()
      : ''
  return {
    parseTrailers: (message) => call([...TRAILERS, '--parse'], message).toString(),
    addTrailers: (file, ids) =>
      void call([
        ...TRAILERS,
        '--in-place',
        ...['--where', 'end', '--if-exists', 'addIfDifferent', '--if-missing', 'add'],
        ...ids.flatMap((id) => ['--trailer', `Regression-Case: ${id}`]),
        file,
      ]),
    readIndex: (paths) => parseBatch(call(['cat-file', '--batch'], paths.map((path) => `:${path}\n`).join(''))),
    listIndex: (names) =>
      split(call(['ls-files', '-s', '-z', '--', ...names.flatMap((name) => [name, `*/${name}`])])).flatMap(indexEntry),
    grepIndex: (needle, folder) =>
      split(
        call(['grep', '--cached', '--no-color', '--full-name', '-lizF', '-e', needle, '--', `:(top,literal)${folder}`]),
      ),
    changedInIndex() {
      const parent = isAmending(process.env, authorOfHead) ? 'HEAD^' : 'HEAD'
      // Before the first commit of a branch there is nothing to compare with.
      const all = ['ls-files', '-z']
      return split(
        call(isCommit(parent) ? ['diff-index', '--cached', '--name-only', '--no-renames', '-z', parent] : all),
      )
    },
    messageConfig() {
      const all = split(call(['config', '-z', '--get-regexp', '^(core\\.comment(char|string)|commit\\.cleanup)$']))
      const set = all.map(keyAndValue)
      const knowsString = set.some(([key]) => key === 'core.commentstring') && isFrom245(call(['version']).toString())
      const comments = set.filter(
        ([key]) => key === 'core.commentchar' || (knowsString && key === 'core.commentstring'),
      )
      const cleanups = set.filter(([key]) => key === 'commit.cleanup')
      return { comment: comments.at(-1)?.[1] ?? null, cleanup: cleanups.at(-1)?.[1] ?? null }
    },
  }
}

/** Before 2.45 git does not look at `core.commentString`; from then on it is another name of `core.commentChar`. */
function isFrom245(version: string): boolean {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(version) ?? []
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 45)
}

const failed = (args: readonly string[], stderr: Buffer): Problem =>
  unavailable('git', `git ${args[0]} failed: ${stderr.toString().trim().split('\n').at(-1)}`, {
    hints: [`git ${args[0]}`],
  })

const split = (out: Buffer): string[] =>
  out
    .toString()
    .split('\0')
    .filter((field) => field !== '')
/** `<mode> <oid> <stage>`, a tab, the path; while a conflict stands git makes no commit. */
function indexEntry(record: string): IndexEntry[] {
  const [, oid, path] = /^\d+ ([0-9a-f]+) 0\t([\s\S]+)$/.exec(record) ?? []
  return oid === undefined || path === undefined ? [] : [{ oid, path }]
}

const keyAndValue = (record: string): [string, string] => [
  record.slice(0, record.indexOf('\n')),
  record.slice(record.indexOf('\n') + 1),
]

function parseBatch(out: Buffer): (IndexBlob | null)[] {
  const blobs: (IndexBlob | null)[] = []
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0x0a, at)
    const header = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(out.toString('utf8', at, end))
    if (header) blobs.push({ oid: header[1]!, bytes: out.subarray(end + 1, end + 1 + Number(header[2])) })
    else blobs.push(null)
    at = header ? end + 2 + Number(header[2]) : end + 1
  }
  return blobs
}
