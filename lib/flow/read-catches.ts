import type { Config } from '../config/types.ts'
import { type Catch, catchCandidates, findCatches } from '../history/catches.ts'
import { ancestorsOf } from '../history/commit-graph.ts'
import type { RunBook } from '../history/run-book.ts'
import type { Ports } from '../ports.ts'
import { findBase } from './find-base.ts'

/** The catches of one set's runs, oldest first. Git is asked for ancestors only where a run is a candidate. */
export async function readCatches(ports: Ports, config: Config | null, book: RunBook): Promise<Catch[]> {
  const candidates = catchCandidates(book).map(({ run }) => run)
  if (candidates.length === 0) return []
  const base = await findBase(ports, config, 'HEAD').catch(() => null)
  const tips = [
    ...candidates.map(({ commit }) => commit),
    ...candidates.flatMap((run) => run.base ?? []),
    ...(base === null ? [] : [base]),
  ]
  const graph = await ports.ownRefs.graph([...new Set(tips)])
  return findCatches(book, { graph, onBase: new Set(base === null ? [] : ancestorsOf(graph, base)) })
}
