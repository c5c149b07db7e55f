import { parse as parseCsv } from 'csv-parse/sync'
import type { Json, JsonObject } from '../case/types.ts'
import { isList, isObject } from './kind.ts'
import { quote } from './quote.ts'
import { readLenientYaml } from './read-lenient-yaml.ts'
import { fillTemplate } from './template.ts'

/** The value that an assertion of casebook has, absent where it takes none; or why there can be none. */
type Read = { readonly value?: Json } | { readonly fault: string }
type Reader = (value: Json | undefined, threshold: Json | undefined) => Read

/** Reads what a promptfoo assertion wants into casebook's shape, its templates filled in from `vars`. */
export function readAssertionValue(
  type: string,
  value: Json | undefined,
  threshold: Json | undefined,
  vars: JsonObject,
): Read {
  const filled = fillValue(value, vars)
  if ('fault' in filled) return filled
  const plain = type.replace(/^not-/, '')
  return (READERS.get(plain) ?? anything)(filled.value, threshold)
}

/** promptfoo renders a text, and the texts of a list; nothing deeper. */
function fillValue(value: Json | undefined, vars: JsonObject): Read {
  const texts = (isList(value) ? value : [value]).filter((one) => typeof one === 'string')
  const template = texts.map((text) => fillTemplate(text, vars).template).find((one) => one !== null)
  if (template !== undefined) return { fault: `its value has the template ${quote(template!)}` }
  const fill = (one: Json): Json => (typeof one === 'string' ? fillTemplate(one, vars).text : one)
  return value === undefined ? {} : { value: isList(value) ? value.map(fill) : fill(value) }
}

const bad = (value: Json | undefined): Read => ({
  fault: value === undefined ? 'it has no value' : `its value ${quote(value)} is none that casebook reads`,
})

const anything: Reader = (value) => (value === undefined ? bad(value) : { value })
const nothing: Reader = (value) => (value === undefined || value === null || value === '' ? {} : bad(value))
const text: Reader = (value) =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? { value } : bad(value)

function texts(value: Json | undefined): Read {
  if (typeof value === 'string') return splitTexts(value)
  const isRead =
    isList(value) &&
    value.length > 0 &&
    value.every((one) => (typeof one === 'string' && one !== '') || typeof one === 'number')
  return isRead ? { value } : bad(value)
}

/** Commas part the texts; one with a comma in it stands in quotes. */
function splitTexts(value: string): Read {
  try {
    const rows = parseCsv(value.replaceAll('\n', ' '), {
      trim: true,
      relax_column_count: true,
    }) as readonly (readonly string[])[]
    const list = rows.flat().filter((one) => one !== '')
    return list.length > 0 ? { value: list } : bad(value)
  } catch {
    return bad(value)
  }
}

function regex(value: Json | undefined): Read {
  if (typeof value !== 'string' || value === '') return bad(value)
  try {
    new RegExp(value)
    return { value }
  } catch {
    return { fault: `its pattern ${quote(value)} does not compile` }
  }
}

/** A schema may be a text, which promptfoo reads as YAML. */
function schema(value: Json | undefined): Read {
  if (value === undefined || value === null || value === '') return {}
  const parsed = typeof value === 'string' ? parseSchema(value) : value
  return isObject(parsed) ? { value: parsed } : bad(value)
}

function parseSchema(value: string): Json {
  try {
    return readLenientYaml(value, 'schema')
  } catch {
    return null
  }
}

function levenshtein(value: Json | undefined, threshold: Json | undefined): Read {
  if (typeof value !== 'string') return bad(value)
  if (threshold === undefined) return { value }
  return typeof threshold === 'number' && threshold >= 0
    ? { value: { value, threshold } }
    : { fault: `its threshold ${quote(threshold)} is no distance` }
}

function wordCount(value: Json | undefined): Read {
  const range = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (isCount(range)) return { value: range }
  if (!isObject(range)) return bad(value)
  const { min, max, ...unknown } = range
  const isRead = [min, max].every((one) => one === undefined || isCount(one)) && (min ?? max) !== undefined
  const isOrdered = min === undefined || max === undefined || (min as number) <= (max as number)
  return isRead && isOrdered && Object.keys(unknown).length === 0 ? { value: range } : bad(value)
}

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['contains', text],
  ['icontains', text],
  ['starts-with', text],
  ['contains-any', texts],
  ['contains-all', texts],
  ['icontains-any', texts],
  ['icontains-all', texts],
  ['regex', regex],
  ['is-json', schema],
  ['contains-json', schema],
  ['levenshtein', levenshtein],
  ['is-refusal', nothing],
  ['is-valid-openai-tools-call', nothing],
  ['word-count', wordCount],
])
