import type { Json } from '../case/types.ts'
import { flattenAttributes } from './attributes.ts'
import { fieldOf, listOf, textOf } from './field.ts'
import { type Format, type FoundTrace, groupBy } from './format.ts'
import { isoFromNanos, nanosOf } from './iso-time.ts'
import { readAnyValue, readAttributes, readOtlpId } from './otlp-value.ts'
import { callOfSpan, type Span, type SpanEvent } from './span.ts'

/**
 * Reads OTLP/JSON export requests (one a document), Tempo's answers (`batches`), and the log records that carry
 * the events of spans. Source: opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding.
 */
export const otlp: Format = { name: 'otlp', knows: isOtlp, read: readOtlp }

function isOtlp(record: Json): boolean {
  return resourcesOf(record).length > 0 || listOf(record, 'resourceLogs', 'resource_logs').length > 0
}

function resourcesOf(record: Json): readonly Json[] {
  const own = listOf(record, 'resourceSpans', 'resource_spans', 'batches')
  return own.length > 0 ? own : listOf(fieldOf(record, 'trace'), 'resourceSpans', 'resource_spans')
}

interface TimedSpan {
  readonly span: Span
  readonly start: bigint
}

function readOtlp(records: readonly Json[]): readonly FoundTrace[] {
  const logged = groupBy(records.flatMap(logRecordsOf), (log) => readOtlpId(textOf(log, 'spanId', 'span_id'), 8))
  const spans = records.flatMap(spansOf).map((span) => readSpan(span, logged))
  return [...groupBy(spans, ({ span }) => span.trace_id)].map(([trace_id, group]) => ({
    trace_id,
    calls: [...group].sort(byStart).map(({ span }) => callOfSpan(span)),
    root: null,
  }))
}

const byStart = (a: TimedSpan, b: TimedSpan): number => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0)

const spansOf = (record: Json): readonly Json[] =>
  resourcesOf(record)
    .flatMap((resource) => listOf(resource, 'scopeSpans', 'scope_spans', 'instrumentationLibrarySpans'))
    .flatMap((scope) => listOf(scope, 'spans'))

const logRecordsOf = (record: Json): readonly Json[] =>
  listOf(record, 'resourceLogs', 'resource_logs')
    .flatMap((resource) => listOf(resource, 'scopeLogs', 'scope_logs'))
    .flatMap((scope) => listOf(scope, 'logRecords', 'log_records'))

function readSpan(value: Json, logged: ReadonlyMap<string | null, readonly Json[]>): TimedSpan {
  const start = nanosOf(fieldOf(value, 'startTimeUnixNano', 'start_time_unix_nano'))
  const id = readOtlpId(textOf(value, 'spanId', 'span_id'), 8)
  const status = fieldOf(value, 'status')
  const logs = id === null ? [] : (logged.get(id) ?? [])
  const span: Span = {
    trace_id: readOtlpId(textOf(value, 'traceId', 'trace_id'), 16),
    span_id: id,
    parent_id: readOtlpId(textOf(value, 'parentSpanId', 'parent_span_id'), 8),
    name: textOf(value, 'name'),
    at: isoFromNanos(start),
    attributes: readAttributes(fieldOf(value, 'attributes')),
    events: [...listOf(value, 'events').map(readEvent), ...logs.map(readLog)],
    failed: FAILED.has(fieldOf(status, 'code')),
    status: textOf(status, 'message'),
  }
  return { span, start: start ?? 0n }
}

const FAILED: ReadonlySet<Json> = new Set([2, '2', 'STATUS_CODE_ERROR', 'ERROR'])

const readEvent = (event: Json): SpanEvent => ({
  name: textOf(event, 'name') ?? '',
  attributes: readAttributes(fieldOf(event, 'attributes')),
})

/** An event that was exported as a log record has its message in the body. */
function readLog(log: Json): SpanEvent {
  const attributes = readAttributes(fieldOf(log, 'attributes'))
  const body = flattenAttributes(readAnyValue(fieldOf(log, 'body')))
  const name = textOf(log, 'eventName', 'event_name') ?? attributes.get('event.name')
  return { name: typeof name === 'string' ? name : '', attributes: new Map([...attributes, ...body]) }
}
