import type { Json } from '../case/types.ts'
import { answer } from './answer.ts'
import { asked } from './asked.ts'
import { hasAnswer, hasInput } from './choose-root.ts'
import { decodeJson } from './decode-json.ts'
import { fieldOf, hasField, isObject, listOf, textOf } from './field.ts'
import { byTime, type Format, type FoundTrace, groupBy } from './format.ts'
import { isoTime } from './iso-time.ts'
import type { Call } from './types.ts'

/** Reads Langfuse's exports: `{trace, observations}`, a trace of the API with its observations inside, or observations alone. */
export const langfuse: Format = { name: 'langfuse', knows: isLangfuse, read: readLangfuse }

function isLangfuse(record: Json): boolean {
  if (isObject(fieldOf(record, 'trace')) && hasField(record, 'observations')) return true
  if (isObservation(record)) return true
  return (
    textOf(record, 'id') !== null && Array.isArray(fieldOf(record, 'observations')) && hasField(record, 'timestamp')
  )
}

const isObservation = (record: Json): boolean =>
  textOf(record, 'traceId') !== null && hasField(record, 'parentObservationId') && textOf(record, 'type') !== null

function readLangfuse(records: readonly Json[]): readonly FoundTrace[] {
  const loose = groupBy(records.filter(isObservation), (row) => textOf(row, 'traceId'))
  const whole = records.filter((record) => !isObservation(record))
  return [
    ...whole.map((record) => readExport(fieldOf(record, 'trace') ?? record, listOf(record, 'observations'))),
    ...[...loose].map(([id, rows]) => readExport({ id }, rows)),
  ]
}

function readExport(trace: Json, observations: readonly Json[]): FoundTrace {
  const units = byTime(observations.filter(isObject).map(readObservation))
  const whole = fillFromUnits(readWhole(trace), units)
  const own = whole === null ? [] : [whole]
  return { trace_id: textOf(trace, 'id'), calls: [...own, ...units], root: whole === null ? rootOf(units) : 0 }
}

const readWhole = (trace: Json): Call => ({
  span_id: null,
  parent_id: null,
  name: textOf(trace, 'name'),
  kind: 'trace',
  model: null,
  at: isoTime(fieldOf(trace, 'timestamp')),
  input: asked(unwrap(fieldOf(trace, 'input')), false),
  output: answer(unwrap(fieldOf(trace, 'output'))),
  error: null,
})

/** A trace's own input and output may be JSON in a string, and that again in a string. */
function unwrap(value: Json): Json {
  let found = value
  for (let level = 0; level < 3 && typeof found === 'string' && /^\s*["[{]/.test(found); level++) {
    found = decodeJson(found) ?? found
  }
  return found
}

function readObservation(row: Json): Call {
  const kind = (textOf(row, 'type') ?? 'span').toLowerCase()
  return {
    span_id: textOf(row, 'id'),
    parent_id: textOf(row, 'parentObservationId'),
    name: textOf(row, 'name'),
    kind,
    model: textOf(row, 'model', 'providedModelName'),
    at: isoTime(fieldOf(row, 'startTime')),
    input: asked(fieldOf(row, 'input'), kind === 'generation'),
    output: answer(fieldOf(row, 'output')),
    error: textOf(row, 'level') === 'ERROR' ? (textOf(row, 'statusMessage') ?? 'error') : null,
  }
}

/** Fills what the trace itself lacks from its root observation, then from its last generation; null when it has neither side. */
function fillFromUnits(whole: Call, units: readonly Call[]): Call | null {
  if (!hasInput(whole) && !hasAnswer(whole)) return null
  const sources = [whole, ...sourcesOf(units)]
  return {
    ...whole,
    input: sources.find(hasInput)?.input ?? null,
    output: sources.find(hasAnswer)?.output ?? null,
    error: sources.find(hasAnswer)?.error ?? null,
  }
}

/** Returns the root observation where it has both sides, else the last generation that has. */
function rootOf(units: readonly Call[]): number | null {
  const found = sourcesOf(units).find((unit) => hasInput(unit) && hasAnswer(unit))
  return found === undefined ? null : units.indexOf(found)
}

function sourcesOf(units: readonly Call[]): readonly Call[] {
  const ids = new Set(units.map((unit) => unit.span_id))
  const root = units.find((unit) => unit.parent_id === null || !ids.has(unit.parent_id))
  const last = units.findLast((unit) => unit.kind === 'generation' && hasInput(unit) && hasAnswer(unit))
  return [root, last].filter((unit) => unit !== undefined)
}
