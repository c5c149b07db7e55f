import type { Config } from '../config/types.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import { readConfigs } from './find-config.ts'

/** Those of `asked` that have the set, or come after one that had its configuration: whoever deletes it stays governed. */
export async function governedCommits<T extends { readonly commit: CommitInfo }>(
  ports: Ports,
  config: Config,
  range: readonly CommitInfo[],
  asked: readonly T[],
): Promise<T[]> {
  const of = ({ commit }: T): string => commit.commit
  const having = await havingConfig(ports, config, asked.map(of))
  if (asked.every((one) => having.has(of(one)))) return [...asked]
  const every = [...new Set(range.flatMap(({ commit, parents }) => [commit, ...parents]))]
  const governed = await havingConfig(ports, config, every)
  for (const { commit, parents } of oldestFirst(range))
    if (parents.some((one) => governed.has(one))) governed.add(commit)
  for (const one of asked) if (!governed.has(of(one)) && (await holdsSet(ports, config, of(one)))) governed.add(of(one))
  return asked.filter((one) => governed.has(of(one)))
}

/** Whether a commit has the set anywhere: it may have been moved since. */
const holdsSet = async (ports: Ports, { set }: Config, commit: string): Promise<boolean> =>
  (await readConfigs(ports, { at: 'commit', commit })).some(({ config }) => config === null || config.set === set)

async function havingConfig(ports: Ports, config: Config, commits: readonly string[]): Promise<Set<string>> {
  const blobs = await ports.git.readBlobs(commits.map((commit) => `${commit}:${config.file}`))
  return new Set(commits.filter((_, index) => blobs[index] !== null))
}

/** Parents before children, whatever their dates say. */
function oldestFirst(range: readonly CommitInfo[]): CommitInfo[] {
  const within = new Map(range.map((one) => [one.commit, one]))
  const sorted = new Set<CommitInfo>()
  const stack = [...range]
  while (stack.length > 0) {
    const one = stack.at(-1)!
    const waiting = one.parents.flatMap((parent) => within.get(parent) ?? []).filter((parent) => !sorted.has(parent))
    if (waiting.length > 0 && !sorted.has(one)) stack.push(...waiting)
    else sorted.add(stack.pop()!)
  }
  return [...sorted]
}
