import type { Json } from '../case/types.ts'
import type { Call } from './types.ts'

/** A trace as a reader found it in a file: every unit of work, in the order of time, before one is chosen. */
export interface FoundTrace {
  readonly trace_id: string | null
  readonly calls: readonly Call[]
  /** The call that the format itself makes the root; null leaves it to `chooseRoot`. */
  readonly root: number | null
}

/** One reader: `knows` looks at one document or row, `read` at all that it knows of a file. */
export interface Format {
  readonly name: string
  readonly knows: (record: Json) => boolean
  readonly read: (records: readonly Json[]) => readonly FoundTrace[]
}

/** Groups rows by key, keeping the order of first sight. Rows of a null key make one group. */
export function groupBy<T>(
  rows: readonly T[],
  keyOf: (row: T) => string | null,
): ReadonlyMap<string | null, readonly T[]> {
  const groups = new Map<string | null, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

/** Orders calls by their start (ISO 8601 in UTC); the ones without keep their place at the end. */
export const byTime = (calls: readonly Call[]): readonly Call[] =>
  [...calls].sort((a, b) => (a.at === b.at ? 0 : a.at === null ? 1 : b.at === null ? -1 : a.at < b.at ? -1 : 1))
