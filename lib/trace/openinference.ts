import type { Json } from '../case/types.ts'
import { answer, answerOfModel } from './answer.ts'
import { asked } from './asked.ts'
import { type Attributes, attribute, attributeText, numbered } from './attributes.ts'
import { normalizeConversation } from './conversation.ts'
import { decodeJson } from './decode-json.ts'
import type { Span, SpanReading } from './span.ts'
import type { Call, Message } from './types.ts'

/**
 * Reads OpenInference's attributes (Phoenix, Arize): numbered messages, else the raw `input.value` and `output.value`.
 * Source: github.com/Arize-ai/openinference, spec/semantic_conventions.md.
 */
export function readOpeninference({ attributes }: Span): SpanReading {
  const kind = kindOf(attributes)
  return {
    kind,
    model: attributeText(attributes, 'llm.model_name', 'embedding.model_name'),
    input: messages(attributes, 'llm.input_messages') ?? rawInput(attributes, kind),
    output: answerOfModel((messages(attributes, 'llm.output_messages') ?? null) as Json) ?? rawOutput(attributes),
  }
}

function kindOf(attributes: Attributes): string | null {
  const kind = attributeText(attributes, 'openinference.span.kind')?.toLowerCase() ?? null
  return kind === 'llm' ? 'generation' : kind
}

const messages = (attributes: Attributes, name: string): readonly Message[] | null =>
  normalizeConversation(numbered(attributes, name).map(messageOf))

function messageOf(item: Attributes): Json {
  const calls = numbered(item, 'message.tool_calls').map(callOf)
  const parts = numbered(item, 'message.contents').map(partOf)
  const name = attribute(item, 'message.name')
  return {
    role: attribute(item, 'message.role') ?? 'assistant',
    content: parts.length > 0 ? parts : attribute(item, 'message.content'),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(name === null ? {} : { name }),
    tool_call_id: attribute(item, 'message.tool_call_id'),
  }
}

const callOf = (item: Attributes): Json => ({
  id: attribute(item, 'tool_call.id'),
  function: {
    name: attribute(item, 'tool_call.function.name'),
    arguments: attribute(item, 'tool_call.function.arguments'),
  },
})

function partOf(item: Attributes): Json {
  const url = attribute(item, 'message_content.image.image.url')
  if (url !== null) return { type: 'image_url', image_url: { url } }
  return { type: attribute(item, 'message_content.type') ?? 'text', text: attribute(item, 'message_content.text') }
}

function rawInput(attributes: Attributes, kind: string | null): Call['input'] {
  const value = rawValue(attributes, 'input')
  return value === null ? null : asked(value, kind === 'generation')
}

function rawOutput(attributes: Attributes): Json {
  const value = rawValue(attributes, 'output')
  return value === null ? null : answer(value)
}

/** A value is JSON only where its MIME type says so: a text that looks like JSON is a text. */
function rawValue(attributes: Attributes, side: 'input' | 'output'): Json {
  const value = attribute(attributes, `${side}.value`)
  const isJson = attributeText(attributes, `${side}.mime_type`) === 'application/json'
  return isJson && typeof value === 'string' ? (decodeJson(value) ?? value) : value
}
