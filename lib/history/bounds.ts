import { ancestorsOf, type CommitGraph } from './commit-graph.ts'
import type { RecordedRun } from './event.ts'
import { greenAt, type RunBook, redAt } from './run-book.ts'

/** Between which commits a case broke, as far as history knows. */
export interface Bounds {
  /** The run that proves the nearest green ancestor of the commit; null where none is known. */
  readonly lastGreen: RecordedRun | null
  /** The red run furthest back that lies after that green; null where none is known. */
  readonly firstRed: RecordedRun | null
}

/**
 * Bounds the change that broke a case which is red at `commit`, by every run that asked it, of whatever kind. A commit at which
 * it was both green and red is neither end. `graph` must hold the ancestors of `commit`, itself included.
 */
export function boundsOf(book: RunBook, graph: CommitGraph, id: string, commit: string): Bounds {
  const lastGreen = firstOf(ancestorsOf(graph, commit), (each) => greenAt(book, each, id))
  const before = new Set(lastGreen === null ? [] : ancestorsOf(graph, lastGreen.commit))
  let firstRed: RecordedRun | null = null
  for (const each of ancestorsOf(graph, commit)) if (!before.has(each)) firstRed = redAt(book, each, id) ?? firstRed
  return { lastGreen, firstRed }
}

function firstOf<T, R>(items: Iterable<T>, choose: (item: T) => R | null): R | null {
  for (const item of items) {
    const chosen = choose(item)
    if (chosen !== null) return chosen
  }
  return null
}
