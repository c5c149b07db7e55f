import type { Json, JsonObject } from '../case/types.ts'
import { answer } from './answer.ts'
import { asked } from './asked.ts'
import { fieldOf, isObject, listOf, textOf } from './field.ts'
import { byTime, type Format, type FoundTrace, groupBy } from './format.ts'
import { isoFromSeconds, isoTime } from './iso-time.ts'
import type { Call } from './types.ts'

/** Reads Braintrust's rows, as its SDK logs them (a span in several rows, the later with `_is_merge`) or its API lists them. */
export const braintrust: Format = { name: 'braintrust', knows: isRow, read: readBraintrust }

function isRow(record: Json): boolean {
  return textOf(record, 'span_id') !== null && textOf(record, 'root_span_id') !== null
}

function readBraintrust(records: readonly Json[]): readonly FoundTrace[] {
  const spans = mergeRows(records)
  return [...groupBy(spans, (span) => textOf(span, 'root_span_id'))].map(([trace_id, group]) => ({
    trace_id,
    calls: byTime(group.map(readSpan)),
    root: null,
  }))
}

/** Merges rows by span; a row that is no merge starts its span anew. */
function mergeRows(rows: readonly Json[]): readonly JsonObject[] {
  const spans = new Map<string, JsonObject[]>()
  for (const row of rows.filter(isObject)) {
    const id = `${textOf(row, 'root_span_id')} ${textOf(row, 'span_id')}`
    const before = spans.get(id)
    if (before === undefined || fieldOf(row, '_is_merge') !== true) spans.set(id, [row])
    else before.push(row)
  }
  return [...spans.values()].map(mergeObjects)
}

/** Merges objects field by field, deeply; of values that are not both objects the later replaces the earlier. */
function mergeObjects(objects: readonly JsonObject[]): JsonObject {
  const values = new Map<string, Json[]>()
  for (const [name, value] of objects.flatMap((one) => Object.entries(one))) {
    const before = values.get(name)
    if (before === undefined) values.set(name, [value])
    else before.push(value)
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, mergeValues(all)]))
}

function mergeValues(values: readonly Json[]): Json {
  const objects = values.slice(values.findLastIndex((value) => !isObject(value)) + 1).filter(isObject)
  return objects.length > 1 ? mergeObjects(objects) : (values.at(-1) ?? null)
}

function readSpan(span: JsonObject): Call {
  const attributes = fieldOf(span, 'span_attributes')
  const type = textOf(attributes, 'type') ?? 'span'
  const kind = type === 'llm' ? 'generation' : type
  const [parent] = listOf(span, 'span_parents')
  return {
    span_id: textOf(span, 'span_id'),
    parent_id: typeof parent === 'string' ? parent : null,
    name: textOf(attributes, 'name'),
    kind,
    model: textOf(fieldOf(span, 'metadata'), 'model'),
    at: startOf(span),
    input: asked(fieldOf(span, 'input'), kind === 'generation'),
    output: answer(fieldOf(span, 'output')),
    error: errorOf(fieldOf(span, 'error')),
  }
}

function startOf(span: JsonObject): string | null {
  const start = fieldOf(fieldOf(span, 'metrics'), 'start')
  return (start === 0 ? null : isoFromSeconds(start)) ?? isoTime(fieldOf(span, 'created'))
}

const errorOf = (error: Json): string | null =>
  error === null || error === ''
    ? null
    : typeof error === 'string'
      ? error
      : (textOf(error, 'message') ?? JSON.stringify(error))
