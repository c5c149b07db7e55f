import type { Find, Finder } from './types.ts'

const PREFIX = 8
const PER_PREFIX = 32

/** Compiles secrets that one place betrayed (value → kind, of at least eight characters) to a finder of them anywhere else. */
export function findValuesOf(values: ReadonlyMap<string, string>): Finder {
  const byPrefix = groupByPrefix([...values.keys()])
  return (text) => (values.size === 0 ? [] : findValues(text, byPrefix, values))
}

function findValues(
  text: string,
  byPrefix: ReadonlyMap<string, readonly string[]>,
  kinds: ReadonlyMap<string, string>,
): Find[] {
  const finds: Find[] = []
  for (let at = 0; at + PREFIX <= text.length; at++) {
    const value = byPrefix.get(text.slice(at, at + PREFIX))?.find((one) => standsAt(text, one, at))
    if (value === undefined) continue
    finds.push({ family: 'secret', kind: kinds.get(value)!, start: at, end: at + value.length })
    at += value.length - 1
  }
  return finds
}

/** Longest first; of many that start alike only some are looked for, which bounds the work on a text made to be slow. */
function groupByPrefix(values: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const value of [...values].sort((a, b) => b.length - a.length)) {
    const group = groups.get(value.slice(0, PREFIX)) ?? []
    if (group.length < PER_PREFIX) groups.set(value.slice(0, PREFIX), [...group, value])
  }
  return groups
}

// A short one inside a longer word is more likely a part of it.
const standsAt = (text: string, value: string, at: number): boolean =>
  text.startsWith(value.slice(-PREFIX), at + value.length - PREFIX) &&
  text.startsWith(value, at) &&
  (value.length >= 16 ||
    (!/[A-Za-z0-9]/.test(text[at - 1] ?? '') && !/[A-Za-z0-9]/.test(text[at + value.length] ?? '')))
