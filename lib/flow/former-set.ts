import type { Config } from '../config/types.ts'
import { shellWord } from '../policy/shell-word.ts'
import type { Ports } from '../ports.ts'
import { type Finding, unavailable } from '../problem.ts'
import { type ConfigReading, readConfigAt, readConfigs } from './find-config.ts'
import { type LoadedSet, loadSet } from './load-set.ts'

/** What a set was at a commit, by the configuration of that commit; null where there was none yet. */
export async function formerSet(ports: Ports, config: Config, commit: string): Promise<LoadedSet | null> {
  const former = await formerConfig(ports, config, commit)
  return former ? loadSet(ports, former, { at: 'commit', commit }) : null
}

/**
 * The configuration that a set had at a commit; null where there was none yet. One that does not read is taken to name the
 * folder that its file names now; where its file is gone, nobody can tell which set it was.
 */
export async function formerConfig(ports: Ports, config: Config, commit: string): Promise<Config | null> {
  const source = { at: 'commit', commit } as const
  const same = await readConfigAt(ports, source, config.file)
  if (same?.config?.set === config.set) return same.config
  const readings = await readConfigs(ports, source)
  const former = ancestorOf(config, readings)
  if (former) return former.config ?? config
  const blind = readings.find((one) => one.config === null)
  if (blind === undefined) return null
  throw unavailable('unreadable-config', `"${blind.file}" does not read at ${commit.slice(0, 12)}`, {
    hints: ['choose a base whose casebook.yaml reads', `git show ${commit.slice(0, 12)}:${blind.file}`],
    path: blind.file,
    commit,
  })
}

/** What a set was before: the one of its name wherever it lay, else the one its file configured under another name. */
export function formerOf({ set, file }: Config, before: readonly Config[]): Config | null {
  const namesakes = before.filter((one) => one.set === set)
  const sameFile = (one: Config): boolean => one.file === file
  return namesakes.find(sameFile) ?? namesakes[0] ?? before.find(sameFile) ?? null
}

/** As `formerOf`; a configuration that does not read is what its file names now. */
export function ancestorOf(config: Config, before: readonly ConfigReading[]): ConfigReading | null {
  const readable = before.flatMap((one) => one.config ?? [])
  const file = formerOf(config, readable)?.file ?? config.file
  return before.find((one) => one.file === file) ?? null
}

/**
 * Deleting a configuration would switch its gate off, so every set of the base that none of the tip's `configs` continues is
 * a finding. `files` are the tip's configurations that do not read: each continues what it was.
 */
export async function removedConfigs(
  ports: Ports,
  base: string | null,
  configs: readonly Config[],
  files: readonly string[] = [],
): Promise<Finding[]> {
  const before = base === null ? [] : await readConfigs(ports, { at: 'commit', commit: base })
  const continued = new Set(configs.map((config) => ancestorOf(config, before)?.file).concat(files))
  const standing = new Set(configs.map(({ file }) => file))
  return before
    .filter(({ file }) => !continued.has(file))
    .map((one) => removedConfig(one, standing.has(one.file), base!.slice(0, 12)))
}

/** A file that stands may configure another set of the base now. */
function removedConfig({ file, config }: ConfigReading, stands: boolean, base: string): Finding {
  const its = config ? `the set "${config.set}"` : 'its set'
  const message = stands ? `${its} is gone: "${file}" names another now` : `"${file}" was deleted, and with it ${its}`
  return { code: 'config-removed', message, hint: `git checkout ${base} -- ${shellWord(file)}`, path: file }
}
