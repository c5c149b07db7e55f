import { CASE_ID } from '../case/id.ts'
import { type Json, TIERS } from '../case/types.ts'
import { NOTE_REASONS } from './note.ts'

/** What one value of the front matter has to be; `want` completes the hint "write …". */
export interface NoteRule {
  readonly want: string
  holds(value: Json): boolean
}

const isText = (value: Json): boolean => typeof value === 'string' && /\S/.test(value)
const isLine = (value: Json): boolean => isText(value) && !/[\n\u0085\u2028\u2029]/.test(value as string)
const matching = (pattern: RegExp, want: string): NoteRule => ({
  want,
  holds: (value) => typeof value === 'string' && pattern.test(value),
})
const among = (names: readonly string[]): NoteRule => ({
  want: `one of: ${names.join(', ')}`,
  holds: (value) => typeof value === 'string' && names.includes(value),
})

const CASE = matching(CASE_ID, 'reg-YYYY-MM-DD-xxxxxx with six lower-case hex digits')
const DEMAND = matching(/^[0-9a-f]{64}$/, '64 lower-case hex digits, in quotes if all are decimal')
const TIER = among(TIERS)
const LINE: NoteRule = { want: 'one line of text', holds: isLine }
const EVIDENCE: NoteRule = {
  want: 'some text, or a list of texts',
  holds: (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
}

/** The lists of entries, and the fields that each entry has. */
export const ENTRY_RULES: ReadonlyMap<string, ReadonlyMap<string, NoteRule>> = new Map([
  ['retire', new Map(Object.entries({ id: CASE, demand: DEMAND }))],
  ['change', new Map(Object.entries({ id: CASE, from: DEMAND, to: DEMAND }))],
  ['move', new Map(Object.entries({ id: CASE, from: TIER, to: TIER }))],
  ['waive', new Map(Object.entries({ bug: LINE, reason: LINE }))],
])

/** The fields that hold one value. */
export const FIELD_RULES: ReadonlyMap<string, NoteRule> = new Map(
  Object.entries({ reason: among(NOTE_REASONS), evidence: EVIDENCE, approved_by: LINE }),
)
