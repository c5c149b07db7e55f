import type { Verdict } from '../verdict/types.ts'
import type { RecordedRun } from './event.ts'

/** What a run says of a case: null where it did not ask it anew. */
export function verdictOf(run: RecordedRun, id: string): Exclude<Verdict, 'missing'> | null {
  if (!run.asked.has(id)) return null
  return run.verdicts.find((one) => one.id === id)?.verdict ?? 'pass'
}

/** True of what blocks because of the product's answers; `error` is no green and no red. */
export const isRed = (verdict: string | null): verdict is 'relapsed' | 'failed' | 'flaky' =>
  verdict === 'relapsed' || verdict === 'failed' || verdict === 'flaky'

/**
 * True of a run that tells how the set stood at its time. A bisection, the red proof of an admission, and a run of a commit that
 * lay behind already, ask the past again: they say what a commit was, never how things are since.
 */
export const tellsToday = (run: RecordedRun, verdict: string | null): boolean =>
  !run.past && (run.kind === 'run' || run.kind === 'release' || (run.kind === 'admit' && verdict === 'pass'))
