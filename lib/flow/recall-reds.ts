import { type Bounds, boundsOf } from '../history/bounds.ts'
import { type RecordedRun, timeOf } from '../history/event.ts'
import { makeRunBook } from '../history/run-book.ts'
import { isRed } from '../history/verdict-of.ts'
import type { Ports } from '../ports.ts'
import type { CaseResult, Remembered, RunDocument } from '../run/types.ts'
import { readHistory } from './read-history.ts'

/**
 * Adds to each red case of a run the last commit it was green at and the first it was red at, where history knows them. Looks
 * into the history only where a case is red, and leaves the run as it is where that fails: it is said with the verdict, never in it.
 */
export async function recallReds(ports: Ports, run: RunDocument): Promise<RunDocument> {
  if (run.commit === null || !run.results.some((one) => isRed(one.verdict))) return run
  try {
    return await recall(ports, run, run.commit)
  } catch {
    return run
  }
}

async function recall(ports: Ports, run: RunDocument, commit: string): Promise<RunDocument> {
  const { runs } = await readHistory(ports)
  const ids = new Set(run.results.filter((one) => isRed(one.verdict)).map((one) => one.id))
  const book = makeRunBook(runs.filter((one) => one.set === run.set.name))
  const isKnown = book.runs.some((one) => [...ids].some((id) => one.asked.has(id)))
  const graph = isKnown ? await ports.ownRefs.graph([commit]) : new Map()
  const withBounds = (result: CaseResult): CaseResult =>
    ids.has(result.id) ? { ...result, ...remember(boundsOf(book, graph, result.id, commit), run, commit) } : result
  return { ...run, results: run.results.map(withBounds) }
}

/** At a clean commit that no earlier run found red, this run is the first. */
function remember({ lastGreen, firstRed }: Bounds, { dirty }: RunDocument, commit: string): Partial<CaseResult> {
  const here: Remembered | null = dirty ? null : { commit, at: null }
  return { last_green: lastGreen && sayRun(lastGreen), first_red: firstRed ? sayRun(firstRed) : here }
}

const sayRun = ({ commit, at }: RecordedRun): Remembered => ({ commit, at: timeOf(at) })
