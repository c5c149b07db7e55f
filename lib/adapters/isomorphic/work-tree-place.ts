import type { BigIntStats } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '../../ports.ts'
import { needsGit } from '../git-problems.ts'
import { isGitFolder, type Repository, readGitFile } from './find-repository.ts'
import { type GitConfig, personFolder, resolveIn } from './git-config.ts'
import type { Index, IndexEntry } from './index-file.ts'
import type { ObjectStore } from './object-store.ts'

/** A work tree, and what decides how git sees it. */
export interface WorkTreePlace {
  readonly repository: Repository & { readonly top: string }
  readonly config: GitConfig
  readonly env: Environment
  readonly objects: ObjectStore
  readonly index: Index
  /** The settled entry of a path. */
  entryAt(path: string): IndexEntry | undefined
}

export const ignoresCase = (config: GitConfig): boolean => config.boolean('core.ignorecase') === true

export function personRules({ config, env }: WorkTreePlace, key: string, name: string): string[] {
  const configured = config.get(key)
  if (configured !== null) return configured === '' ? [] : [resolveIn('/', configured, env)]
  return personFolder(env).map((folder) => join(folder, name))
}

/** A file of rules in the work tree, as latin1; where it is not checked out, the index's. A symbolic link is not followed. */
export async function readRules(
  place: WorkTreePlace,
  path: string,
  fromIndex: (entry: IndexEntry) => boolean,
): Promise<string> {
  const at = join(place.repository.top, path)
  const it = await lstat(at).catch(absent)
  if (it?.isFile()) return (await readFile(at)).toString('latin1')
  const entry = it === null ? [place.entryAt(path)].find((one) => one && fromIndex(one)) : undefined
  const object = entry ? await place.objects.read(entry.oid) : null
  return object ? Buffer.from(object.bytes).toString('latin1') : ''
}

export const textOf = async (file: string): Promise<string> => (await readFile(file, 'latin1').catch(absent)) ?? ''

export function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return null
  throw needsGit(`"${error.path}" (${error.message})`)
}

/** The git folder of the repository whose work tree is exactly this folder; null where there is none. */
export async function gitFolderIn(folder: string): Promise<string | null> {
  const dotGit = join(folder, '.git')
  const it = await lstat(dotGit).catch(absent)
  const gitDir = it === null ? null : it.isDirectory() ? dotGit : await readGitFile(dotGit)
  return gitDir !== null && (await isGitFolder(gitDir)) ? gitDir : null
}

export const modeOf = (it: BigIntStats): string =>
  it.isSymbolicLink() ? '120000' : it.isDirectory() ? '160000' : it.mode & 0o100n ? '100755' : '100644'
