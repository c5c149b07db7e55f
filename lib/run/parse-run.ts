import { invalid, type Problem } from '../problem.ts'
import { isTooDeep, MAX_DEPTH } from '../target/nesting.ts'
import type { RunDocument } from './types.ts'

/** The largest document that is read, in bytes. */
export const MAX_RUN_BYTES = 256 * 1024 * 1024
/** Levels of nesting: what an answer may have, and the document around it. */
const MAX_RUN_DEPTH = MAX_DEPTH + 100

/** Says what keeps a value from being a run document; empty where nothing does. */
export type ValidateRun = (value: unknown) => readonly string[]

/** Parses a run document that anybody may have written. `name` is how messages call it. Throws `not-a-run`. */
export function parseRun(bytes: Uint8Array, name: string, validate: ValidateRun): RunDocument {
  if (bytes.byteLength > MAX_RUN_BYTES) throw notRun(name, `it is larger than ${MAX_RUN_BYTES} bytes (256 MiB)`)
  const text = decode(bytes, name)
  if (isTooDeep(text, MAX_RUN_DEPTH)) throw notRun(name, `it nests deeper than ${MAX_RUN_DEPTH} levels`)
  const value = parse(text, name)
  const format = (value as { format?: unknown } | null)?.format
  if (format !== 'casebook-run/1')
    throw notRun(name, `its format is ${JSON.stringify(format)?.slice(0, 60) ?? 'not said'}`)
  const [fault] = validate(value)
  if (fault !== undefined) throw notRun(name, fault)
  return value as RunDocument
}

/** The problem of a file that is no run document. */
export const notRun = (name: string, why: string): Problem =>
  invalid('not-a-run', `"${name}" is not a run document: ${why}`, {
    hints: ['casebook run --shard 1/2 --json > 1.json writes one'],
  })

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw notRun(name, 'it is not UTF-8')
  }
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notRun(name, text.trim() === '' ? 'it is empty' : 'it is not JSON, or cut off')
  }
}
