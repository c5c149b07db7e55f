import picomatch from 'picomatch'
import type { Config } from '../config/types.ts'
import type { Ports, Source } from '../ports.ts'
import { unavailable } from '../problem.ts'
import type { RunDocument } from '../run/types.ts'
import { pathsThatMatter } from './paths-that-matter.ts'
import { recordRun } from './record-run.ts'
import { isCheckedOut, runConfiguredSet } from './run-set.ts'

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
    const inPlace = await isCheckedOut(ports, config, source)
    const whole = { at: commit, tier: 'full', ids: [], shard: null, kind: null } as const
    const asked = { ...whole, ...(onProgress ? { onProgress } : {}) }
    const { document, exit } = await runConfiguredSet(ports, config, source, asked)
    if (inPlace) await refuseMoved(ports, config, source)
    await recordRun(ports, config, 'release', document)
    runs.push(document)
    exits.push(exit)
  }
  return { runs, exit: exits.includes(1) ? 1 : exits.includes(3) ? 3 : 0 }
}

/** What ran in the work tree ran at the commit only if that stood still; files that the product leaves behind are its own. */
async function refuseMoved(ports: Ports, config: Config, source: Source & { at: 'commit' }): Promise<void> {
  const head = await ports.git.resolveCommit('HEAD')
  const dirty = await ports.git.dirtyPaths([])
  if (head === source.commit && dirty.length === 0) return
  const tracked = new Set((await ports.git.listFiles(source, [])).map(({ path }) => path))
  const matters = config.target?.inputs ? picomatch(pathsThatMatter(config), { dot: true }) : () => true
  const changed = dirty.find((path) => tracked.has(path) && matters(path))
  if (head === source.commit && changed === undefined) return
  const what = head === source.commit ? `"${changed}" changed` : 'HEAD moved'
  throw unavailable('moved', `${what} while the cases were asked, so that it is not known what answered`, {
    hints: ['leave the work tree alone until the release is done, or release from a linked work tree'],
  })
}
