import type { Json } from '../case/types.ts'
import { normalizeConversation, normalizeMessage, withInstructions } from './conversation.ts'
import { decodeContainer } from './decode-json.ts'
import { fieldOf, hasField, isEmpty, isList, isObject } from './field.ts'
import type { Message } from './types.ts'

type Asked = readonly Message[] | Json

/**
 * Returns what a unit of work was asked: its conversation, normalised, or any other JSON as it is.
 * `ofModel` says that the value is a model request, where what stands beside the messages are only parameters.
 */
export function asked(raw: Json, ofModel: boolean): Asked {
  const value = decodeContainer(raw)
  const turns = conversationOf(value)
  if (turns !== null) return turns
  if (ofModel && isObject(value)) return askedOfModel(value) ?? value
  return onlyField(value, 'messages') ?? raw
}

function conversationOf(value: Json): readonly Message[] | null {
  const turns = isObject(value) ? normalizeMessage(value) : normalizeConversation(value)
  return turns === null || turns.length === 0 ? null : turns
}

function onlyField(value: Json, name: string): readonly Message[] | null {
  if (!isObject(value)) return null
  const filled = Object.entries(value).filter(([, one]) => !isEmpty(one))
  return filled.length === 1 && filled[0]?.[0] === name ? normalizeConversation(fieldOf(value, name)) : null
}

/**
 * Returns the conversation of a model request's body, or null when it has none: OpenAI chat (`messages`), Responses
 * (`instructions`, `input`), Anthropic (`system`, `messages`), Gemini (`contents`), completions (`prompt`).
 * Only these fields are read, so that recorded headers and keys stay behind.
 */
export function askedOfModel(request: Json): Asked | null {
  const instructions = fieldOf(request, 'system', 'instructions', 'systemInstruction', 'system_instruction')
  for (const name of ['messages', 'input', 'contents', 'prompt', 'prompts']) {
    if (!hasField(request, name)) continue
    const found = withSystem(instructions, fieldOf(request, name), COMPLETED.has(name))
    if (found !== null) return found
  }
  return null
}

/** A text given here is completed, where one given as `input` is a user's turn. */
const COMPLETED = new Set(['prompt', 'prompts'])

function withSystem(instructions: Json, given: Json, completed: boolean): Asked | null {
  const value = decodeContainer(given)
  const turns = conversationOf(value)
  if (turns !== null) return withInstructions(instructions, turns)
  const prompt = isList(value) && value.length === 1 ? value[0] : value
  if (typeof prompt !== 'string' || prompt === '') return null
  if (completed && isEmpty(instructions)) return prompt
  return withInstructions(instructions, [{ role: 'user', content: prompt }])
}
