import type { Json, JsonObject } from '../case/types.ts'
import { type Attributes, attribute, attributeText, flattenAttributes } from './attributes.ts'
import { fieldOf, isList, isObject } from './field.ts'
import { byTime, type Format, type FoundTrace, groupBy } from './format.ts'
import { isoTime } from './iso-time.ts'
import { callOfSpan, type Span, type SpanEvent } from './span.ts'

/**
 * Reads spans as flat rows, the way Phoenix exports them and OpenTelemetry's console exporter prints them:
 * `context.trace_id` and `context.span_id` (dotted or nested), `parent_id`, attributes dotted or nested.
 */
export const openinferenceRows: Format = { name: 'openinference', knows: isRow, read: readRows }

function isRow(record: Json): boolean {
  if (!isObject(record)) return false
  const context = fieldOf(record, 'context')
  const nested = isObject(context) && Object.hasOwn(context, 'trace_id') && Object.hasOwn(context, 'span_id')
  return nested || (Object.hasOwn(record, 'context.trace_id') && Object.hasOwn(record, 'context.span_id'))
}

function readRows(records: readonly Json[]): readonly FoundTrace[] {
  const spans = records.filter(isObject).map(readRow)
  return [...groupBy(spans, (span) => span.trace_id)].map(([trace_id, group]) => ({
    trace_id,
    calls: byTime(group.map(callOfSpan)),
    root: null,
  }))
}

function readRow(row: JsonObject): Span {
  const flat = flattenAttributes(row)
  const status = attributeText(flat, 'status_code', 'status.status_code', 'status.code') ?? ''
  return {
    trace_id: idOf(flat, 'context.trace_id'),
    span_id: idOf(flat, 'context.span_id'),
    parent_id: idOf(flat, 'parent_id'),
    name: attributeText(flat, 'name'),
    at: isoTime(attribute(flat, 'start_time')),
    attributes: attributesOf(flat),
    events: eventsOf(attribute(flat, 'events')),
    failed: /(?:^|_)ERROR$/i.test(status),
    status: attributeText(flat, 'status_message', 'status.description', 'status.message'),
  }
}

/** The console exporter writes ids as hexadecimal numbers. */
const idOf = (flat: Attributes, name: string): string | null => attributeText(flat, name)?.replace(/^0x/, '') ?? null

function attributesOf(flat: Attributes): Attributes {
  const own = new Map<string, Json>()
  for (const [name, value] of flat) {
    if (name.startsWith('attributes.')) own.set(name.slice('attributes.'.length), value)
  }
  const kind = attribute(flat, 'span_kind')
  if (kind !== null && !own.has('openinference.span.kind')) own.set('openinference.span.kind', kind)
  return own
}

function eventsOf(value: Json): readonly SpanEvent[] {
  const events = isList(value) ? value : []
  return events.filter(isObject).map((event) => ({
    name: String(fieldOf(event, 'name') ?? ''),
    attributes: flattenAttributes(fieldOf(event, 'attributes')),
  }))
}
