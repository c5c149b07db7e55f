import type { Json } from '../case/types.ts'
import { isList, isObject, ownValue } from './json-kind.ts'
import { parseJson } from './parse-json.ts'

/** A call of a tool, whatever API it was made through. `arguments` is parsed where it was a string that parses. */
export interface ToolCall {
  readonly name: string
  readonly arguments: Json
}

/**
 * Finds the tool calls in an output: an OpenAI assistant message (`tool_calls`), Responses items (`function_call`),
 * an Anthropic message (`tool_use` parts), `{name, arguments}`, or a list of any of these.
 */
export const findToolCalls = (output: Json): readonly ToolCall[] => listOf(output).flatMap(callsOf)

const callsOf = (item: Json): readonly ToolCall[] => [
  ...listOf(ownValue(item, 'tool_calls') ?? []).flatMap(callAlone),
  ...listOf(ownValue(item, 'content') ?? []).flatMap(callAlone),
  ...callAlone(item),
]

const listOf = (value: Json): readonly Json[] => (isList(value) ? value : [value])

function callAlone(item: Json): readonly ToolCall[] {
  if (!isObject(item)) return []
  if (ownValue(item, 'type') === 'tool_use') return toolCall(ownValue(item, 'name'), ownValue(item, 'input'))
  const called = ownValue(item, 'function') ?? item
  const isCall = called !== item || ownValue(item, 'type') === 'function_call' || Object.hasOwn(item, 'arguments')
  return isCall ? toolCall(ownValue(called, 'name'), ownValue(called, 'arguments')) : []
}

const toolCall = (name: Json | undefined, args: Json | undefined): readonly ToolCall[] =>
  typeof name === 'string' ? [{ name, arguments: parsedArguments(args) }] : []

/** A tool without parameters is called with no arguments at all, or with an empty text. */
function parsedArguments(args: Json | undefined): Json {
  if (args === undefined || args === '') return {}
  return typeof args === 'string' ? (parseJson(args)?.value ?? args) : args
}
