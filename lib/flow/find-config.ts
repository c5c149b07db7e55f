import { join } from 'node:path/posix'
import type { JsonObject } from '../case/types.ts'
import { CONFIG_NAME } from '../config/name.ts'
import type { Config } from '../config/types.ts'
import type { Ports, Source } from '../ports.ts'
import { type Finding, hintsOf, invalid, type Problem } from '../problem.ts'
import { type ConfigPlace, configsOfCommit } from './config-places.ts'
import { readWorkTree } from './read-work-tree.ts'

/** The configuration that governs the folder asked from: the nearest one upwards, else the only one below. */
export async function findConfig(ports: Ports, source: Source): Promise<Config> {
  const config = await findConfigIfAny(ports, source)
  if (!config) throw noConfig(source)
  return config
}

/** As `findConfig`, but null where the source has no configuration at all. */
export async function findConfigIfAny(ports: Ports, source: Source): Promise<Config | null> {
  return (await nearestConfig(ports, source)) ?? (await onlyConfig(ports, source))
}

async function nearestConfig(ports: Ports, source: Source): Promise<Config | null> {
  const files = ancestors(ports.git.prefix).map((folder) => join(folder, CONFIG_NAME))
  if (source.at !== 'worktree') return nearestStored(ports, source.at === 'index' ? '' : source.commit, files)
  const blobs = await readPaths(ports, source, files)
  const index = blobs.findIndex((bytes) => bytes !== null)
  return index < 0 ? null : readConfig(ports, blobs[index]!, files[index]!)
}

/** The first of the files that a revision (empty: the index) holds. One look: what is known by its object id is not read. */
async function nearestStored(ports: Ports, rev: string, files: readonly string[]): Promise<Config | null> {
  const found = await ports.git.objects(files.map((file) => `${rev}:${file}`))
  const index = found.findIndex((one) => one?.type === 'blob')
  return index < 0 ? null : readListed(ports, { path: files[index]!, oid: found[index]!.oid })
}

async function onlyConfig(ports: Ports, source: Source): Promise<Config | null> {
  const files = await listConfigs(ports, source)
  const all = files.map(({ path }) => path)
  if (all.length > 1) throw severalSets(all)
  return files.length === 0 ? null : readListed(ports, files[0]!)
}

/** The problem of a folder that does not tell which of several sets is meant. */
export const severalSets = (files: readonly string[]): Problem =>
  invalid('several-sets', `there are ${files.length} sets below here: ${files.join(', ')}`, {
    hints: files.map((path) => `casebook -C ${path.slice(0, -CONFIG_NAME.length - 1)} …`),
  })

/**
 * Every configuration that governs the folder asked from, by path: at the top all that the source has (a monorepo has one a
 * set), in a folder the nearest one upwards where there is one. Empty where there is none; sets of one name are a `Problem`.
 */
export async function findConfigs(ports: Ports, source: Source): Promise<readonly Config[]> {
  const nearest = ports.git.prefix === '' ? null : await nearestConfig(ports, source)
  const configs = nearest ? [nearest] : await readEach(ports, await listConfigs(ports, source))
  const byName = new Map<string, Config>()
  for (const config of configs) {
    const twin = byName.get(config.set)
    if (twin) throw duplicateSet(config, twin)
    byName.set(config.set, config)
  }
  return configs
}

/** One after the other: each may add to what is kept of configurations. */
async function readEach(ports: Ports, files: readonly ConfigPlace[]): Promise<Config[]> {
  const configs: Config[] = []
  for (const file of files) configs.push(...[await readListed(ports, file)].filter(isThere))
  return configs
}

const isThere = <T>(one: T | null): one is T => one !== null

const duplicateSet = ({ set, file }: Config, twin: Config): Problem =>
  invalid('duplicate-set', `two sets have the name "${set}": ${twin.file} and ${file}`, {
    path: file,
    hints: [`give "set" another name in ${file}`],
  })

/** A configuration file as `readConfigs` finds it. */
export interface ConfigReading {
  readonly file: string
  /** Of one with findings its set's name and folder alone; null where not even those read. */
  readonly config: Config | null
  readonly findings: readonly Finding[]
}

/** Every configuration that a source has, whatever folder is asked from and whatever is wrong with it; by path. */
export async function readConfigs(ports: Ports, source: Source): Promise<readonly ConfigReading[]> {
  const readings = await Promise.all((await listConfigs(ports, source)).map((file) => listedReading(ports, file)))
  return readings.filter(isThere)
}

/** The configuration at a path; null where the source has none there. */
export async function readConfigAt(ports: Ports, source: Source, file: string): Promise<ConfigReading | null> {
  const [bytes] = await readPaths(ports, source, [file])
  return bytes ? readingOf(ports, { file, bytes }) : null
}

