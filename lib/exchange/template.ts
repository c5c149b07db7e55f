import type { Json } from '../case/types.ts'
import { isList, isObject, objectOf, ownValue } from './kind.ts'

/**
 * promptfoo renders texts as nunjucks templates, drops the final line break of a variable and reads what `file://` or
 * `package:` names. A character that would set this off is written as an expression that gives it back: `{{ "{" }}`.
 */
const ACTIVE = /\{(?=[{%#])|#(?=\})|^[fp](?=ile:\/\/|ackage:)|\n$/g

/** Escapes a text so that promptfoo gives it back as it is, whatever it holds. */
export const escapeTemplate = (text: string): string =>
  text.replace(ACTIVE, (char) => `{{ "${char === '\n' ? '\\n' : char}" }}`)

/** Tells whether promptfoo takes a text as it is. */
export const isInert = (text: string): boolean => text.search(ACTIVE) < 0

/** Writes JSON that holds no template at any number of renderings: `{{` can stand in its strings only, and is escaped there. */
export const inertJson = (value: Json): string => JSON.stringify(value).replace(ACTIVE, unicodeEscape)

const unicodeEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

export interface Filled {
  readonly text: string
  /** What is a template still, and would take promptfoo to render; null for nothing. */
  readonly template: string | null
}

const PIECE = /\{\{ "([{#fp]|\\n)" \}\}|\{\{\s*(\w+)\s*\}\}/g
const TEMPLATE = /\{\{.{0,80}|\{%.{0,80}|\{#.{0,80}/

/** Takes the escapes back and fills in `{{name}}` from plain variables; any other template stays and is told. */
export function fillTemplate(text: string, vars: Json = {}): Filled {
  const left = text.replace(PIECE, (piece, char: string | undefined, name: string | undefined) =>
    char !== undefined || plainText(ownValue(vars, name!)) !== null ? ' ' : piece,
  )
  const filled = text.replace(PIECE, (piece, char: string | undefined, name: string | undefined) =>
    char !== undefined ? (char === '\\n' ? '\n' : char) : (plainText(ownValue(vars, name!)) ?? piece),
  )
  return { text: filled, template: TEMPLATE.exec(left)?.[0] ?? null }
}

/** Tells whether promptfoo would read the text from elsewhere instead of taking it. */
export const isReference = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^(?:file:\/\/|package:)/.test(value)

/** A variable's text; null where it has none, or holds a template of its own. */
function plainText(value: Json | undefined): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && !TEMPLATE.test(value) && !isReference(value) ? value : null
}

/** Maps every text inside a value; keys stay. Requires a value of bounded depth. */
export function mapTexts(value: Json, map: (text: string) => string): Json {
  if (typeof value === 'string') return map(value)
  if (isList(value)) return value.map((item) => mapTexts(item, map))
  return isObject(value) ? objectOf(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)])) : value
}

/** Finds a text or key inside a value that promptfoo would not take as it is (`$ref` is resolved while the file is read). */
export function isInertDeep(value: Json): boolean {
  if (typeof value === 'string') return isInert(value)
  if (isList(value)) return value.every(isInertDeep)
  if (!isObject(value)) return true
  return Object.entries(value).every(([key, item]) => isInertKey(key) && isInertDeep(item))
}

const isInertKey = (key: string): boolean => key !== '$ref' && isInert(key)

/** Tells whether every key inside a value is one that promptfoo leaves alone. */
export function hasInertKeys(value: Json): boolean {
  if (isList(value)) return value.every(hasInertKeys)
  return !isObject(value) || Object.entries(value).every(([key, item]) => isInertKey(key) && hasInertKeys(item))
}
