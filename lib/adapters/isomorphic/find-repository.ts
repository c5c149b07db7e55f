import { lstat, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { Environment } from '../../ports.ts'
import { needsGit, noFolder, noRepository } from '../git-problems.ts'
import { readConfigFile } from './git-config.ts'
import type { ConfigEntry } from './parse-config.ts'

/** Where a repository lies, as `git rev-parse` tells it. */
export interface Repository {
  readonly gitDir: string
  readonly commonDir: string
  /** Null where the folder asked from lies in no work tree. */
  readonly top: string | null
  readonly prefix: string
  readonly indexFile: string
  readonly hasWorktreeConfig: boolean
  /** The repository's own file, which alone decides on its format. */
  readonly ownConfig: readonly ConfigEntry[]
}

/** Environment variables that change what git reads in a way that nothing here follows. */
const UNFOLLOWED = [
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_REPLACE_REF_BASE',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_CONFIG_PARAMETERS',
  'GIT_ATTR_SOURCE',
  'GIT_REF_BACKEND',
]

/** Finds the repository that `cwd` lies in by git's own rules. No repository there is a `Problem` of kind `invalid`. */
export async function findRepository(cwd: string, env: Environment): Promise<Repository> {
  const unfollowed = UNFOLLOWED.find((name) => env[name])
  if (unfollowed) throw needsGit(`what ${unfollowed} names`, `unset ${unfollowed}`)
  const here = await realpath(cwd).catch(() => null)
  if (here === null || !(await isFolder(here))) throw noFolder(cwd)
  const found = env['GIT_DIR'] ? await givenFolder(here, env['GIT_DIR']) : await discover(here, env)
  if (found === null) throw noRepository(cwd)
  return describe(here, found, env)
}

interface Found {
  readonly gitDir: string
  /** The folder that its `.git` stands in; null for a git folder found as such. */
  readonly beside: string | null
  readonly isGiven: boolean
}

async function givenFolder(here: string, path: string): Promise<Found | null> {
  const at = resolve(here, path)
  const gitDir = (await isFolder(at)) ? at : await readGitFile(at)
  return gitDir !== null && (await isGitFolder(gitDir))
    ? { gitDir: await realpath(gitDir), beside: null, isGiven: true }
    : null
}

async function discover(here: string, env: Environment): Promise<Found | null> {
  const ceiling = await ceilingOf(here, env['GIT_CEILING_DIRECTORIES'] ?? '')
  const device = (await stat(here)).dev
  const across = /^(true|yes|on|1)$/i.test(env['GIT_DISCOVERY_ACROSS_FILESYSTEM'] ?? '')
  for (let folder = here; ; folder = dirname(folder)) {
    const dotGit = join(folder, '.git')
    const gitDir = (await isFolder(dotGit)) ? dotGit : await readGitFile(dotGit)
    if (gitDir !== null && (await isGitFolder(gitDir)))
      return { gitDir: await realpath(gitDir), beside: folder, isGiven: false }
    if (gitDir !== null && gitDir !== dotGit) return null
    if (await isGitFolder(folder)) return { gitDir: folder, beside: null, isGiven: false }
    const up = dirname(folder)
    if (up === folder || up === ceiling || (!across && (await stat(up)).dev !== device)) return null
  }
}

/** The nearest folder above `here` that git must not look into. */
async function ceilingOf(here: string, listed: string): Promise<string | null> {
  const folders: string[] = []
  let literal = false
  for (const path of listed.split(':'))
    if (path === '') literal = true
    else if (isAbsolute(path)) folders.push(literal ? path : await realpath(path).catch(() => path))
  const above = folders.map((path) => resolve(path)).filter((path) => isBelow(here, path) && here !== path)
  return above.sort((a, b) => b.length - a.length)[0] ?? null
}

async function describe(here: string, found: Found, env: Environment): Promise<Repository> {
  const { gitDir } = found
  const named = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => null)
  const common = env['GIT_COMMON_DIR'] ? resolve(here, env['GIT_COMMON_DIR']) : resolve(gitDir, named?.trim() ?? '.')
  const commonDir = await realpath(common).catch(() => common)
  const ownConfig = await readConfigFile(join(commonDir, 'config'))
  const hasWorktreeConfig = isTrue(lastOf(ownConfig, 'extensions.worktreeconfig'))
  const own = hasWorktreeConfig ? await readConfigFile(join(gitDir, 'config.worktree')) : []
  /** What the shared file says of a work tree is the main one's alone. */
  const deciding = [...(named === null || hasWorktreeConfig ? ownConfig : []), ...own]
  const workTree = workTreeOf(here, found, deciding, env)
  const top = workTree === null ? null : await realpath(workTree).catch(() => null)
  const isInside = top !== null && isBelow(here, top)
  const prefix = isInside ? relative(top, here) : ''
  return {
    gitDir,
    commonDir,
    top: isInside ? top : null,
    prefix: prefix === '' ? '' : `${prefix}/`,
    indexFile: env['GIT_INDEX_FILE'] ? resolve(isInside ? top : here, env['GIT_INDEX_FILE']) : join(gitDir, 'index'),
    hasWorktreeConfig,
    ownConfig,
  }
}

function workTreeOf(here: string, found: Found, config: readonly ConfigEntry[], env: Environment): string | null {
  if (env['GIT_WORK_TREE']) return resolve(here, env['GIT_WORK_TREE'])
  const isBare = isTrue(lastOf(config, 'core.bare'))
  const configured = lastOf(config, 'core.worktree')?.value
  if (isBare) return null
  if (configured) return resolve(found.gitDir, configured)
  return found.isGiven ? here : found.beside
}

const lastOf = (entries: readonly ConfigEntry[], key: string): ConfigEntry | undefined =>
  entries.findLast((one) => one.key === key)
const isTrue = (entry: ConfigEntry | undefined): boolean =>
  entry !== undefined && (entry.value === null || /^(true|yes|on|1)$/i.test(entry.value))

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (it) => it.isDirectory(),
    () => false,
  )

/** Where a `.git` file leads; null where there is none. */
export async function readGitFile(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const named = /^gitdir: (.+?)[\r\n]*$/s.exec(text)?.[1]
  if (named === undefined) throw needsGit(`"${path}": it is neither a git folder nor names one`)
  return resolve(dirname(path), named)
}

/** As git tells a git folder: a HEAD that reads, objects and refs. */
export async function isGitFolder(path: string): Promise<boolean> {
  const head = join(path, 'HEAD')
  const text = await readFile(head, 'utf8').catch(() => null)
  const isLink =
    text === null &&
    (await lstat(head).then(
      (it) => it.isSymbolicLink(),
      () => false,
    ))
  if (!isLink && !/^(ref:\s*refs\/|[0-9a-f]{40})/.test(text ?? '')) return false
  const named = await readFile(join(path, 'commondir'), 'utf8').catch(() => null)
  const common = named === null ? path : resolve(path, named.trim())
  return (await isFolder(join(common, 'objects'))) && (await isFolder(join(common, 'refs')))
}
