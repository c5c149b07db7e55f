/** Parents by commit, as far as this clone has them and anybody asked. */
export type CommitGraph = ReadonlyMap<string, readonly string[]>

/** Walks a commit and its ancestors, each once, by the number of steps to it. Commits that the graph does not hold end a path. */
export function* ancestorsOf(graph: CommitGraph, commit: string): Generator<string> {
  const seen = new Set([commit])
  for (const each of seen) {
    yield each
    for (const parent of graph.get(each) ?? []) seen.add(parent)
  }
}

/** True when `older` is `newer` or one of its ancestors. */
export function reaches(graph: CommitGraph, newer: string, older: string): boolean {
  for (const each of ancestorsOf(graph, newer)) if (each === older) return true
  return false
}
