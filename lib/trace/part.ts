import type { Json } from '../case/types.ts'
import { decodeArguments } from './decode-json.ts'
import { fieldOf, hasField, isObject, textOf } from './field.ts'
import type { ToolCall } from './types.ts'

/** One piece of a message's content, whatever the vendor calls it. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly call: ToolCall }
  | { readonly kind: 'result'; readonly id: string | null; readonly name: string | null; readonly content: Json }
  | { readonly kind: 'reasoning' }
  | { readonly kind: 'other'; readonly value: Json }

/** Reads a content part of OpenAI, Anthropic, Gemini, Bedrock, GenAI conventions or the Vercel AI SDK. */
export function readPart(value: Json): Part {
  if (typeof value === 'string') return { kind: 'text', text: value }
  const type = textOf(value, 'type')
  if (type === null || type === 'constructor') return readUntypedPart(value)
  if (TEXT_TYPES.has(type)) return readText(value)
  if (CALL_TYPES.has(type)) return { kind: 'call', call: readToolCall(value) }
  if (RESULT_TYPES.has(type)) return readResult(value)
  return REASONING_TYPES.has(type) ? { kind: 'reasoning' } : { kind: 'other', value }
}

const TEXT_TYPES = new Set(['text', 'input_text', 'output_text', 'refusal'])
const CALL_TYPES = new Set(['tool_call', 'tool_use', 'tool-call', 'function_call', 'custom_tool_call'])
const RESULT_TYPES = new Set([
  'tool_call_response',
  'tool_result',
  'tool-result',
  'function_call_output',
  'custom_tool_call_output',
])
const REASONING_TYPES = new Set(['reasoning', 'thinking', 'redacted_thinking', 'redacted-reasoning'])

function readText(value: Json): Part {
  const text = fieldOf(value, 'text', 'content', 'refusal')
  const plain = isObject(text) ? fieldOf(text, 'value') : text
  return typeof plain === 'string' ? { kind: 'text', text: plain } : { kind: 'other', value }
}

/** Gemini and Bedrock name a part by the one field it has instead of by a type. */
function readUntypedPart(value: Json): Part {
  const call = fieldOf(value, 'functionCall', 'function_call', 'toolUse')
  if (call !== null) return { kind: 'call', call: readToolCall(call) }
  const result = fieldOf(value, 'functionResponse', 'function_response', 'toolResult')
  if (result !== null) return readResult(result)
  if (fieldOf(value, 'thought') === true || hasField(value, 'reasoningContent')) return { kind: 'reasoning' }
  const text = fieldOf(value, 'text')
  return typeof text === 'string' ? { kind: 'text', text } : { kind: 'other', value }
}

/** Reads a tool call in any vendor's shape; `arguments` is parsed where it is a string that parses. */
export function readToolCall(value: Json): ToolCall {
  const own = fieldOf(value, 'function', 'custom')
  const called = isObject(own) ? own : value
  const id = idText(fieldOf(value, 'call_id', 'id', 'toolCallId', 'tool_call_id', 'toolUseId'))
  const name = typeof own === 'string' ? own : (textOf(called, 'name', 'toolName', 'tool_name') ?? '')
  const given = fieldOf(called, 'arguments', 'args', 'input', 'parameters')
  return {
    ...(id === null ? {} : { id }),
    type: 'function',
    function: { name, arguments: decodeArguments(given ?? {}) },
  }
}

function readResult(value: Json): Part {
  const id = idText(fieldOf(value, 'tool_use_id', 'call_id', 'toolCallId', 'tool_call_id', 'toolUseId', 'id'))
  const given = fieldOf(value, 'response', 'result', 'output', 'content')
  return { kind: 'result', id, name: textOf(value, 'name', 'toolName'), content: plainContent(unwrapResult(given)) }
}

/** The Vercel AI SDK wraps a result as `{type, value}`. */
const unwrapResult = (value: Json): Json =>
  isObject(value) && hasField(value, 'value') && textOf(value, 'type') !== null ? fieldOf(value, 'value') : value

/** Returns content parts that are all text as one text (joined by LF); any other content as it is. */
export function plainContent(content: Json): Json {
  if (!Array.isArray(content) || content.length === 0) return content
  const parts = content.map(readPart)
  return parts.every((part) => part.kind === 'text') ? parts.map((part) => part.text).join('\n') : content
}

/** An id that an exporter turned into a list (it was JSON in a string) is turned back. */
export const idText = (id: Json): string | null =>
  id === null ? null : typeof id === 'string' ? id : JSON.stringify(id)
