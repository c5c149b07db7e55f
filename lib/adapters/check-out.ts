import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EmptySubmodule } from '../ports.ts'
import { type GitCall, gitProblem, runGit } from './run-git.ts'

export interface Repository {
  readonly gitDir: string
  readonly call: GitCall
  /** Where its work tree lies; null where it has none. */
  readonly top: string | null
}

const PLAIN = ['-c', 'core.sparseCheckout=false', '-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false']

/**
 * Writes a commit's files below `folder` by an `index` of its own, and those of its submodules from the clones that are here, one
 * after the other by the same: it lies beside the outermost folder, within which it would be a file of the product.
 */
export async function checkOut(
  from: Repository,
  commit: string,
  folder: string,
  index = `${folder}.index`,
): Promise<EmptySubmodule[]> {
  const env = { ...from.call.env, GIT_INDEX_FILE: index }
  const there = [...PLAIN, `--git-dir=${from.gitDir}`, `--work-tree=${folder}`]
  await expectGit([...PLAIN, `--git-dir=${from.gitDir}`, 'read-tree', commit], { ...from.call, env })
  await expectGit([...there, 'checkout-index', '--all', '--force', '--quiet'], { cwd: folder, env })
  const empty: EmptySubmodule[] = []
  for (const { path, oid } of await submodulesOf(from, commit))
    empty.push(...(await checkOutSubmodule(from, { path, oid }, folder, index)))
  return empty
}

async function submodulesOf(from: Repository, commit: string): Promise<{ path: string; oid: string }[]> {
  const args = [`--git-dir=${from.gitDir}`, 'ls-tree', '-r', '-z', '--full-tree', commit]
  const records = (await expectGit(args, from.call)).toString().split('\0')
  return records.flatMap((record) => {
    const [, oid, path] = /^160000 commit ([0-9a-f]+)\t([\s\S]+)$/.exec(record) ?? []
    return oid === undefined || path === undefined ? [] : [{ path, oid }]
  })
}

async function checkOutSubmodule(
  from: Repository,
  { path, oid }: { readonly path: string; readonly oid: string },
  folder: string,
  index: string,
): Promise<EmptySubmodule[]> {
  const top = from.top === null ? null : join(from.top, path)
  const isCheckedOutHere = top !== null && (await isThere(join(top, '.git')))
  if (!isCheckedOutHere) return [{ path, isCheckedOutHere }]
  const call = { cwd: top, env: withoutRepository(from.call.env) }
  const [gitDir, has] = [
    await runGit(['rev-parse', '--absolute-git-dir'], call),
    await runGit(['cat-file', '-e', `${oid}^{commit}`], call),
  ]
  if (gitDir.code !== 0 || has.code !== 0) return [{ path, isCheckedOutHere }]
  const inner = { gitDir: gitDir.out.toString().replace(/\n$/, ''), call, top }
  const empty = await checkOut(inner, oid, join(folder, path), index)
  return empty.map((one) => ({ ...one, path: join(path, one.path) }))
}

/** What binds git to the outer repository: a hook has it set. */
const withoutRepository = (env: GitCall['env']): GitCall['env'] =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|CONFIG.*)$/.test(name),
    ),
  )

export const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** Runs git for what it prints; its failure is a `Problem`. */
export async function expectGit(args: readonly string[], call: GitCall): Promise<Buffer> {
  const outcome = await runGit(args, call)
  if (outcome.code !== 0) throw gitProblem(args, outcome)
  return outcome.out
}
