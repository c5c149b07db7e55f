import type { JsonObject } from '../case/types.ts'
import { CONFIG_NAME } from '../config/name.ts'
import type { Ports, TreeFile } from '../ports.ts'
import { Problem } from '../problem.ts'

const CACHE_NAME = 'places'
const KEPT = 50

/** Where a configuration lies, and its object id (null where git has not seen its bytes). */
export type ConfigPlace = Pick<TreeFile, 'path' | 'oid'>

/**
 * The configurations of a commit, by path. Listing a tree costs more the larger it is, so what was found is kept by the tree's
 * object id, and a tree that is not known yet is compared with one that is: git looks only where they differ.
 */
export async function configsOfCommit(ports: Ports, commit: string): Promise<readonly ConfigPlace[]> {
  const [[tree], known] = await Promise.all([ports.git.objects([`${commit}^{tree}`]), ports.cache.read(CACHE_NAME)])
  if (!tree) return listConfigFiles(ports, commit)
  const kept = known.get(tree.oid)
  if (kept) return kept['files'] as unknown as ConfigPlace[]
  const nearest = [...known].at(-1)
  const files = (nearest && (await changedSince(ports, nearest, tree.oid))) ?? (await listConfigFiles(ports, commit))
  const entry = { files: files as unknown as JsonObject[] }
  await ports.cache.write(CACHE_NAME, new Map([...[...known].slice(-KEPT), [tree.oid, entry]]))
  return files
}

const isConfig = (path: string): boolean => path === CONFIG_NAME || path.endsWith(`/${CONFIG_NAME}`)
const byPath = (a: ConfigPlace, b: ConfigPlace): number => (a.path < b.path ? -1 : 1)

/** A submodule of that name holds no configuration of this repository. */
async function listConfigFiles(ports: Ports, commit: string): Promise<ConfigPlace[]> {
  const files = await ports.git.listFiles({ at: 'commit', commit }, [])
  return files
    .filter(({ path, mode }) => isConfig(path) && mode !== '160000')
    .map(({ path, oid }) => ({ path, oid }))
    .sort(byPath)
}

/** Null where the tree that is known is not in the clone any more. */
async function changedSince(
  ports: Ports,
  [tree, entry]: readonly [string, JsonObject],
  now: string,
): Promise<ConfigPlace[] | null> {
  const changed = await ports.git.changedPaths(tree, now).catch((error: unknown) => {
    if (error instanceof Problem) return null
    throw error
  })
  if (changed === null) return null
  // A submodule's path ends in a slash, be it that a file stood there before.
  const paths = changed.map((path) => path.replace(/\/$/, '')).filter(isConfig)
  const before = (entry['files'] as unknown as ConfigPlace[]).filter(({ path }) => !paths.includes(path))
  if (paths.length === 0) return before
  const found = await ports.git.objects(paths.map((path) => `${now}:${path}`))
  const added = paths.flatMap((path, index) => (found[index]?.type === 'blob' ? [{ path, oid: found[index].oid }] : []))
  return [...before, ...added].sort(byPath)
}
