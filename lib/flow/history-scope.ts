import type { Config } from '../config/types.ts'
import type { RecordedRun } from '../history/event.ts'
import type { Ports } from '../ports.ts'
import { findConfigs } from './find-config.ts'
import { sourceOf } from './source-of.ts'

/** Whose runs are meant: in the folder of one set its own, at the top those of every set, renamed and removed ones among them. */
export interface HistoryScope {
  /** Null where there is no configuration, or more than one. */
  readonly config: Config | null
  isIn(run: RecordedRun): boolean
}

export async function historyScope(ports: Ports): Promise<HistoryScope> {
  const configs = await findConfigs(ports, await sourceOf(ports, null))
  const config = configs.length === 1 ? configs[0]! : null
  return { config, isIn: (run) => ports.git.prefix === '' || config === null || run.set === config.set }
}
