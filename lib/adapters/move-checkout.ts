import { mkdir } from 'node:fs/promises'
import type { EmptySubmodule } from '../ports.ts'
import { checkOut, expectGit, isThere, type Repository } from './check-out.ts'
import { removeTree } from './remove-tree.ts'
import { runGit } from './run-git.ts'

/** Whatever the user's configuration says of indexes and hooks: what is written here is ours, and is seen by nobody else. */
const PLAIN = [
  ...['-c', 'core.sparseCheckout=false', '-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false'],
  ...['-c', 'core.untrackedCache=false', '-c', 'core.hooksPath=/dev/null', '-c', 'submodule.recurse=false'],
]

export interface Move {
  readonly commit: string
  readonly folder: string
  /** True where the commit has submodules, which no index can tell of. */
  readonly hasSubmodules: boolean
}

/** Folders whose index tells what was written there. */
const known = new Set<string>()

/**
 * Makes a folder hold the files of a commit and nothing else. Writes only what differs from what an earlier call left there, be it
 * changed since; a commit with submodules, and what comes after one, is written anew. Returns what `checkOut` does.
 */
export async function moveCheckout(from: Repository, move: Move): Promise<readonly EmptySubmodule[]> {
  const { commit, folder, hasSubmodules } = move
  const there = [...PLAIN, `--git-dir=${from.gitDir}`, `--work-tree=${folder}`]
  const call = { cwd: folder, env: { ...from.call.env, GIT_INDEX_FILE: `${folder}.index` } }
  const isKnown = known.delete(folder) && (await isThere(folder))
  // A product may leave folders that git can't clean: nobody may write in them.
  const isClean = isKnown && !hasSubmodules && (await runGit([...there, 'clean', '-ffdxq'], call)).code === 0
  if (!isClean) await startOver(folder)
  if (hasSubmodules) return checkOut(from, commit, folder)
  await expectGit([...there, 'read-tree', '--reset', '-u', commit], call)
  known.add(folder)
  return []
}

async function startOver(folder: string): Promise<void> {
  await Promise.all([folder, `${folder}.index`].map(removeTree))
  await mkdir(folder, { recursive: true })
}
