import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../../problem.ts'
import { needsGit } from '../git-problems.ts'
import type { Repository } from './find-repository.ts'

/** isomorphic-git reads a pack whole into memory. */
const MOST_PACKED = 50 * 1024 * 1024

/** Extensions that change nothing of what is read here. */
const HARMLESS = new Set(['noop', 'noop-v1', 'preciousobjects', 'worktreeconfig', 'relativeworktrees'])

/** Throws where a repository holds anything that would be read wrong, or not at all, without git. */
export async function refuseRepository(repository: Repository): Promise<void> {
  const fault =
    formatFault(repository) ??
    (await borrowedFault(repository.commonDir)) ??
    (await rewrittenFault(repository.commonDir)) ??
    (await packFault(repository.commonDir))
  if (fault) throw fault
}

function formatFault({ ownConfig }: Repository): Problem | null {
  let version = '0'
  for (const { key, value } of ownConfig) {
    const text = value ?? 'true'
    if (key === 'core.repositoryformatversion') version = text
    if (key === 'extensions.objectformat' && text !== 'sha1') return needsGit(`objects of the format "${text}"`)
    if (key === 'extensions.refstorage' && text !== 'files') return needsGit(`references kept as "${text}"`)
    if (key === 'extensions.partialclone') return partialFault(text)
    if (/^remote\..*\.promisor$/.test(key) && !/^(|false|no|off|0)$/i.test(text)) return partialFault(key.slice(7, -9))
    const extension = /^extensions\.(.*)$/.exec(key)?.[1]
    if (extension && !HARMLESS.has(extension) && extension !== 'objectformat' && extension !== 'refstorage')
      return needsGit(`a repository with the extension "${extension}"`)
  }
  return version === '0' || version === '1' ? null : needsGit(`a repository of the format version "${version}"`)
}

const partialFault = (remote: string): Problem =>
  needsGit(`a partial clone: the rest of its objects lies at "${remote}"`, 'git clone without --filter')

async function borrowedFault(commonDir: string): Promise<Problem | null> {
  const listed = await textOf(join(commonDir, 'objects/info/alternates'))
  const first = listed.split('\n').find((line) => line !== '' && !line.startsWith('#'))
  return first === undefined
    ? null
    : needsGit(`objects that are borrowed from "${first}"`, 'git repack -a -d, then remove objects/info/alternates')
}

async function rewrittenFault(commonDir: string): Promise<Problem | null> {
  if ((await textOf(join(commonDir, 'info/grafts'))).trim() !== '') return needsGit('history that info/grafts rewrites')
  const loose = await namesIn(join(commonDir, 'refs/replace'))
  const isReplaced = loose.length > 0 || / refs\/replace\//.test(await textOf(join(commonDir, 'packed-refs')))
  return isReplaced ? needsGit('objects that refs/replace stands in for', 'git replace -d <object>') : null
}

async function packFault(commonDir: string): Promise<Problem | null> {
  const folder = join(commonDir, 'objects/pack')
  const names = await namesIn(folder)
  if (names.some((name) => name.endsWith('.promisor'))) return partialFault('a remote')
  const packs = names.filter((name) => name.endsWith('.pack'))
  const sizes = await Promise.all(packs.map(async (name) => (await stat(join(folder, name))).size))
  const held = sizes.reduce((sum, size) => sum + size, 0)
  return held > MOST_PACKED
    ? needsGit(
        `packs of ${Math.ceil(held / 2 ** 20)} MiB, more than ${MOST_PACKED / 2 ** 20}`,
        'git clone --depth 1 makes a smaller one',
      )
    : null
}

const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw needsGit(`"${error.path}" (${error.message})`)
}
const textOf = async (path: string): Promise<string> => (await readFile(path, 'utf8').catch(absent)) ?? ''
const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(absent)) ?? []
