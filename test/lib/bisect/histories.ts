import fc from 'fast-check'
import type { CommitGraph } from '../../../lib/history/commit-graph.ts'

export const nameOf = (index: number): string => `c${index}`

/** A history in which every commit names its parents by how far before it they are. */
export function aHistory(parents: readonly (readonly number[])[]): CommitGraph {
  return new Map(parents.map((its, index) => [nameOf(index), its.map(nameOf)]))
}

/** Commits one after the other. */
export const aLine = (length: number): CommitGraph =>
  aHistory(Array.from({ length }, (_, index) => (index === 0 ? [] : [index - 1])))

/** Histories of branches and merges, whose last commit descends from all others, with a root here and there. */
export const histories = (most: number): fc.Arbitrary<CommitGraph> =>
  fc.array(fc.array(fc.nat(), { minLength: 0, maxLength: 3 }), { minLength: 1, maxLength: most }).map((steps) => {
    const parents = steps.map((its, index) =>
      index === 0 ? [] : [...new Set(its.map((step) => index - 1 - (step % Math.min(index, 8))))],
    )
    const tips = parents.map((_, index) => index).filter((each) => !parents.some((its) => its.includes(each)))
    return aHistory([...parents, tips])
  })

/** The commit and all that it descends from. */
export function ancestors(graph: CommitGraph, commit: string): ReadonlySet<string> {
  const seen = new Set([commit])
  for (const each of seen) for (const parent of graph.get(each) ?? []) seen.add(parent)
  return seen
}
