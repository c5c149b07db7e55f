import type { Config } from '../config/types.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import { lookAtRoots, type RootsAt } from './look-at-roots.ts'
import { isWholeRoot, mattersToSet } from './paths-that-matter.ts'
import type { Tip } from './push-base.ts'

/** What a push brings. */
export interface PushRange {
  /** The commits that no remote ref holds yet, whatever the remote's branch pointed at before. */
  readonly fresh: readonly CommitInfo[]
  /** What the remote has that the tip grows out of or replaces; null among them is the empty tree, or what is not here. */
  readonly edges: readonly (string | null)[]
}

/** More edges than this are not looked at: the answer is taken to be touched. */
export const MOST_EDGES = 16

export async function readPushRange(ports: Ports, tip: Tip): Promise<PushRange> {
  const old = tip.refs.flatMap(({ remoteOid }) => (remoteOid === null ? [] : [remoteOid]))
  const held = (await ports.git.objects(old.map((oid) => `${oid}^{commit}`))).flatMap((one) => (one ? [one.oid] : []))
  const known = tip.remote === null ? '--remotes' : `--remotes=${tip.remote}`
  const fresh = await ports.git.log([tip.commit, ...held.map((oid) => `^${oid}`), '--not', known])
  const unknown = held.length < old.length ? [null] : []
  return { fresh, edges: [...new Set([...held, ...unknown, ...edgesOf(fresh)])] }
}

function edgesOf(fresh: readonly CommitInfo[]): (string | null)[] {
  const ours = new Set(fresh.map(({ commit }) => commit))
  return fresh.flatMap(({ parents }) => (parents.length === 0 ? [null] : parents.filter((one) => !ours.has(one))))
}

/** True where the tip differs from anything it grows out of in what its answers depend on; always, where that is not declared. */
export async function touchesWhatMatters(ports: Ports, config: Config, tip: Tip, range: PushRange): Promise<boolean> {
  if (!config.target?.inputs) return true
  const { edges } = range
  if (edges.includes(null) || edges.length > MOST_EDGES) return true
  const look = (commit: string): Promise<RootsAt> => lookAtRoots(ports, config, commit, [config.file, config.path])
  const [here, ...there] = await Promise.all([tip.commit, ...(edges as string[])].map(look))
  for (const [index, edge] of (edges as string[]).entries()) {
    const moved = here!.names.filter((_, place) => there[index]!.oids[place] !== here!.oids[place])
    if (moved.some((root) => isWholeRoot(config, root))) return true
    const isSame = moved.length === 0 && here!.isWhole && there[index]!.isWhole
    if (!isSame && (await ports.git.changedPaths(edge, tip.commit)).some(await mattersToSet(config))) return true
  }
  return false
}
