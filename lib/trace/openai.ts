import type { Json } from '../case/types.ts'
import { answerOfModel } from './answer.ts'
import { isAnthropicExchange } from './anthropic.ts'
import { askedOfModel } from './asked.ts'
import { type Exchange, errorOfBody, readExchange } from './exchange.ts'
import { fieldOf, hasField, isEmpty, isList, textOf } from './field.ts'
import type { Format, FoundTrace } from './format.ts'
import { isoFromSeconds } from './iso-time.ts'

/** Reads exchanges with OpenAI's API, chat completions and responses, and what speaks the same. A trace is one response. */
export const openai: Format = {
  name: 'openai',
  knows: isOpenai,
  read: (records) => records.map((record) => readOpenai(readExchange(record))),
}

function isOpenai(record: Json): boolean {
  const exchange = readExchange(record)
  if (isAnthropicExchange(exchange)) return false
  return isResponse(exchange.response) || (exchange.request !== exchange.response && isRequest(exchange.request))
}

const OBJECTS = new Set(['chat.completion', 'text_completion', 'response'])

function isResponse(value: Json): boolean {
  const choices = fieldOf(value, 'choices')
  return (
    OBJECTS.has(textOf(value, 'object') ?? '') || (isList(choices) && choices.some((one) => hasField(one, 'message')))
  )
}

const isRequest = (value: Json): boolean =>
  hasField(value, 'model') && ['messages', 'input', 'prompt'].some((name) => hasField(value, name))

function readOpenai({ request, response }: Exchange): FoundTrace {
  const id = textOf(response, 'id')
  const error = errorOfBody(response)
  const call = {
    span_id: id,
    parent_id: null,
    name: textOf(response, 'object'),
    kind: 'generation',
    model: textOf(response, 'model') ?? textOf(request, 'model'),
    at: isoFromSeconds(fieldOf(response, 'created', 'created_at')),
    input: askedOfModel(request),
    output: error === null ? answerOfOpenai(response) : null,
    error,
  }
  return { trace_id: id, calls: [call], root: null }
}

/** Only a body that is known is an answer: anything else may be a recorder's envelope. */
function answerOfOpenai(response: Json): Json {
  return isEmpty(response) || !isResponse(response) ? null : answerOfModel(response)
}
