import { parseBug } from './parse-bug.ts'
import { withoutPunctuation } from './read-reference.ts'

const BUG = /^bug[ \t]*:/i

/** Finds the values of `Bug:` lines in the last paragraph (never the subject's): numbers, `#n`, keys and URLs, also in a list. */
export function findInTrailers(message: string): string[] {
  return unfold(lastParagraph(message))
    .filter((line) => BUG.test(line))
    .flatMap((line) => line.slice(line.indexOf(':') + 1).split(','))
    .flatMap(referencesOf)
}

/** The leading references of one item: "412 (refunds)" and "#4 #5" name theirs first. */
function referencesOf(item: string): string[] {
  const words = item
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(withoutPunctuation)
  const end = words.findIndex((word) => parseBug(word, { repo: null, keys: [] }).kind === 'text')
  return end === -1 ? words : words.slice(0, end)
}

function lastParagraph(message: string): string[] {
  const lines = message.split('\n')
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1
  const start = lines.findLastIndex((line, i) => i < end && line.trim() === '') + 1
  const isSubject = lines.slice(0, start).every((line) => line.trim() === '')
  return isSubject ? [] : lines.slice(start, end)
}

/** Joins continuation lines to the line they continue. */
function unfold(lines: readonly string[]): string[] {
  const out: string[][] = []
  for (const line of lines) {
    if (/^[ \t]/.test(line) && out.length > 0) out.at(-1)?.push(line)
    else out.push([line])
  }
  return out.map((parts) => parts.join(' '))
}
