import type { Config } from '../config/types.ts'
import type { EventKind } from '../history/event.ts'
import type { Ports } from '../ports.ts'
import type { RunCase, RunDocument } from '../run/types.ts'
import { isCheckedOut } from './is-checked-out.ts'
import type { VerdictMemory } from './verdict-memory.ts'

/** A run that every case of the selection has a result of. */
export interface FinishedRun {
  readonly document: RunDocument
  readonly items: readonly RunCase[]
  readonly memory: VerdictMemory | null
  /** True where the work tree answered. */
  readonly inPlace: boolean
  /** What history keeps it as; null where the caller sees to that. */
  readonly kind: EventKind | null
}

/**
 * The one place that every finished run passes, whoever asked for it: what it leaves behind is written here, and what is known
 * of its reds is added to the document that comes back.
 */
export async function finishRun(ports: Ports, config: Config, run: FinishedRun): Promise<RunDocument> {
  // Where nothing was asked there is nothing to keep.
  if (run.document.results.length > 0 && run.document.results.every(({ reused }) => reused)) return run.document
  await rememberVerdicts(ports, config, run)
  const [{ recallReds }, { recordRuns }] = await Promise.all([import('./recall-reds.ts'), import('./record-runs.ts')])
  const recalled = await recallReds(ports, run.document)
  if (run.kind !== null) await recordRuns(ports, config, run.kind, [run.document], run)
  return recalled
}

/** A work tree that was edited while it answered proves nothing of its commit; what is red proves that nothing kept holds. */
async function rememberVerdicts(ports: Ports, config: Config, run: FinishedRun): Promise<void> {
  const { document, items, memory, inPlace } = run
  if (!memory) return
  if (document.green && inPlace && !(await isCheckedOut(ports, config, memory.commit, 'again'))) return
  await memory.keep(items, document.results)
}
