import { join } from 'node:path'
import { CODEOWNERS_PLACES } from '../init/codeowners.ts'
import type { CodeownersFacts, InitFacts } from '../init/facts.ts'
import type { BakedPaths, HookName } from '../init/hook-script.ts'
import type { InitStep } from '../init/step.ts'
import { FOLDERS, type Language } from '../init/templates.ts'
import type { Ports } from '../ports.ts'
import { findConfigs } from './find-config.ts'
import { readHooksFacts } from './read-hooks-facts.ts'
import { readText } from './read-text.ts'

export interface FactsRequest {
  readonly baked: BakedPaths
  readonly only: readonly HookName[]
  readonly owners: readonly string[] | null
  /** A set of its own for the folder asked from, whatever governs it. */
  readonly here: boolean
  readonly extra: readonly InitStep[]
}

/** Reads all that `planInit` decides by. */
export async function readInitFacts(ports: Ports, request: FactsRequest): Promise<InitFacts> {
  const configs = await findConfigs(ports, { at: 'worktree' })
  const governing = configs.find(({ folder }) => folder === '' || ports.git.prefix.startsWith(`${folder}/`))
  const folder = await newFolder(ports, request.here, governing?.folder ?? null, configs.length > 0)
  const newConfig = folder === null ? null : { folder, set: await nameSet(ports, folder) }
  const known = governing ? [governing] : configs
  const sets = known.map(({ file, path }) => ({ config: file, path }))
  if (newConfig !== null) sets.splice(0, sets.length, newSet(newConfig.folder))
  return {
    configFile: newConfig === null ? (governing ?? configs[0])!.file : null,
    newConfig,
    sets: await Promise.all(sets.map(async (set) => ({ ...set, folders: await foldersOf(ports, set.path) }))),
    language: await languageOf(ports, newConfig?.folder ?? ''),
    remotes: await readRemotes(ports),
    attributes: await readText(ports, '.gitattributes'),
    codeowners: request.owners === null ? null : await readCodeowners(ports, request.owners),
    hooks: await readHooksFacts(ports, request.baked),
    only: request.only,
    baked: request.baked,
    extra: request.extra,
  }
}

const newSet = (folder: string): { config: string; path: string } => {
  const below = (path: string): string => (folder === '' ? path : `${folder}/${path}`)
  return { config: below('casebook.yaml'), path: below('evals/data/regression') }
}

/** Where a new configuration goes: a package's own folder, else the top; nowhere where a set is there already. */
async function newFolder(
  ports: Ports,
  here: boolean,
  governing: string | null,
  areOthers: boolean,
): Promise<string | null> {
  const folder = ports.git.prefix.replace(/\/$/, '')
  if (here) return governing === folder ? null : folder
  if (governing !== null) return null
  if (folder !== '' && (await isPackage(ports, folder))) return folder
  return areOthers ? null : ''
}

/** Files by which a folder is known as a package of its own. */
const MANIFESTS = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'requirements.txt',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'Gemfile',
  'composer.json',
] as const

async function isPackage(ports: Ports, folder: string): Promise<boolean> {
  const there = MANIFESTS.map((name) => ports.files.exists(join(ports.git.top!, folder, name)))
  return (await Promise.all(there)).includes(true)
}

/** A package's set is named after its folder, or after its whole path where that name is taken. */
async function nameSet(ports: Ports, folder: string): Promise<string> {
  if (folder === '') return 'regression'
  const taken = await takenNames(ports)
  const words = folder.toLowerCase().split('/').map(plainName).filter(Boolean)
  const names = words.map((_, index) => words.slice(-1 - index).join('-'))
  const free = names.find((name) => !taken.includes(name))
  return (free ?? `${names.at(-1) ?? 'set'}-${taken.length + 1}`).slice(0, 128)
}

const plainName = (word: string): string => word.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')

async function takenNames(ports: Ports): Promise<string[]> {
  const files = (await ports.git.listFiles({ at: 'worktree' }, [])).filter(({ path }) =>
    /(^|\/)casebook\.yaml$/.test(path),
  )
  const texts = await Promise.all(files.map(({ path }) => readText(ports, path)))
  return texts.map(({ text }) => /^set:\s*["']?([a-z0-9-]+)/m.exec(text ?? '')?.[1] ?? 'regression')
}

async function foldersOf(ports: Ports, path: string): Promise<string[]> {
  const there = FOLDERS.map(async (name) =>
    (await ports.files.exists(join(ports.git.top!, path, name))) ? [name as string] : [],
  )
  return (await Promise.all(there)).flat()
}

async function languageOf(ports: Ports, folder: string): Promise<Language> {
  const has = (name: string): Promise<boolean> => ports.files.exists(join(ports.git.top!, folder, name))
  if ((await has('pyproject.toml')) || (await has('setup.py')) || (await has('requirements.txt'))) return 'python'
  return (await has('package.json')) ? 'node' : 'other'
}

async function readRemotes(ports: Ports): Promise<InitFacts['remotes']> {
  const names = await ports.git.remotes()
  return Promise.all(
    names.map(async (name) => ({
      name,
      url: (await ports.git.config(`remote.${name}.url`)) ?? '',
      fetch: await ports.git.configAll(`remote.${name}.fetch`),
    })),
  )
}

async function readCodeowners(ports: Ports, owners: readonly string[]): Promise<CodeownersFacts> {
  const all = await Promise.all(CODEOWNERS_PLACES.map((path) => readText(ports, path)))
  const found = all.find(({ text }) => text !== null)
  if (found) return { owners, file: found }
  const urls = (await readRemotes(ports)).map(({ url }) => url)
  return {
    owners,
    file: { path: urls.some((url) => /gitlab/i.test(url)) ? 'CODEOWNERS' : '.github/CODEOWNERS', text: null },
  }
}
