import type { Json, JsonObject } from '../case/types.ts'
import { NOTE_REASONS } from './note.ts'
import { ENTRY_RULES, FIELD_RULES, type NoteRule } from './note-rule.ts'

export interface FrontMatterFault {
  readonly message: string
  readonly hint: string
  /** The path of keys to what is wrong. */
  readonly at: readonly (string | number)[]
}

type Path = FrontMatterFault['at']

/** Judges what the front matter of a migration note says (PRODUCT.md section 9). No faults: it can be taken as it is. */
export function judgeFrontMatter(value: Json): FrontMatterFault[] {
  if (!isMap(value)) return [{ message: `the front matter is ${quote(value)}, not a map of fields`, hint: MAP, at: [] }]
  const faults = Object.entries(value).flatMap(([name, field]) => judgeField(name, field))
  return [...faults, ...judgeReason(value)]
}

const MAP = 'write a map of fields'

function judgeField(name: string, value: Json): FrontMatterFault[] {
  const entry = ENTRY_RULES.get(name)
  if (entry) return judgeEntries(name, value, entry)
  const rule = FIELD_RULES.get(name)
  return rule ? judgeValue([name], value, rule) : [unknownField([name])]
}

function judgeEntries(name: string, value: Json, rules: ReadonlyMap<string, NoteRule>): FrontMatterFault[] {
  if (!isList(value)) return [{ message: `"${name}" is ${quote(value)}, not a list`, hint: 'write a list', at: [name] }]
  return value.flatMap((entry, index) => judgeEntry([name, index], entry, rules))
}

function judgeEntry(at: Path, entry: Json, rules: ReadonlyMap<string, NoteRule>): FrontMatterFault[] {
  if (!isMap(entry)) {
    const hint = `write {${[...rules.keys()].join(', ')}}`
    return [{ message: `${nameOf(at)} is ${quote(entry)}, not a map of fields`, hint, at }]
  }
  const unknown = Object.keys(entry).filter((name) => !rules.has(name))
  const faults = [...rules].flatMap(([name, rule]) =>
    Object.hasOwn(entry, name) ? judgeValue([...at, name], entry[name]!, rule) : [lacks(at, name)],
  )
  return [...unknown.map((name) => unknownField([...at, name])), ...faults, ...judgeStandstill(at, entry)]
}

/** A step from a thing to itself would explain nothing, and hides a slip of the pen. */
function judgeStandstill(at: Path, { from, to }: JsonObject): FrontMatterFault[] {
  if (from === undefined || from !== to) return []
  return [{ message: `${nameOf(at)} leads from ${quote(from)} to itself`, hint: 'correct "from" or "to"', at }]
}

const judgeValue = (at: Path, value: Json, rule: NoteRule): FrontMatterFault[] =>
  rule.holds(value) ? [] : [{ message: `${nameOf(at)} is ${quote(value)}`, hint: `write ${rule.want}`, at }]

/** Waiving a bug and moving a case say their reason in their own words. */
function judgeReason(value: JsonObject): FrontMatterFault[] {
  const has = (name: string): boolean => isList(value[name]) && (value[name] as readonly Json[]).length > 0
  const excused = (has('waive') || has('move')) && !has('retire') && !has('change')
  if (excused || Object.hasOwn(value, 'reason')) return []
  return [{ message: 'lacks "reason"', hint: `add reason: one of ${NOTE_REASONS.join(', ')}`, at: [] }]
}

const lacks = (at: Path, name: string): FrontMatterFault => ({
  message: `${nameOf(at)} lacks "${name}"`,
  hint: `add ${name}: …`,
  at,
})

function unknownField(at: Path): FrontMatterFault {
  const inside = at.length > 1 ? `${nameOf(at.slice(0, -1))} ` : ''
  const message = `${inside}has the unknown field ${quote(String(at.at(-1)))}`
  return { message, hint: 'correct the name or remove it', at }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isMap = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !isList(value)
const nameOf = (at: Path): string => `"${at.join('.')}"`

/** Quotes as JSON, so that a line feed can't fake a message of ours; cut to 80 characters. */
function quote(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79).replace(/[\ud800-\udbff]$/, '')}…` : text
}
