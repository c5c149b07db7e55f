import type { Json } from '../case/types.ts'
import { answerOfModel } from './answer.ts'
import { askedOfModel } from './asked.ts'
import { type Attributes, attribute, attributeText } from './attributes.ts'
import { normalizeConversation } from './conversation.ts'
import { decodeArguments, decodeContainer } from './decode-json.ts'
import { fieldOf, isList, textOf } from './field.ts'
import type { Span, SpanReading } from './span.ts'
import type { Call } from './types.ts'

/**
 * Reads the telemetry of the Vercel AI SDK. The outer span (`ai.generateText`) has `ai.prompt`, what the SDK was
 * called with; the inner one (`….doGenerate`) has `ai.prompt.messages`, what went to the model.
 * Before version 4 an answer was `ai.result.*`. Source: ai-sdk.dev/docs/ai-sdk-core/telemetry.
 */
export function readVercelAi({ attributes }: Span): SpanReading {
  const operation = attributeText(attributes, 'ai.operationId')
  const isTool = attributes.has('ai.toolCall.name')
  return {
    kind: isTool ? 'tool' : operation !== null && MODEL_CALL.test(operation) ? 'generation' : null,
    model: attributeText(attributes, 'ai.response.model', 'ai.model.id'),
    input: isTool ? decodeContainer(attribute(attributes, 'ai.toolCall.args')) : conversation(attributes),
    output: isTool ? decodeContainer(attribute(attributes, 'ai.toolCall.result')) : answerOf(attributes),
  }
}

const MODEL_CALL = /^ai\.(?:generate|stream)(?:Text|Object)/

function conversation(attributes: Attributes): Call['input'] {
  const messages = decodeContainer(attribute(attributes, 'ai.prompt.messages'))
  const prompt = decodeContainer(attribute(attributes, 'ai.prompt'))
  const text = fieldOf(prompt, 'prompt')
  const asTurns = typeof text === 'string' ? { system: fieldOf(prompt, 'system'), input: text } : prompt
  return normalizeConversation(messages) ?? askedOfModel(asTurns) ?? prompt
}

function answerOf(attributes: Attributes): Json {
  const object = attribute(attributes, 'ai.response.object', 'ai.result.object')
  if (object !== null) return decodeArguments(object)
  const text = attribute(attributes, 'ai.response.text', 'ai.result.text')
  const calls = decodeContainer(attribute(attributes, 'ai.response.toolCalls', 'ai.result.toolCalls'))
  if (!isList(calls) || calls.length === 0) return text
  const parts = calls.filter((call) => textOf(call, 'toolName') !== null)
  return answerOfModel({ role: 'assistant', content: text, tool_calls: parts })
}
