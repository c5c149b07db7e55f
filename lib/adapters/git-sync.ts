import { spawnSync } from 'node:child_process'
import type { CommitGit, IndexBlob } from '../flow/judge-commit.ts'
import { type Problem, unavailable } from '../problem.ts'

const MAX_BYTES = 1 << 30

/**
 * Git for the commit-msg hook: synchronous, since loading the machinery of streams costs more than waiting. Inherits the hook's
 * environment, `GIT_INDEX_FILE` above all: what is judged is the index being committed.
 */
export function makeCommitGit(cwd: string): CommitGit {
  const call = (args: readonly string[], input = ''): Buffer => {
    const done = spawnSync('git', args, { cwd, input, maxBuffer: MAX_BYTES, env: { ...process.env, LC_ALL: 'C' } })
    if (done.error)
      throw unavailable('no-git', `git could not be started: ${done.error.message}`, { hints: ['put git on the PATH'] })
    if (done.status !== 0 && !(args[0] === 'grep' && done.status === 1) && !(args[0] === 'config' && done.status === 1))
      throw failed(args, done.stderr)
    return done.stdout
  }
  /** Before the first commit of a branch there is no HEAD to compare with. */
  const isUnborn = (): boolean =>
    spawnSync('git', ['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd, env: process.env }).status !== 0
  return {
    parseTrailers: (message) => call(['interpret-trailers', '--parse', '--no-divider'], message).toString(),
    addTrailers: (file, ids) =>
      void call([
        'interpret-trailers',
        '--in-place',
        '--no-divider',
        ...ids.flatMap((id) => ['--trailer', `Regression-Case: ${id}`]),
        file,
      ]),
    readIndex: (paths) => parseBatch(call(['cat-file', '--batch'], paths.map((path) => `:${path}\n`).join(''))),
    listIndex: (name) => split(call(['ls-files', '-z', '--', name, `*/${name}`])),
    grepIndex: (needle, folder) => split(call(['grep', '--cached', '-lizF', '-e', needle, '--', folder])),
    changedInIndex: () =>
      split(
        call(isUnborn() ? ['ls-files', '-z'] : ['diff-index', '--cached', '--name-only', '--no-renames', '-z', 'HEAD']),
      ),
    messageConfig: () =>
      new Map(
        split(call(['config', '-z', '--get-regexp', '^(core\\.comment(char|string)|commit\\.cleanup)$'])).map(
          keyAndValue,
        ),
      ),
  }
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
