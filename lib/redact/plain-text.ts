import { matchesOf } from './matches-of.ts'
import type { Range } from './types.ts'

/** A text with its backslash escapes undone, as it reads to whoever parses the JSON or code inside it. */
export interface PlainText {
  readonly text: string
  /** Where a range of `text` lies in the original. */
  original(range: Range): Range
}

interface Escape {
  readonly at: number
  readonly start: number
  readonly end: number
}

// However often a JSON text was put into another, an escape is a run of backslashes and what they escape.
const ESCAPE = /(?<!\\)\\(?:\\*(?:u([0-9a-fA-F]{4})|([nrtbf"'/]))|\\+)/g
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** Undoes JSON's escapes, nested ones too: traces carry JSON inside strings, where `\n` would glue an `n` to the next word. */
export function undoEscapes(original: string): PlainText {
  const escapes: Escape[] = []
  const parts: string[] = []
  let from = 0
  let length = 0
  for (const match of original.includes('\\') ? matchesOf(ESCAPE, original) : []) {
    length += match.index - from
    parts.push(original.slice(from, match.index), charOf(match[1], match[2]))
    from = match.index + match[0].length
    escapes.push({ at: length++, start: match.index, end: from })
  }
  parts.push(original.slice(from))
  return { text: parts.join(''), original: (range) => mapBack(escapes, range) }
}

const charOf = (hex: string | undefined, char = '\\'): string =>
  hex === undefined ? (CONTROL[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16))

const mapBack = (escapes: readonly Escape[], { start, end }: Range): Range => ({
  start: locate(escapes, start).start,
  end: locate(escapes, end - 1).end,
})

/** Returns where one character of the plain text lies, by bisection. */
function locate(escapes: readonly Escape[], at: number): Range {
  let low = 0
  let high = escapes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (escapes[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  const before = escapes[low - 1]
  if (before === undefined) return { start: at, end: at + 1 }
  if (before.at === at) return before
  const start = before.end + at - before.at - 1
  return { start, end: start + 1 }
}
