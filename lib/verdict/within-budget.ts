import { Problem, unavailable } from '../problem.ts'
import type { JudgeTools } from './types.ts'

/** What an engine throws when a pattern, a schema or a value is too much for it, as against too slow. */
const OVERFLOWS: ReadonlySet<string> = new Set(['RangeError', 'SyntaxError'])

/** Runs an assertion under the judge's time budget; throws a `Problem` 'assertion-too-large' where it overflows the engine. */
export function withinBudget<T>(tools: Pick<JudgeTools, 'bounded'>, type: string, work: () => T): T {
  try {
    return tools.bounded(work)
  } catch (cause) {
    if (cause instanceof Problem || !isOverflow(cause)) throw cause
    throw unavailable('assertion-too-large', `assertion "${type}" overflows the engine on this output`, {
      hints: ['make its pattern or schema simpler, or point it at a part of the output with "at"'],
      cause,
    })
  }
}

/** By name: work that ran in another realm throws that realm's errors. */
const isOverflow = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'name' in cause && OVERFLOWS.has(String(cause.name))
