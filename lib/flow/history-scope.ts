import type { Config } from '../config/types.ts'
import type { RecordedRun } from '../history/event.ts'
import type { Ports } from '../ports.ts'
import { findConfigs, severalSets } from './find-config.ts'
import { sourceOf } from './source-of.ts'
import { findCase } from './tell-case.ts'

/** Whose runs are meant: in the folder of one set its own, at the top those of every set, renamed and removed ones among them. */
export interface HistoryScope {
  /** Null where there is no configuration, or more than one. */
  readonly config: Config | null
  readonly configs: readonly Config[]
  isIn(run: RecordedRun): boolean
}

export async function historyScope(ports: Ports): Promise<HistoryScope> {
  const configs = await findConfigs(ports, await sourceOf(ports, null))
  const config = configs.length === 1 ? configs[0]! : null
  return { config, configs, isIn: (run) => ports.git.prefix === '' || config === null || run.set === config.set }
}

/** As above of one case: at the top of several sets the one that has it, or had. Several that do are a `Problem`. */
export async function scopeOfCase(ports: Ports, id: string, runs: readonly RecordedRun[]): Promise<HistoryScope> {
  const scope = await historyScope(ports)
  if (scope.configs.length < 2) return scope
  const asked = new Set(runs.filter((run) => run.asked.has(id)).map((run) => run.set))
  const held = await Promise.all(scope.configs.map((config) => findCase(ports, config, id)))
  const having = scope.configs.filter((config, index) => held[index] !== null || asked.has(config.set))
  if (having.length > 1) throw severalSets(having.map(({ file }) => file))
  const [config] = having
  return config ? { ...scope, config, isIn: (run) => run.set === config.set } : scope
}
