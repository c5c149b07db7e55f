import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Environment } from '../../ports.ts'
import { needsGit } from '../git-problems.ts'
import { type ConfigEntry, parseConfig } from './parse-config.ts'

const DEEPEST_INCLUDE = 10

/** Git's configuration as one repository sees it: system, person, repository, worktree, environment; the last one wins. */
export class GitConfig {
  readonly #entries: readonly ConfigEntry[]

  constructor(entries: readonly ConfigEntry[]) {
    this.#entries = entries
  }

  all(key: string): string[] {
    const wanted = normalize(key)
    return this.#entries.filter((one) => one.key === wanted).map(({ value }) => value ?? '')
  }

  get(key: string): string | null {
    return this.all(key).at(-1) ?? null
  }

  /** Null where it is not set; what reads as no truth value is not false. */
  boolean(key: string): boolean | null {
    const entry = this.#entries.findLast((one) => one.key === normalize(key))
    return entry === undefined ? null : entry.value === null || !/^(|false|no|off|0)$/i.test(entry.value)
  }

  /** Keys that start so, as they are set. */
  keys(start: string): string[] {
    return this.#entries.map(({ key }) => key).filter((key) => key.startsWith(start))
  }
}

/** `Core.AutoCRLF` → `core.autocrlf`; a subsection keeps its case. */
function normalize(key: string): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')]
  return key.slice(0, first).toLowerCase() + key.slice(first, last) + key.slice(last).toLowerCase()
}

/** The entries of one file, without those it includes; empty where there is none. */
export async function readConfigFile(file: string): Promise<ConfigEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return null
    throw needsGit(`"${file}" (${error.message})`)
  })
  return text === null ? [] : parseConfig(text, file)
}

/** Reads every configuration that governs a repository. */
export async function readGitConfig(
  repository: { readonly gitDir: string; readonly commonDir: string; readonly hasWorktreeConfig: boolean },
  env: Environment,
): Promise<GitConfig> {
  const entries: ConfigEntry[] = []
  const own = repository.hasWorktreeConfig ? [join(repository.gitDir, 'config.worktree')] : []
  for (const file of [...systemFiles(env), ...personFiles(env), join(repository.commonDir, 'config'), ...own])
    entries.push(...(await withIncludes(file, env, 0)))
  return new GitConfig([...entries, ...entriesOfEnvironment(env)])
}

function systemFiles(env: Environment): string[] {
  const off = env['GIT_CONFIG_NOSYSTEM']
  if (off !== undefined && !/^(|false|no|off|0)$/i.test(off)) return []
  return [env['GIT_CONFIG_SYSTEM'] ?? '/etc/gitconfig']
}

function personFiles(env: Environment): string[] {
  if (env['GIT_CONFIG_GLOBAL'] !== undefined) return [env['GIT_CONFIG_GLOBAL']].filter(Boolean)
  const home = env['HOME'] ? [join(env['HOME'], '.gitconfig')] : []
  return [...personFolder(env).map((folder) => join(folder, 'config')), ...home]
}

/** Where a person's own git files lie, such as `ignore` and `attributes`. */
export function personFolder(env: Environment): string[] {
  if (env['XDG_CONFIG_HOME']) return [join(env['XDG_CONFIG_HOME'], 'git')]
  return env['HOME'] ? [join(env['HOME'], '.config/git')] : []
}

async function withIncludes(file: string, env: Environment, depth: number): Promise<ConfigEntry[]> {
  if (depth > DEEPEST_INCLUDE) throw needsGit(`"${file}": its files include each other`)
  const entries: ConfigEntry[] = []
  for (const entry of await readConfigFile(file)) {
    if (entry.key.startsWith('includeif.')) throw needsGit(`"${file}": it includes files on a condition`)
    entries.push(entry)
    if (entry.key === 'include.path' && entry.value)
      entries.push(...(await withIncludes(resolveIn(dirname(file), entry.value, env), env, depth + 1)))
  }
  return entries
}

/** A path of the configuration: `~/` is the person's home, all else is relative to `folder`. */
export function resolveIn(folder: string, path: string, env: Environment): string {
  if (path.startsWith('~/')) return join(env['HOME'] ?? '', path.slice(2))
  if (path.startsWith('~') || path.startsWith('%(')) throw needsGit(`the path "${path}" of git's configuration`)
  return isAbsolute(path) ? path : resolve(folder, path)
}

function entriesOfEnvironment(env: Environment): ConfigEntry[] {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  if (!Number.isInteger(count) || count < 0 || count > 1000)
    throw needsGit(`the environment's GIT_CONFIG_COUNT "${env['GIT_CONFIG_COUNT']}"`)
  return Array.from({ length: count }, (_, index) => {
    const key = env[`GIT_CONFIG_KEY_${index}`]
    const value = env[`GIT_CONFIG_VALUE_${index}`]
    if (!key?.includes('.') || value === undefined) throw needsGit(`the environment's GIT_CONFIG_KEY_${index}`)
    return { key: normalize(key), value }
  })
}
