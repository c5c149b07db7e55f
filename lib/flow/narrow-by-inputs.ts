import type { Differs } from '../bisect/range.ts'
import type { Config } from '../config/types.ts'
import type { CommitGraph } from '../history/commit-graph.ts'
import type { Ports } from '../ports.ts'
import { answerRoots, mattersToAnswer } from './paths-that-matter.ts'

/** Commits up to which it is looked at what each changed: more cost longer than the few probes that it saves. */
const MOST_COMMITS = 50_000

/** Tells between which commits of a graph, and their parents, nothing changed that an answer depends on: whatever was said of one holds for the other. */
export async function differsInInputs(ports: Ports, config: Config, graph: CommitGraph): Promise<Differs> {
  if (!config.target?.inputs || graph.size > MOST_COMMITS) return () => true
  const commits = [...new Set([...graph].flatMap(([commit, parents]) => [commit, ...parents]))]
  const trees = new Map<string, string>()
  const objects = await ports.git.objects(commits.map((commit) => `${commit}^{tree}`))
  commits.forEach((commit, index) => {
    const tree = objects[index]?.oid
    if (tree !== undefined) trees.set(commit, tree)
  })
  const pairs = new Map<string, readonly [string, string]>()
  for (const [commit, parents] of graph)
    for (const parent of parents) {
      const [from, to] = [trees.get(parent), trees.get(commit)]
      if (from !== undefined && to !== undefined && from !== to) pairs.set(`${from} ${to}`, [from, to])
    }
  const same = await unchanged(ports, config, pairs)
  return (parent, commit) => {
    const [from, to] = [trees.get(parent), trees.get(commit)]
    return from === undefined || to === undefined || (from !== to && !same.has(`${from} ${to}`))
  }
}

async function unchanged(
  ports: Ports,
  config: Config,
  pairs: ReadonlyMap<string, readonly [string, string]>,
): Promise<ReadonlySet<string>> {
  if (pairs.size === 0) return new Set()
  const roots = answerRoots(config)
  const changes = await ports.git.changedBetween([...pairs.values()], roots.includes('') ? [] : roots)
  const matters = await mattersToAnswer(config)
  return new Set([...pairs.keys()].filter((_, index) => !changes[index]?.some(matters)))
}
