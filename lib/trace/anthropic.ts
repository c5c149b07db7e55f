import type { Json } from '../case/types.ts'
import { answerOfModel } from './answer.ts'
import { askedOfModel } from './asked.ts'
import { type Exchange, errorOfBody, readExchange } from './exchange.ts'
import { fieldOf, hasField, isList, textOf } from './field.ts'
import type { Format, FoundTrace } from './format.ts'

/** Reads exchanges with Anthropic's Messages API. A trace is one response. */
export const anthropic: Format = {
  name: 'anthropic',
  knows: (record) => isAnthropicExchange(readExchange(record)),
  read: (records) => records.map((record) => readAnthropic(readExchange(record))),
}

/** Tells the Messages API from the chat API of the same shape by its response, else by where and how it was asked. */
export function isAnthropicExchange({ request, response, url }: Exchange): boolean {
  if (isResponse(response)) return true
  if (request === response || !isList(fieldOf(request, 'messages')) || hasField(response, 'choices')) return false
  const asksClaude = textOf(request, 'model')?.startsWith('claude') === true && hasField(request, 'max_tokens')
  return textOf(response, 'type') === 'error' || asksClaude || url?.includes('/v1/messages') === true
}

const isResponse = (value: Json): boolean =>
  textOf(value, 'type') === 'message' && textOf(value, 'role') === 'assistant' && isList(fieldOf(value, 'content'))

function readAnthropic({ request, response }: Exchange): FoundTrace {
  const id = textOf(response, 'id')
  const error = errorOfBody(response)
  const call = {
    span_id: id,
    parent_id: null,
    name: textOf(response, 'type'),
    kind: 'generation',
    model: textOf(response, 'model') ?? textOf(request, 'model'),
    at: null,
    input: askedOfModel(request),
    output: isResponse(response) ? answerOfModel(response) : null,
    error,
  }
  return { trace_id: id, calls: [call], root: null }
}
