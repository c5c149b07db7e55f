import type { Assertion, Json, JsonObject } from '../case/types.ts'
import { EXPRESSIONS } from './expressions.ts'
import { isList, isObject, ownValue } from './kind.ts'
import { pointerTransform } from './pointer-transform.ts'
import { escapeTemplate, inertJson, isInert, isInertDeep, mapTexts } from './template.ts'

/** What promptfoo needs beside the type; null where its assertion of that name does not mean the same. */
type Translate = (value: Json | undefined) => JsonObject | null

export type ExportedAssertion = { readonly assertion: JsonObject } | { readonly lost: string }

/** Writes an assertion as promptfoo's of that name, else as a `javascript` one that means the same, else tells why it is lost. */
export function exportAssertion(assertion: Assertion): ExportedAssertion {
  const negated = assertion.type.startsWith('not-')
  const plain = negated ? assertion.type.slice('not-'.length) : assertion.type
  const reason = LOST.get(plain) ?? reasonOfSchema(plain, assertion.value)
  const native = reason === undefined ? (NATIVE.get(plain)?.(assertion.value) ?? null) : null
  const transform: JsonObject = assertion.at === undefined ? {} : { transform: pointerTransform(assertion.at) }
  if (native !== null) return { assertion: { type: assertion.type, ...native, ...transform } }
  const code = reason === undefined ? EXPRESSIONS.get(plain) : undefined
  if (code === undefined)
    return { lost: `assertion "${assertion.type}": ${reason ?? 'promptfoo has none that means the same'}` }
  const type = negated ? 'not-javascript' : 'javascript'
  return { assertion: { type, value: code, config: { casebook: inertJson({ ...assertion }) }, ...transform } }
}

const LOST: ReadonlyMap<string, string> = new Map([
  ['grader', 'promptfoo cannot ask a command that the configuration declares'],
  ['tool-called', 'promptfoo has none that means the same'],
  ['is-valid-openai-tools-call', 'promptfoo takes the tools from its provider and has no "not-" of it'],
])

const text: Translate = (value) =>
  typeof value === 'string' ? { value: escapeTemplate(value) } : typeof value === 'number' ? { value } : null

const texts: Translate = (value) => (value === undefined ? null : { value: mapTexts(value, escapeTemplate) })

const startsWith: Translate = (value) => text(typeof value === 'number' ? String(value) : value)

/** A final LF counts in promptfoo, and texts deep inside cannot be escaped: those are left to the expression. */
function equals(value: Json | undefined): JsonObject | null {
  if (value === undefined) return null
  if (typeof value === 'string') return value.endsWith('\n') ? null : { value: escapeTemplate(value) }
  return isInertDeep(value) ? { value } : null
}

/** promptfoo reads a schema that is a text too; as JSON without templates it is safe whatever it holds, `$ref` included. */
function schema(value: Json | undefined): JsonObject | null {
  if (value === undefined) return {}
  if (!isObject(value)) return null
  return { value: isInertDeep(value) ? value : inertJson(value) }
}

function levenshtein(value: Json | undefined): JsonObject | null {
  const wanted = isObject(value) ? ownValue(value, 'value') : value
  const threshold = ownValue(value, 'threshold') ?? 5
  if (typeof wanted !== 'string') return null
  return { value: escapeTemplate(wanted), ...(isObject(value) ? { threshold } : {}) }
}

const asItIs: Translate = (value) => (value === undefined || isList(value) ? null : { value })
const nothing: Translate = () => ({})

const NATIVE: ReadonlyMap<string, Translate> = new Map([
  ['equals', equals],
  ['contains', text],
  ['icontains', text],
  ['contains-any', texts],
  ['contains-all', texts],
  ['icontains-any', texts],
  ['icontains-all', texts],
  ['starts-with', startsWith],
  ['regex', text],
  ['is-json', schema],
  ['contains-json', schema],
  ['levenshtein', levenshtein],
  ['is-refusal', nothing],
  ['word-count', asItIs],
])

function reasonOfSchema(plain: string, value: Json | undefined): string | undefined {
  const dialect = plain.endsWith('-json') ? ownValue(value, '$schema') : undefined
  if (dialect === undefined || (typeof dialect === 'string' && dialect.includes('draft-07') && isInert(dialect)))
    return undefined
  return 'promptfoo knows schemas of draft-07 only'
}
