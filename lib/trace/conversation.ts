import type { Json } from '../case/types.ts'
import { fieldOf, hasField, isEmpty, isList, isObject, listOf, textOf } from './field.ts'
import { fromLangchain } from './langchain-message.ts'
import { idText, type Part, plainContent, readPart, readToolCall } from './part.ts'
import type { Message, ToolCall } from './types.ts'

/**
 * Normalises a list of messages of any vendor; null when the value is no such list.
 * A batch of one conversation is unwrapped; definitions of tools listed as messages are left out.
 */
export function normalizeConversation(value: Json): readonly Message[] | null {
  if (!isList(value) || value.length === 0) return null
  const turns: Message[] = []
  for (const item of value) {
    const messages = normalizeMessage(item)
    if (messages === null) return value.length === 1 && isList(item) ? normalizeConversation(item) : null
    if (isCallItem(item)) joinCalls(turns, messages)
    else for (const message of messages) turns.push(message)
  }
  return turns.length === 0 ? null : turns
}

/** Normalises one message, which is several where it carries results of tools; null when the value is no message. */
export function normalizeMessage(value: Json): readonly Message[] | null {
  if (isResponsesItem(value)) return turnsOf('assistant', value, [value])
  if (SILENT_ITEMS.has(textOf(value, 'type') ?? '') && !hasField(value, 'role')) return []
  const plain = fromLangchain(value) ?? value
  const role = textOf(plain, 'role')
  if (role === null || !CONTENT_FIELDS.some((name) => hasField(plain, name))) return null
  return isToolDefinition(plain) ? [] : turnsOf(roleOf(role), plain, contentOf(plain))
}

const CONTENT_FIELDS = ['content', 'parts', 'tool_calls', 'function_call', 'refusal']
const CALL_ITEMS = new Set(['function_call', 'custom_tool_call'])
const RESULT_ITEMS = new Set(['function_call_output', 'custom_tool_call_output'])
/** What OpenAI's Responses API lists beside what was said: reasoning, and tools that ran on its own side. */
const SILENT_ITEMS = new Set([
  'reasoning',
  'item_reference',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'mcp_list_tools',
  'mcp_call',
])

const isCallItem = (value: Json): boolean => CALL_ITEMS.has(textOf(value, 'type') ?? '')

/** OpenAI's Responses API lists calls and results beside the messages. */
const isResponsesItem = (value: Json): boolean => isCallItem(value) || RESULT_ITEMS.has(textOf(value, 'type') ?? '')

const ROLES: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['function', 'tool'],
])

const roleOf = (role: string): string => {
  const lower = role.toLowerCase()
  return ROLES.get(lower) ?? lower
}

/** Some exporters write the convention's `parts` under `content`, and `content` may be one part without a list. */
function contentOf(message: Json): Json {
  const content = fieldOf(message, 'content', 'parts', 'refusal')
  const inner = isObject(content) ? fieldOf(content, 'parts') : null
  return isList(inner) ? inner : content
}

function turnsOf(role: string, message: Json, content: Json): readonly Message[] {
  const parts = isList(content) ? content.map((value) => ({ value, part: readPart(value) })) : []
  const results = parts.flatMap(({ part }) => (part.kind === 'result' ? [resultMessage(part)] : []))
  const calls = callsOf(
    message,
    parts.map(({ part }) => part),
  )
  const spoken = parts.filter(({ part }) => part.kind === 'text' || part.kind === 'other').map(({ value }) => value)
  const said = isList(content) ? (spoken.length === 0 ? null : plainContent(spoken)) : content
  const silent = said === null || (said === '' && calls.length > 0)
  if (silent && calls.length === 0 && (results.length > 0 || isReasoningOnly(parts))) return results
  return [...results, messageOf(role, silent ? null : said, calls, message)]
}

const isReasoningOnly = (parts: readonly { readonly part: Part }[]): boolean =>
  parts.length > 0 && parts.every(({ part }) => part.kind === 'reasoning')

function messageOf(role: string, content: Json, calls: readonly ToolCall[], message: Json): Message {
  const name = textOf(message, 'name')
  const answers = role === 'tool' ? idText(fieldOf(message, 'tool_call_id', 'toolCallId')) : null
  return {
    role,
    content,
    ...(name === null || isResponsesItem(message) ? {} : { name }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(answers === null ? {} : { tool_call_id: answers }),
  }
}

const resultMessage = (part: Extract<Part, { kind: 'result' }>): Message => ({
  role: 'tool',
  content: part.content,
  ...(part.name === null ? {} : { name: part.name }),
  ...(part.id === null ? {} : { tool_call_id: part.id }),
})

/** LangChain repeats the calls in the content's parts: the explicit list wins. */
function callsOf(message: Json, parts: readonly Part[]): readonly ToolCall[] {
  const explicit = listOf(message, 'tool_calls', 'toolCalls')
  const kwargs = listOf(fieldOf(message, 'additional_kwargs'), 'tool_calls')
  const legacy = isResponsesItem(message) ? null : fieldOf(message, 'function_call')
  const listed = [...(explicit.length > 0 ? explicit : kwargs), ...(isEmpty(legacy) ? [] : [legacy])]
  if (listed.length > 0) return listed.map(readToolCall)
  return parts.flatMap((part) => (part.kind === 'call' ? [part.call] : []))
}

/**
 * Parallel calls are items of their own in the Responses API, and one assistant message in a conversation.
 * Adds to the last turn's list, which is this function's own: copying it each time would be quadratic.
 */
function joinCalls(turns: Message[], added: readonly Message[]): void {
  const last = turns.at(-1)
  if (last?.role !== 'assistant') {
    for (const message of added) turns.push(message)
    return
  }
  const calls: ToolCall[] = last.tool_calls === undefined ? [] : (last.tool_calls as ToolCall[])
  for (const message of added) calls.push(...(message.tool_calls ?? []))
  if (last.tool_calls === undefined) turns[turns.length - 1] = { ...last, tool_calls: calls }
}

/** Langfuse's LangChain integration lists the tools on offer as messages of role `tool`. */
function isToolDefinition(message: Json): boolean {
  const content = fieldOf(message, 'content')
  const definition = fieldOf(content, 'function')
  return (
    textOf(message, 'role') === 'tool' &&
    fieldOf(message, 'tool_call_id') === null &&
    textOf(content, 'type') === 'function' &&
    textOf(definition, 'name') !== null &&
    !hasField(definition, 'arguments')
  )
}

/** Puts instructions (text, or parts of text) before a conversation as its system message. */
export function withInstructions(instructions: Json, turns: readonly Message[]): readonly Message[] {
  if (isEmpty(instructions)) return turns
  const own = fieldOf(instructions, 'parts')
  const content = plainContent(isList(own) ? own : instructions)
  return [{ role: 'system', content: textOf(content, 'text', 'content') ?? content }, ...turns]
}
