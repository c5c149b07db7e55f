import { join } from 'node:path'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'

/** A file of the work tree as it is to be; null bytes remove it. */
export interface Change {
  readonly path: string
  readonly bytes: string | null
}

/**
 * Writes changes to the work tree in their order and stages them at once. Where anything fails every file is put back as it
 * was: the index changes as a whole or not at all, and nobody finds half of a change.
 */
export async function applyChanges(
  ports: Ports,
  changes: readonly Change[],
  staged: readonly string[] = [],
): Promise<void> {
  const top = workTreeOf(ports)
  const before = await Promise.all(changes.map(({ path }) => ports.files.read(join(top, path))))
  try {
    for (const { path, bytes } of changes) await put(ports, join(top, path), bytes)
    await ports.git.stage([...new Set([...changes.map(({ path }) => path), ...staged])])
  } catch (error) {
    await Promise.all(changes.map(({ path }, index) => put(ports, join(top, path), before[index] ?? null)))
    throw error
  }
}

export function workTreeOf(ports: Ports): string {
  if (ports.git.top !== null) return ports.git.top
  throw invalid('no-work-tree', 'there is no work tree here to change', { hints: ['git worktree add <folder>'] })
}

const put = (ports: Ports, path: string, bytes: string | Uint8Array | null): Promise<void> =>
  bytes === null ? ports.files.remove(path) : ports.files.write(path, bytes)
