import type { Json, JsonObject } from '../case/types.ts'
import { normalizeConversation, normalizeMessage } from './conversation.ts'
import { decodeContainer } from './decode-json.ts'
import { fieldOf, isEmpty, isList, isObject, listOf, textOf } from './field.ts'
import { plainContent } from './part.ts'
import type { Message } from './types.ts'

/**
 * Returns a unit's answer: text where the model only spoke, an assistant message where it called tools,
 * any other JSON as it is. Several choices: the first.
 */
export function answer(raw: Json): Json {
  const value = decodeContainer(raw)
  return answerOfModel(value) ?? onlyMessages(value) ?? raw
}

/** Returns the answer in a model's response, or null when the value is none that is known. */
export function answerOfModel(value: Json): Json {
  if (isList(value)) return answerOfList(value)
  const generations = firstOf(firstList(fieldOf(value, 'generations')))
  if (generations !== null) return answerOfChoice(generations)
  const choice = firstOf(fieldOf(value, 'choices', 'candidates'))
  if (choice !== null) return answerOfChoice(choice)
  if (textOf(value, 'object') === 'response') return answerOfItems(fieldOf(value, 'output'))
  return isObject(value) ? answerOfTurns(normalizeMessage(value)) : null
}

function answerOfList(value: readonly Json[]): Json {
  if (value.length > 0 && value.every(isChoice)) return answerOfChoice(value[0] ?? null)
  return answerOfTurns(normalizeConversation(value))
}

/** The items of one response of the Responses API are one answer, whatever their order. */
function answerOfItems(items: Json): Json {
  const turns = normalizeConversation(items) ?? []
  const said = turns.flatMap((turn) => (turn.content === null ? [] : [turn.content]))
  const calls = turns.flatMap((turn) => turn.tool_calls ?? [])
  const content = said.length > 1 ? plainContent(said) : (said[0] ?? null)
  return answerOfMessage({ role: 'assistant', content, ...(calls.length === 0 ? {} : { tool_calls: calls }) })
}

const isChoice = (value: Json): boolean => isObject(fieldOf(value, 'message')) && !isEmpty(fieldOf(value, 'message'))

function answerOfChoice(choice: Json): Json {
  const message = fieldOf(choice, 'message', 'content')
  const spoken = isObject(message) ? answerOfTurns(normalizeMessage(message)) : null
  return spoken ?? textOf(choice, 'text')
}

/**
 * Returns the answer that turns end in. Candidates (nothing but assistant turns) were given side by side:
 * the first counts; a history counts by its last assistant turn.
 */
function answerOfTurns(turns: readonly Message[] | null): Json {
  if (turns === null) return null
  const spoken = turns.filter((turn) => turn.role === 'assistant')
  const last = spoken.length === turns.length ? spoken[0] : spoken.at(-1)
  return last === undefined ? null : answerOfMessage(last)
}

function answerOfMessage({ content, tool_calls }: Message): Json {
  if (tool_calls === undefined) return content
  return { role: 'assistant', content, tool_calls: tool_calls as unknown as Json }
}

/** The state of an agent is a history: `{messages: […]}` and nothing else. */
function onlyMessages(value: Json): Json {
  const filled = isObject(value) ? Object.keys(value as JsonObject).filter((key) => !isEmpty(fieldOf(value, key))) : []
  return filled.length === 1 && filled[0] === 'messages'
    ? answerOfTurns(normalizeConversation(listOf(value, 'messages')))
    : null
}

const firstOf = (value: Json): Json => (isList(value) ? (value[0] ?? null) : null)

/** A batch of one: `[[…]]` is `[…]`. */
const firstList = (value: Json): Json => {
  const first = firstOf(value)
  return isList(first) ? first : value
}
