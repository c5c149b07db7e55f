import type { Ports } from '../ports.ts'
import type { ReportDocument } from '../report/reported-set.ts'
import { listSet } from './list-set.ts'
import { showHistory } from './show-history.ts'

/** Runs that a page lists: more are for `history --limit`. */
const MOST_RUNS = 100

/** Gathers what a page of the set tells. Starts no target. */
export async function reportSet(ports: Ports): Promise<ReportDocument> {
  const [list, history, commit] = await Promise.all([
    listSet(ports, { at: null, tier: null, isExplained: true }),
    showHistory(ports, { id: null, limit: Number.MAX_SAFE_INTEGER }),
    ports.git.resolveCommit('HEAD').catch(() => null),
  ])
  const runs = history.runs.filter((run) => run.set === list.set.name)
  return {
    format: 'casebook-report/1',
    at: ports.clock.now().toISOString(),
    commit,
    set: list.set,
    cases: list.cases.map((one) => ({ ...one, history: history.cases[one.id] ?? null })),
    last_run: runs.find(({ kind }) => kind === 'run' || kind === 'release') ?? null,
    runs: runs.slice(0, MOST_RUNS),
    total: runs.length,
  }
}
