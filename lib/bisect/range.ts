import type { CommitGraph } from '../history/commit-graph.ts'
import { weighCommits } from './weights.ts'

/** The commits among which the first bad one is looked for, by number: every commit comes after its ancestors. */
export interface Range {
  readonly commits: readonly string[]
  /** By commit; what lies outside has none. */
  readonly numberOf: ReadonlyMap<string, number>
  /** Parents within the range. */
  readonly parents: readonly (readonly number[])[]
  /** Commits whose answer must be the same share a class. */
  readonly classOf: readonly number[]
  /** False where an answer is the same as at a parent: such a commit is never the first bad one. */
  readonly matters: readonly boolean[]
  /** How likely each is the first bad one, as whole numbers: none at all where it does not matter. */
  readonly weights: readonly number[]
}

/** What is known of the files that an answer depends on. */
export interface Changes {
  /** Whether any of them differs between a commit and its parent. */
  differs(parent: string, commit: string): boolean
  /** Those that a commit has otherwise than each of its parents; empty where that is not known. */
  changed(commit: string): readonly string[]
}

/** Nothing is known: any commit may have changed anything. */
export const UNKNOWN: Changes = { differs: () => true, changed: () => [] }

/**
 * Makes the range of the ancestors of `bad`, itself included, that are no ancestors of a `good` one. Branches stay together, so
 * that neighbours by number are neighbours in the history as far as may be.
 */
export function makeRange(
  graph: CommitGraph,
  { good, bad }: { readonly good: readonly string[]; readonly bad: string },
  { differs, changed }: Changes = UNKNOWN,
): Range {
  const commits = orderAncestors(graph, bad, ancestorsOfAll(graph, good))
  const numberOf = new Map(commits.map((commit, number) => [commit, number]))
  const within = (commit: string): number[] => (graph.get(commit) ?? []).flatMap((parent) => numberOf.get(parent) ?? [])
  const parents = commits.map(within)
  const classOf: number[] = []
  const matters = commits.map((commit, number) => {
    const same = (graph.get(commit) ?? []).filter((parent) => !differs(parent, commit))
    const twin = same.flatMap((parent) => numberOf.get(parent) ?? [])[0]
    classOf.push(twin === undefined ? number : classOf[twin]!)
    return same.length === 0
  })
  const mattering = commits.filter((_, number) => matters[number])
  const weights = weighCommits(mattering.map(changed)).values()
  return {
    commits,
    numberOf,
    parents,
    classOf,
    matters,
    weights: matters.map((one) => (one ? weights.next().value! : 0)),
  }
}

function ancestorsOfAll(graph: CommitGraph, tips: readonly string[]): ReadonlySet<string> {
  const seen = new Set(tips)
  for (const each of seen) for (const parent of graph.get(each) ?? []) seen.add(parent)
  return seen
}

/** Parents first, by a walk that finishes one line of ancestors before it starts the next; without recursion, for long histories. */
function orderAncestors(graph: CommitGraph, tip: string, without: ReadonlySet<string>): string[] {
  const ordered: string[] = []
  const seen = new Set(without)
  const open: { readonly commit: string; next: number }[] = []
  const enter = (commit: string): void => {
    if (seen.has(commit) || !graph.has(commit)) return
    seen.add(commit)
    open.push({ commit, next: 0 })
  }
  enter(tip)
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const parents = graph.get(top.commit)!
    if (top.next < parents.length) enter(parents[top.next++]!)
    else ordered.push(open.pop()!.commit)
  }
  return ordered
}

/** Marks a commit and its ancestors within the range: one sweep, since every commit comes after its ancestors. */
export function markAncestors({ parents }: Range, number: number): Uint8Array {
  const marks = new Uint8Array(parents.length)
  marks[number] = 1
  for (let each = number; each >= 0; each--) if (marks[each]) for (const parent of parents[each]!) marks[parent] = 1
  return marks
}
