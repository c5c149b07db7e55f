import { Script } from 'node:vm'
import type { TimeBudget } from '../ports.ts'
import { unavailable } from '../problem.ts'

const SLOT = Symbol.for('casebook.bounded')
const holder = globalThis as unknown as Record<symbol, () => unknown>
const script = new Script(`globalThis[Symbol.for('casebook.bounded')]()`)

/**
 * One budget of `totalMs` of work for a whole judgement, `eachMs` at most at a time: past either, synchronous work is cut off,
 * be it a regular expression, a schema or a distance. V8's own watchdog does it, so no work can refuse.
 */
export function makeTimeBudget(totalMs: number, eachMs: number): TimeBudget {
  let left = totalMs
  return {
    bounded<T>(work: () => T): T {
      const start = performance.now()
      holder[SLOT] = work
      try {
        return script.runInThisContext({ timeout: Math.max(1, Math.ceil(Math.min(left, eachMs))) }) as T
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
        throw unavailable('assertion-too-slow', 'an assertion took longer than its time budget', {
          hints: ['simplify the pattern or the schema', 'assert less of the output'],
        })
      } finally {
        left = Math.max(0, left - (performance.now() - start))
      }
    },
  }
}
