import type { Json } from '../case/types.ts'
import { answer, answerOfModel } from './answer.ts'
import { asked } from './asked.ts'
import { type Attributes, attribute, attributeText, flattenAttributes, numbered } from './attributes.ts'
import { normalizeConversation } from './conversation.ts'
import { decodeContainer } from './decode-json.ts'
import { fieldOf, isEmpty, isList, isObject, textOf } from './field.ts'
import type { Span, SpanEvent, SpanReading } from './span.ts'
import type { Call } from './types.ts'

/**
 * Reads what GenAI spans carried before messages had parts: numbered attributes (OpenLLMetry), whole prompts in an
 * attribute or an event, an event for each message (up to semconv 1.36), and OpenLLMetry's entities.
 */
export function readGenaiLegacy(span: Span): SpanReading {
  const { attributes } = span
  const events = messageEvents(span)
  const turns = numberedTurns(attributes, 'gen_ai.prompt') ?? turnsOfEvents(events)
  return {
    kind: kindOf(attributes),
    model: attributeText(attributes, 'llm.response.model', 'llm.request.model'),
    input: turns ?? wholePrompt(span) ?? entity(attributes, 'traceloop.entity.input', 'inputs', asEntityInput),
    output: answerOf(span, events) ?? entity(attributes, 'traceloop.entity.output', 'outputs', answer),
  }
}

function kindOf(attributes: Attributes): string | null {
  const type = attributeText(attributes, 'llm.request.type')
  if (type === 'chat' || type === 'completion') return 'generation'
  return attributeText(attributes, 'traceloop.span.kind')
}

function answerOf(span: Span, events: readonly EventBody[]): Json {
  const numberedAnswer = answerOfModel((numberedTurns(span.attributes, 'gen_ai.completion') ?? null) as Json)
  if (numberedAnswer !== null) return numberedAnswer
  const choice = events.find(({ name }) => name === CHOICE)?.body
  if (choice !== undefined) return answerOfChoice(choice)
  const whole = eventAttribute(span, 'gen_ai.content.completion', 'gen_ai.completion')
  return whole === null ? null : answer(whole)
}

function wholePrompt(span: Span): Call['input'] {
  const whole = eventAttribute(span, 'gen_ai.content.prompt', 'gen_ai.prompt')
  return whole === null ? null : asked(whole, true)
}

const eventAttribute = (span: Span, event: string, name: string): Json =>
  span.attributes.get(name) ?? span.events.find((one) => one.name === event)?.attributes.get(name) ?? null

function numberedTurns(attributes: Attributes, name: string): ReturnType<typeof normalizeConversation> {
  return normalizeConversation(numbered(attributes, name).map(messageOf))
}

function messageOf(item: Attributes): Json {
  const calls = numbered(item, 'tool_calls').map((call) => Object.fromEntries(call))
  return {
    role: attribute(item, 'role') ?? 'assistant',
    content: partsOf(attribute(item, 'content')),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(item.has('tool_call_id') ? { tool_call_id: attribute(item, 'tool_call_id') } : {}),
  }
}

/** Content of several parts was written as JSON; a text that merely looks like JSON stays a text. */
function partsOf(content: Json): Json {
  const decoded = decodeContainer(content)
  const isParts = isList(decoded) && decoded.length > 0 && decoded.every((part) => textOf(part, 'type') !== null)
  return isParts ? decoded : content
}

interface EventBody {
  readonly name: string
  readonly body: Json
}

const CHOICE = 'gen_ai.choice'
const ROLES: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
])

/** Lists the events that are messages: the span's own, or those that Pydantic AI keeps as JSON in an attribute. */
function messageEvents(span: Span): readonly EventBody[] {
  const own = span.events.map(bodyOfEvent)
  const stored = decodeContainer(attribute(span.attributes, 'events', 'all_messages_events'))
  const kept = isList(stored) ? stored.map((body) => ({ name: textOf(body, 'event.name') ?? '', body })) : []
  return [...own, ...kept].filter(({ name }) => name === CHOICE || ROLES.has(name))
}

/** An event's body is its attributes, or JSON in the one attribute `gen_ai.event.content`. */
function bodyOfEvent({ name, attributes }: SpanEvent): EventBody {
  const content = decodeContainer(attribute(attributes, 'gen_ai.event.content'))
  const body = isObject(content) ? content : Object.fromEntries([...attributes].map(([key, value]) => [key, value]))
  return { name, body }
}

function turnsOfEvents(events: readonly EventBody[]): ReturnType<typeof normalizeConversation> {
  return normalizeConversation(events.filter(({ name }) => name !== CHOICE).map(messageOfEvent))
}

function messageOfEvent({ name, body }: EventBody): Json {
  const flat = flattenAttributes(body)
  return {
    role: attributeText(flat, 'role') ?? ROLES.get(name) ?? 'assistant',
    content: partsOf(attribute(flat, 'content', 'gen_ai.prompt')),
    ...listField('tool_calls', decodeContainer(attribute(flat, 'tool_calls'))),
    ...(name === 'gen_ai.tool.message' ? { tool_call_id: attribute(flat, 'id', 'tool_call_id') } : {}),
  }
}

const listField = (name: string, value: Json): { [key: string]: Json } =>
  isList(value) && value.length > 0 ? { [name]: value } : {}

function answerOfChoice(choice: Json): Json {
  const message = decodeContainer(fieldOf(choice, 'message'))
  if (typeof message === 'string') return message
  const body = isEmpty(message) ? choice : message
  return answerOfModel([messageOfEvent({ name: 'gen_ai.assistant.message', body })])
}

/** OpenLLMetry wraps what a workflow was given as `{inputs, tags, metadata, …}`. */
function entity<T>(attributes: Attributes, name: string, inner: string, read: (value: Json) => T): T | null {
  const value = decodeContainer(attribute(attributes, name))
  if (value === null) return null
  const wrapped = fieldOf(value, inner)
  return read(wrapped ?? value)
}

const asEntityInput = (value: Json): Call['input'] => asked(value, false)
