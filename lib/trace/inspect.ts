import type { Json } from '../case/types.ts'
import { answer } from './answer.ts'
import { asked } from './asked.ts'
import { normalizeConversation } from './conversation.ts'
import { fieldOf, isList, isObject, listOf, textOf } from './field.ts'
import type { Format, FoundTrace } from './format.ts'
import { isoTime } from './iso-time.ts'
import type { Call } from './types.ts'

/** Reads an Inspect AI eval log: each sample is a call, and the first that was scored wrong is the case. */
export const inspect: Format = { name: 'inspect', knows: isLog, read: (records) => records.map(readLog) }

function isLog(record: Json): boolean {
  const run = fieldOf(record, 'eval')
  return textOf(run, 'run_id') !== null && textOf(run, 'task') !== null
}

function readLog(log: Json): FoundTrace {
  const run = fieldOf(log, 'eval')
  const samples = listOf(log, 'samples').filter(isObject)
  const wrong = samples.findIndex(isWrong)
  return {
    trace_id: textOf(run, 'run_id'),
    calls: samples.map((sample) => readSample(sample, run)),
    root: wrong === -1 ? null : wrong,
  }
}

const WRONG: ReadonlySet<Json> = new Set(['I', 'N', 0, false])

const isWrong = (sample: Json): boolean => {
  const scores = fieldOf(sample, 'scores')
  return isObject(scores) && Object.values(scores).some((score) => isObject(score) && WRONG.has(score['value'] ?? null))
}

function readSample(sample: Json, run: Json): Call {
  const output = fieldOf(sample, 'output')
  return {
    span_id: sampleId(sample),
    parent_id: null,
    name: textOf(run, 'task'),
    kind: 'sample',
    model: textOf(run, 'model') ?? textOf(output, 'model'),
    at: isoTime(fieldOf(sample, 'started_at')) ?? isoTime(fieldOf(run, 'created')),
    input: conversationOf(sample),
    output: listOf(output, 'choices').length === 0 ? null : answer(output),
    error: textOf(fieldOf(sample, 'error'), 'message') ?? textOf(output, 'error'),
  }
}

/** A sample is asked once an epoch. */
const sampleId = (sample: Json): string =>
  `${String(fieldOf(sample, 'id') ?? '')}/${String(fieldOf(sample, 'epoch') ?? 1)}`

/** The turns before the answer; they begin with what the solver put before the sample's input. */
function conversationOf(sample: Json): Call['input'] {
  const attached = fieldOf(sample, 'attachments')
  const messages = listOf(sample, 'messages').map((message) => attach(message, attached))
  const last = messages.findLastIndex((message) => textOf(message, 'role') === 'assistant')
  const before = last === -1 ? messages : messages.slice(0, last)
  return normalizeConversation(before) ?? asked(attach(fieldOf(sample, 'input'), attached), false)
}

/** Inspect keeps long texts apart and leaves `attachment://<hash>` in their place. */
function attach(value: Json, attached: Json): Json {
  if (typeof value === 'string')
    return value.startsWith(SCHEME) ? (textOf(attached, value.slice(SCHEME.length)) ?? value) : value
  if (isList(value)) return value.map((one) => attach(one, attached))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, attach(one, attached)]))
}

const SCHEME = 'attachment://'
