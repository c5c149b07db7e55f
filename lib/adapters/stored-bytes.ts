import { createHash } from 'node:crypto'
import type { WorkTreeBytes } from '../ports.ts'
import { withLineFeeds } from './line-feeds.ts'
import { type GitCall, gitProblem, runGit } from './run-git.ts'

/**
 * What git would store of files: it tells the id of each one's blob, and the bytes that have it are either the file's own or
 * those with line feeds alone. What another filter makes of a file is taken for the latter.
 */
export async function storedBytes(call: GitCall, files: readonly WorkTreeBytes[]): Promise<readonly Uint8Array[]> {
  const args = ['hash-object', '--stdin-paths']
  const outcome = await runGit(args, { ...call, input: files.map(({ path }) => `${path}\n`).join('') })
  if (outcome.code !== 0) throw gitProblem(args, outcome)
  const oids = outcome.out.toString().split('\n')
  return files.map(({ bytes }, index) => (blobId(bytes, oids[index]!) === oids[index] ? bytes : withLineFeeds(bytes)))
}

/** The id of a blob, by the object format that `like` is one of. */
const blobId = (bytes: Uint8Array, like: string): string =>
  createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')
