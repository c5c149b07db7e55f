import type { TreeFile } from '../../ports.ts'
import { byPath } from '../by-path.ts'
import { TrackedFiles } from './tracked-files.ts'
import { UntrackedFiles } from './untracked-files.ts'
import type { WorkTreePlace } from './work-tree-place.ts'

/** Lists what the work tree holds as git sees it: tracked files that are there, and untracked ones that nothing ignores. */
export async function listWorkTree(place: WorkTreePlace, under: readonly string[]): Promise<TreeFile[]> {
  const tracked = await new TrackedFiles(place).list(under)
  const untracked = await new UntrackedFiles(place).list(under)
  return [...tracked, ...untracked].sort(byPath)
}
