import type { Json } from '../case/types.ts'
import { answer } from './answer.ts'
import { asked } from './asked.ts'
import { fieldOf, hasField, isList, isObject, listOf, textOf } from './field.ts'
import type { Format, FoundTrace } from './format.ts'
import { isoTime } from './iso-time.ts'
import type { Call } from './types.ts'

/** Reads promptfoo's output file: each result is a call, and the first that failed is the case. */
export const promptfoo: Format = {
  name: 'promptfoo',
  knows: (record) => isOutput(record) || isRow(record),
  read: readPromptfoo,
}

const isOutput = (record: Json): boolean => isList(fieldOf(fieldOf(record, 'results'), 'results'))

/** JSON Lines output has a result a line, without the evaluation around it. */
const isRow = (record: Json): boolean =>
  hasField(record, 'promptIdx') && hasField(record, 'testIdx') && hasField(record, 'success')

function readPromptfoo(records: readonly Json[]): readonly FoundTrace[] {
  const rows = records.filter((record) => !isOutput(record))
  const loose = rows.length === 0 ? [] : [{ results: { results: rows }, evalId: textOf(rows[0], 'evalId') }]
  return [...records.filter(isOutput), ...loose].map(readOutput)
}

function readOutput(record: Json): FoundTrace {
  const results = fieldOf(record, 'results')
  const rows = listOf(results, 'results').filter(isObject)
  const at = isoTime(fieldOf(results, 'timestamp'))
  const failing = rows.findIndex((row) => fieldOf(row, 'success') === false)
  return {
    trace_id: textOf(record, 'evalId'),
    calls: rows.map((row, index) => readResult(row, index, at)),
    root: failing === -1 ? null : failing,
  }
}

function readResult(row: Json, index: number, at: string | null): Call {
  const response = fieldOf(row, 'response')
  const output = answer(fieldOf(response, 'output'))
  return {
    span_id: textOf(row, 'id') ?? String(index),
    parent_id: null,
    name: textOf(fieldOf(row, 'testCase'), 'description') ?? textOf(fieldOf(row, 'prompt'), 'label'),
    kind: 'result',
    model: providerOf(fieldOf(row, 'provider')),
    at,
    input: asked(textOf(fieldOf(row, 'prompt'), 'raw') ?? fieldOf(row, 'vars'), false),
    output,
    error: output === null ? (textOf(response, 'error') ?? textOf(row, 'error')) : null,
  }
}

const providerOf = (provider: Json): string | null => (typeof provider === 'string' ? provider : textOf(provider, 'id'))
