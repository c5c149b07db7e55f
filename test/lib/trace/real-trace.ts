import { readFileSync } from 'node:fs'
import { Problem } from '../../../lib/problem.ts'
import { readTrace } from '../../../lib/trace/read-trace.ts'
import type { Call, Trace } from '../../../lib/trace/types.ts'

const FOLDER = new URL('../../traces/', import.meta.url)

export const realText = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8')

export const readReal = (name: string, span?: string): Trace =>
  readTrace(realText(name), span === undefined ? {} : { span })

export const read = (value: unknown, choice?: Parameters<typeof readTrace>[1]): Trace =>
  readTrace(JSON.stringify(value), choice)

export const rootOf = (trace: Trace): Call => trace.calls[trace.root] as Call

export const rootOfReal = (name: string, span?: string): Call => rootOf(readReal(name, span))

/** Returns the problem that an action throws, in the terms a user sees. */
export function problemOf(action: () => unknown): { code: string; message: string; hints: readonly string[] } {
  try {
    action()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: `${error.kind} ${error.code}`, message: error.message, hints: error.hints }
  }
  throw new Error('nothing was thrown')
}
