import { randomBytes } from 'node:crypto'
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import type { Files } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import { removeTree, removeTreeNow } from './remove-tree.ts'
import { removeStaleScratch, scratchPrefix } from './stale-scratch.ts'

const absent = (error: unknown): null => {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw unavailable('files', (error as Error).message, { cause: error })
}

function refuseFolder(path: string): never {
  throw invalid('folder', `"${path}" is a folder`, { hints: ['give a file'] })
}

/** A rename over a device or a pipe would put a file in its place. */
async function refuseSpecial(path: string): Promise<void> {
  const there = await stat(path).catch(absent)
  if (there === null || there.isFile()) return
  if (there.isDirectory()) refuseFolder(path)
  throw invalid('not-a-file', `"${path}" is no regular file`, { hints: ['give a file'] })
}

const scratches = new Set<string>()

/** Removes every temporary folder that still stands, at once: for signals and for the very end. */
export function disposeScratch(): void {
  for (const path of scratches) removeTreeNow(path)
}

/** The file system. */
export const files: Files = {
  read: (path) =>
    readFile(path).catch((error: NodeJS.ErrnoException) =>
      error.code === 'EISDIR' ? refuseFolder(path) : absent(error),
    ),

  async write(path, bytes, mode) {
    await refuseSpecial(path)
    const beside = join(dirname(path), `.casebook-${randomBytes(6).toString('hex')}.tmp`)
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(beside, bytes, { flag: 'wx' })
      if (mode !== undefined) await chmod(beside, mode)
      await rename(beside, path)
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {})
      throw unavailable('files', `could not write "${path}": ${(error as Error).message}`, { cause: error })
    }
  },

  /** A hard link is there as a whole or not at all, and never replaces what is there. */
  async create(path, bytes) {
    await mkdir(dirname(path), { recursive: true })
    const beside = join(dirname(path), `.casebook-${randomBytes(6).toString('hex')}.tmp`)
    try {
      await writeFile(beside, bytes, { flag: 'wx' })
      await link(beside, path)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw unavailable('files', `could not write "${path}": ${(error as Error).message}`, { cause: error })
    } finally {
      await rm(beside, { force: true })
    }
  },

  names: async (folder) => (await readdir(folder).catch(absent)) ?? [],

  entries: async (folder) =>
    (await readdir(folder, { withFileTypes: true }).catch(() => [])).map((entry) => ({
      name: entry.name,
      kind: entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : 'file',
    })),

  stamp: (path) =>
    stat(path).then(
      (it) => `${it.size} ${Math.floor(it.mtimeMs)}`,
      () => null,
    ),

  remove: (path) => rm(path, { recursive: true, force: true }),

  async prune(path, root) {
    for (let folder = dirname(path); folder.startsWith(root + sep); folder = dirname(folder))
      if (
        !(await rmdir(folder).then(
          () => true,
          () => false,
        ))
      )
        return
  },

  async scratch(label) {
    await removeStaleScratch(tmpdir())
    const path = await realpath(await mkdtemp(join(tmpdir(), scratchPrefix(label))))
    scratches.add(path)
    return {
      path,
      dispose: async () => {
        await removeTree(path)
        scratches.delete(path)
      },
    }
  },

  async link(target, path) {
    await mkdir(dirname(path), { recursive: true })
    await symlink(target, path)
  },

  real: (path) => realpath(path).catch(absent),
  exists: (path) =>
    lstat(path)
      .then(() => true, absent)
      .then(Boolean),

  mode: (path) => stat(path).then(({ mode }) => mode & 0o777, absent),
}
