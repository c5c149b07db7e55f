import type { Json, JsonObject } from '../case/types.ts'
import { decodeJson } from './decode-json.ts'
import { fieldOf, isObject, listOf, textOf } from './field.ts'

/**
 * Joins a recorded stream of server-sent events into the response it spells, in the shape the API gives without
 * streaming: OpenAI chat and responses, Anthropic messages. Null when the text is no such stream.
 */
export function joinStream(text: string): Json {
  if (!/^(?:data|event|id|retry)?:/.test(text)) return null
  const events = text.split(/\r?\n/).flatMap(eventOf)
  const whole = events.findLast((event) => COMPLETED.has(textOf(event, 'type') ?? ''))
  if (whole !== undefined) return fieldOf(whole, 'response')
  if (events.some((event) => textOf(event, 'type') === 'message_start')) return joinAnthropic(events)
  return events.some((event) => listOf(event, 'choices').length > 0) ? joinChat(events) : (events[0] ?? null)
}

const COMPLETED = new Set(['response.completed', 'response.incomplete', 'response.failed'])

function eventOf(line: string): JsonObject[] {
  const event = line.startsWith('data:') ? decodeJson(line.slice('data:'.length)) : undefined
  return isObject(event) ? [event] : []
}

function joinChat(events: readonly JsonObject[]): Json {
  const deltas = events
    .flatMap((event) => listOf(event, 'choices'))
    .filter((choice) => (fieldOf(choice, 'index') ?? 0) === 0)
  const message = deltas.map((choice) => fieldOf(choice, 'delta'))
  const calls = joinCalls(message.flatMap((delta) => listOf(delta, 'tool_calls')))
  const content = joinTexts(message, 'content')
  return {
    id: firstText(events, 'id'),
    object: 'chat.completion',
    created: events.map((event) => fieldOf(event, 'created')).find((at) => at !== null) ?? null,
    model: firstText(events, 'model'),
    choices: [
      { index: 0, message: { role: 'assistant', content, ...(calls.length === 0 ? {} : { tool_calls: calls }) } },
    ],
  }
}

function joinCalls(deltas: readonly Json[]): readonly Json[] {
  const byIndex = gather(deltas, (delta) => fieldOf(delta, 'index'))
  return [...byIndex.values()].map((pieces) => {
    const called = pieces.map((piece) => fieldOf(piece, 'function'))
    return {
      id: firstText(pieces, 'id'),
      type: 'function',
      function: { name: firstText(called, 'name'), arguments: joinTexts(called, 'arguments') },
    }
  })
}

function joinAnthropic(events: readonly JsonObject[]): Json {
  const start = events.map((event) => fieldOf(event, 'message')).find(isObject)
  const error = events.find((event) => textOf(event, 'type') === 'error')
  if (error !== undefined) return error
  const starts = events.filter((event) => textOf(event, 'type') === 'content_block_start')
  const deltas = gather(events, (event) => fieldOf(event, 'index'))
  return { ...start, content: starts.map((block) => joinBlock(block, deltas.get(fieldOf(block, 'index')) ?? [])) }
}

function joinBlock(start: JsonObject, own: readonly JsonObject[]): Json {
  const block = fieldOf(start, 'content_block')
  const deltas = own.map((event) => fieldOf(event, 'delta'))
  const text = joinTexts(deltas, 'text')
  const input = joinTexts(deltas, 'partial_json')
  if (textOf(block, 'type') !== 'tool_use') return text === null ? block : { type: 'text', text }
  return {
    type: 'tool_use',
    id: textOf(block, 'id'),
    name: textOf(block, 'name'),
    input: input ?? fieldOf(block, 'input'),
  }
}

function gather<T>(pieces: readonly T[], indexOf: (piece: T) => Json): ReadonlyMap<Json, readonly T[]> {
  const byIndex = new Map<Json, T[]>()
  for (const piece of pieces) {
    const gathered = byIndex.get(indexOf(piece))
    if (gathered === undefined) byIndex.set(indexOf(piece), [piece])
    else gathered.push(piece)
  }
  return byIndex
}

function joinTexts(pieces: readonly Json[], name: string): string | null {
  const texts = pieces.flatMap((piece) => textOf(piece, name) ?? [])
  return texts.length === 0 ? null : texts.join('')
}

const firstText = (pieces: readonly Json[], name: string): string | null => {
  for (const piece of pieces) {
    const found = textOf(piece, name)
    if (found !== null) return found
  }
  return null
}
