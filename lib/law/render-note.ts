import { renderYaml } from '../case/write-case.ts'
import { invalid } from '../problem.ts'
import type { Note } from './note.ts'
import { parseNote, tidyProse } from './parse-note.ts'

/**
 * Renders a migration note canonically: fields and entries in one order, empty ones left out, one LF at the end.
 * Parsing it gives the same note back, its prose tidied (LF line ends, no blank space around it).
 * Throws `note-text` for what `parseNote` would refuse.
 */
export function renderNote(note: Omit<Note, 'id'>): string {
  const prose = tidyProse(note.why.replace(/\r\n?/g, '\n').toWellFormed())
  const text = `---\n${renderYaml(frontMatterOf(note))}---\n\n${prose}\n`
  const read = parseNote(new TextEncoder().encode(text), 'note.md')
  if ('value' in read) return text
  const { message, hint } = read.findings[0]!
  throw invalid('note-text', `the migration note would be refused: ${message}`, { hints: [hint] })
}

function frontMatterOf(note: Omit<Note, 'id'>): Record<string, unknown> {
  const fields: [string, unknown][] = [
    ['retire', note.retire.map(({ id, demand }) => ({ id, demand }))],
    ['change', note.change.map(({ id, from, to }) => ({ id, from, to }))],
    ['move', note.move.map(({ id, from, to }) => ({ id, from, to }))],
    ['waive', note.waive.map(({ bug, reason }) => ({ bug, reason }))],
    ['reason', note.reason],
    ['evidence', note.evidence],
    ['approved_by', note.approved_by],
  ]
  return Object.fromEntries(
    fields.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  )
}

/** Longest id of a leaf (MERKLE.md). */
const MAX_ID = 128

/**
 * Makes the id of a note of `day` (`YYYY-MM-DD`) from words of its writer, e.g. `2026-11-22-drop-legacy-refund`;
 * one that `taken` holds is numbered from 2.
 */
export function noteId(day: string, words: string, taken: (id: string) => boolean): string {
  const stem = `${day}-${slugOf(words) || 'note'}`
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`
    const id = stem.slice(0, MAX_ID - suffix.length).replace(/-$/, '') + suffix
    if (!taken(id)) return id
  }
}

/** Letters lose their accents (compatibility decomposition, then the marks); whatever else is no ASCII letter or digit parts words. */
const slugOf = (words: string): string =>
  words
    .slice(0, 4 * MAX_ID)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
