import { isKeyOf, parseBug } from './parse-bug.ts'

export interface Reference {
  readonly text: string
  /** Where the text after it begins. */
  readonly end: number
}

const ISSUE = /(?:[\w.-]+(?:\/[\w.-]+)*)?#\d{1,10}(?!\w)/y
const KEY = /[A-Za-z][A-Za-z0-9_]*-\d{1,10}(?!\w)/y
const LINK = /https?:\/\/[^\s,()[\]{}<>"'`|\\]+/iy

/** Reads the reference that begins at `at`: `#n`, `path#n`, `GH-n`, an issue's URL, or a key of `keys` (in upper case); else null. */
export function readReference(message: string, at: number, keys: ReadonlySet<string>): Reference | null {
  const link = matchAt(LINK, message, at)
  if (link !== null) return readLink(withoutPunctuation(link), at, keys)
  const key = matchAt(KEY, message, at)
  const text = key !== null && (/^GH-/i.test(key) || isKeyOf(key, keys)) ? key : matchAt(ISSUE, message, at)
  return text === null ? null : { text, end: at + text.length }
}

function readLink(text: string, at: number, keys: ReadonlySet<string>): Reference | null {
  const bug = parseBug(text, { repo: null, keys: [...keys] })
  const counts = bug.kind === 'issue' || (bug.kind === 'key' && isKeyOf(bug.key, keys))
  return counts ? { text, end: at + text.length } : null
}

export function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

/** A loop, since a pattern for trailing dots is quadratic on long runs of them. */
export function withoutPunctuation(text: string): string {
  let end = text.length
  while (end > 0 && '.;:!?*_'.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