/** The reading that governs a folder (with a final slash, or empty for the top): the nearest one upwards. */
export function nearestReading(all: readonly ConfigReading[], folder: string): ConfigReading | null {
  const above = all.filter(({ file }) => folder.startsWith(file.slice(0, -CONFIG_NAME.length)))
  return above.sort((a, b) => b.file.length - a.file.length)[0] ?? null
}

interface Found {
  readonly file: string
  readonly bytes: Uint8Array
}

async function listedReading(ports: Ports, file: ConfigPlace): Promise<ConfigReading | null> {
  const kept = await keptConfig(ports, file)
  if (kept) return { file: file.path, config: kept, findings: [] }
  const found = await readFound(ports, file)
  return found && readingOf(ports, found)
}

async function readingOf(ports: Ports, { bytes, file }: Found): Promise<ConfigReading> {
  const read = await parseCached(ports, bytes, file)
  if ('value' in read) return { file, config: read.value, findings: [] }
  const { parseConfigPlace } = await import('../config/parse-config.ts')
  return { file, config: parseConfigPlace(bytes, file), findings: read.findings }
}

/** The configurations of a source, by path. */
async function listConfigs(ports: Ports, source: Source): Promise<readonly ConfigPlace[]> {
  if (source.at === 'commit') return configsOfCommit(ports, source.commit)
  const files = await ports.git.listFiles(source, [])
  return files.filter(({ path }) => path.split('/').at(-1) === CONFIG_NAME).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** By its object id, so that a configuration that is known is not even read. */
async function keptConfig(ports: Ports, { path, oid }: ConfigPlace): Promise<Config | null> {
  const kept = oid === null ? undefined : (await ports.cache.read('configs')).get(keyOf(ports, path, oid))
  return kept ? (kept as unknown as Config) : null
}

async function readListed(ports: Ports, file: ConfigPlace): Promise<Config | null> {
  const kept = await keptConfig(ports, file)
  if (kept) return kept
  const found = await readFound(ports, file)
  return found && readConfig(ports, found.bytes, found.file, file.oid)
}

async function readFound(ports: Ports, { path, oid }: ConfigPlace): Promise<Found | null> {
  const [bytes] = oid === null ? await readWorkTree(ports, [path]) : await ports.git.readBlobs([oid])
  return bytes ? { file: path, bytes } : null
}

/** The problem of a source that holds no set. */
export const noConfig = (source: Source): Problem =>
  source.at === 'commit'
    ? invalid('no-config', `there is no ${CONFIG_NAME} at ${source.commit.slice(0, 12)}`, {
        hints: ['choose a revision that has one'],
      })
    : invalid('no-config', `there is no ${CONFIG_NAME} here`, { hints: ['casebook init'] })

/** `a/b/` → `['a/b', 'a', '']`. */
function ancestors(prefix: string): string[] {
  const parts = prefix.split('/').filter(Boolean)
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '']
}

/** Reads files of a source by path; null where there is none. */
export async function readPaths(
  ports: Ports,
  source: Source,
  paths: readonly string[],
): Promise<readonly (Uint8Array | null)[]> {
  if (source.at === 'worktree') return readWorkTree(ports, paths)
  const rev = source.at === 'index' ? '' : source.commit
  return ports.git.readBlobs(paths.map((path) => `${rev}:${path}`))
}

async function readConfig(ports: Ports, bytes: Uint8Array, file: string, oid: string | null = null): Promise<Config> {
  const read = await parseCached(ports, bytes, file, oid)
  if ('findings' in read) throw problemOf(read.findings)
  return read.value
}

type ParsedConfig = { readonly value: Config } | { readonly findings: readonly Finding[] }

/** Loading the YAML reader costs more than all else a warm run does, so a configuration is kept by its content. */
async function parseCached(
  ports: Ports,
  bytes: Uint8Array,
  file: string,
  oid: string | null = null,
): Promise<ParsedConfig> {
  const key = keyOf(ports, file, oid ?? Buffer.from(bytes).toString('latin1'))
  const known = await ports.cache.read('configs')
  const kept = known.get(key)
  if (kept) return { value: kept as unknown as Config }
  const { parseConfig } = await import('../config/parse-config.ts')
  const read = parseConfig(bytes, file)
  if ('findings' in read) return read
  await ports.cache.write(
    'configs',
    new Map([...[...known].slice(-KEPT_CONFIGS), [key, read.value as unknown as JsonObject]]),
  )
  return read
}

const KEPT_CONFIGS = 20

const keyOf = (ports: Ports, file: string, content: string): string => ports.fingerprint(`${file}\n${content}`)

/** The problem that stands for findings: the first with its place, and how many more there are. */
export function problemOf(findings: readonly Finding[]): Problem {
  const [first, ...rest] = findings
  const more = rest.length > 0 ? [`and ${rest.length} more: casebook check`] : []
  return invalid(first!.code, first!.message, { ...first, hints: [...hintsOf(first!), ...more] })
}
