import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import type { RunDocument } from '../run/types.ts'
import { recordRuns } from './record-runs.ts'
import { runConfiguredSet } from './run-set.ts'

export interface WholeRun {
  /** One a configuration, in their order. */
  readonly runs: readonly RunDocument[]
  readonly exit: 0 | 1 | 3
}

/** Runs the full tier of several sets at a commit, one after another; all of them, so that a release that fails fails once. */
export async function runWhole(
  ports: Ports,
  configs: readonly Config[],
  commit: string,
  onProgress?: (done: number, asked: number) => void,
): Promise<WholeRun> {
  const source = { at: 'commit', commit } as const
  const runs: RunDocument[] = []
  const exits: (0 | 1 | 3)[] = []
  for (const config of configs) {
    const whole = { at: commit, tier: 'full', ids: [], shard: null, kind: null } as const
    const asked = { ...whole, ...(onProgress ? { onProgress } : {}) }
    const { document, exit } = await runConfiguredSet(ports, config, source, asked)
    await recordRuns(ports, config, 'release', [document])
    runs.push(document)
    exits.push(exit)
  }
  return { runs, exit: exits.includes(1) ? 1 : exits.includes(3) ? 3 : 0 }
}
