import { type Changes, UNKNOWN } from '../bisect/range.ts'
import type { Config } from '../config/types.ts'
import type { CommitGraph } from '../history/commit-graph.ts'
import type { Ports } from '../ports.ts'
import { answerRoots, mattersToAnswer } from './paths-that-matter.ts'

/** Commits up to which it is looked at what each changed: more cost longer than the few probes that it saves. */
const MOST_COMMITS = 50_000

/**
 * Tells which commits of a graph changed, against which parents, what of the declared inputs: where that is nothing, whatever was
 * said of one holds for the other.
 */
export async function changesOfInputs(ports: Ports, config: Config, graph: CommitGraph): Promise<Changes> {
  if (!config.target?.inputs || graph.size > MOST_COMMITS) return UNKNOWN
  const pairs = [...graph].flatMap(([commit, parents]) => parents.map((parent) => [parent, commit] as const))
  if (pairs.length === 0) return UNKNOWN
  const roots = answerRoots(config)
  const [lists, matters] = await Promise.all([
    ports.git.changedBetween(pairs, roots.includes('') ? [] : roots),
    mattersToAnswer(config),
  ])
  const between = new Map(
    pairs.map(([parent, commit], index) => [`${parent} ${commit}`, lists[index]!.filter(matters)]),
  )
  const changed = (parent: string, commit: string): readonly string[] => between.get(`${parent} ${commit}`) ?? []
  return {
    differs: (parent, commit) => between.get(`${parent} ${commit}`)?.length !== 0,
    changed(commit) {
      const [first, ...others] = (graph.get(commit) ?? []).map((parent) => changed(parent, commit))
      return first?.filter((path) => others.every((other) => other.includes(path))) ?? []
    },
  }
}
