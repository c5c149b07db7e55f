import type { Json, JsonObject } from '../case/types.ts'

/** `not-contains-any(0.5): a, b`: a type, promptfoo's threshold, and all after the colon. */
const TYPED = /^((?:not-)?[a-z][a-z0-9-]*)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['fn', 'javascript'],
  ['eval', 'javascript'],
  ['grade', 'llm-rubric'],
])

/** promptfoo's own for these types where a cell gives none. */
const DEFAULT_THRESHOLD: ReadonlyMap<string, number> = new Map([['levenshtein', 0.75]])

/**
 * Parses an `__expected` cell of promptfoo into the assertion that it stands for; a text that names none of `types` is what the
 * output should equal. Source: promptfoo's documentation of CSV test files.
 */
export function parseCsvAssertion(cell: string, types: ReadonlySet<string>): JsonObject {
  const text = cell.trim()
  const [, named = '', threshold, value] = TYPED.exec(text) ?? []
  const type = ALIASES.get(named) ?? named
  const plain = type.replace(/^not-/, '')
  if (text.startsWith('file://')) return { type: 'javascript', value: text }
  if (!types.has(plain)) return { type: 'equals', value: text }
  const limit = threshold === undefined ? DEFAULT_THRESHOLD.get(plain) : Number(threshold)
  return { type, ...valueIn(plain, value?.trim()), ...(limit === undefined ? {} : { threshold: limit }) }
}

function valueIn(plain: string, value: string | undefined): { readonly value?: Json } {
  if (value === undefined || (value === '' && plain.startsWith('is-'))) return {}
  return { value }
}
