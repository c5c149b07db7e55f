import type { Assertion, Json } from '../../case/types.ts'
import { badValue } from '../bad-value.ts'
import { isList, isObject, ownValue } from '../json-kind.ts'
import { parseJson } from '../parse-json.ts'
import { quote, shorten } from '../quote.ts'
import type { Check, Rule } from '../rule.ts'

type Compile = Parameters<Check>[1]['compileSchema']
type Validate = ReturnType<Compile>
/** The tools that may be called, each with the check of its arguments; null where any may. */
type Tools = ReadonlyMap<string, Validate> | null

/**
 * The output is a list of OpenAI tool calls (or a message with `tool_calls`), each well formed and,
 * where the value lists tool definitions, of one of these tools with arguments that satisfy its schema.
 */
export const isValidOpenaiToolsCall: Rule = (assertion) => {
  const definitions = readDefinitions(assertion)
  return (output, { compileSchema }) => {
    const tools = definitions && new Map([...definitions].map(([name, schema]) => [name, compileSchema(schema)]))
    const fault = faultOfCalls(ownValue(output, 'tool_calls') ?? output, tools)
    if (fault !== null) return { pass: false, fact: `the output is not a valid tools call: ${fault}` }
    return { pass: true, fact: `the output ${quote(output)} is a valid tools call` }
  }
}

function faultOfCalls(calls: Json, tools: Tools): string | null {
  if (!isList(calls) || calls.length === 0) return `${quote(calls)} is not a list of calls`
  for (const call of calls) {
    const fault = faultOfCall(call, tools)
    if (fault !== null) return fault
  }
  return null
}

function faultOfCall(call: Json, tools: Tools): string | null {
  const name = ownValue(ownValue(call, 'function'), 'name')
  const text = ownValue(ownValue(call, 'function'), 'arguments')
  if (ownValue(call, 'type') !== 'function') return `${quote(call)} is not of type "function"`
  if (typeof name !== 'string' || name === '') return `${quote(call)} names no function`
  const args = typeof text === 'string' ? parseJson(text)?.value : undefined
  if (!isObject(args))
    return `the arguments of ${quote(name)} are not the text of a JSON object: ${quote(text ?? null)}`
  return tools === null ? null : faultOfArguments(name, args, tools)
}

function faultOfArguments(name: string, args: Json, tools: NonNullable<Tools>): string | null {
  const validate = tools.get(name)
  if (validate === undefined) return `${quote(name)} is not among the tools ${quote([...tools.keys()])}`
  const errors = validate(args)
  if (errors.length === 0) return null
  return `the arguments of ${quote(name)} do not satisfy its schema: ${shorten(errors.join(', '))}`
}

/** Reads tool definitions, `{type, function: {name, parameters}}` or flat as in the Responses API, to name → schema. */
function readDefinitions(assertion: Assertion): ReadonlyMap<string, Json> | null {
  const { value } = assertion
  if (value === undefined) return null
  const definitions = isList(value) ? value.map((tool) => ownValue(tool, 'function') ?? tool) : []
  const schemas = new Map(definitions.map((tool) => [ownValue(tool, 'name'), ownValue(tool, 'parameters') ?? true]))
  if (schemas.size === 0 || ![...schemas.keys()].every((name) => typeof name === 'string')) {
    throw badValue(assertion, 'a list of tool definitions')
  }
  return schemas as ReadonlyMap<string, Json>
}
