import type { Assertion, Json } from '../../case/types.ts'
import { badValue } from '../bad-value.ts'
import { findMismatch } from '../find-mismatch.ts'
import { isObject } from '../json-kind.ts'
import { quote, shorten } from '../quote.ts'
import type { Outcome, Rule } from '../rule.ts'
import { findToolCalls, type ToolCall } from '../tool-calls.ts'

interface Wanted {
  readonly name: string
  /** A partial match, or undefined where any arguments do. */
  readonly arguments: Json | undefined
}

/** The output calls the tool, with arguments that hold all of those given. */
export const toolCalled: Rule = (assertion) => {
  const wanted = readWanted(assertion)
  return (output) => judgeCalls(wanted, findToolCalls(output))
}

function readWanted(assertion: Assertion): Wanted {
  if (isObject(assertion.value)) {
    const { name, arguments: args, ...unknown } = assertion.value
    if (typeof name === 'string' && name !== '' && Object.keys(unknown).length === 0) return { name, arguments: args }
  }
  throw badValue(assertion, '{name, arguments}')
}

function judgeCalls(wanted: Wanted, calls: readonly ToolCall[]): Outcome {
  const named = calls.filter((call) => call.name === wanted.name)
  if (named.length === 0)
    return { pass: false, fact: `the output does not call ${quote(wanted.name)}, ${listCalled(calls)}` }
  const whys = named.map((call) => whyNot(wanted, call))
  const match = whys.indexOf(null)
  return match === -1
    ? { pass: false, fact: `the output calls ${quote(wanted.name)} with other arguments: ${whys[0]}` }
    : { pass: true, fact: `the output calls ${quote(wanted.name)} with ${quote(named[match]!.arguments)}` }
}

function whyNot(wanted: Wanted, call: ToolCall): string | null {
  if (wanted.arguments === undefined) return null
  const mismatch = findMismatch(wanted.arguments, call.arguments)
  return mismatch === null ? null : `${quote(call.arguments)}, where "${shorten(mismatch.at)}" differs: ${mismatch.why}`
}

const listCalled = (calls: readonly ToolCall[]): string =>
  calls.length === 0 ? 'nor any other tool' : `but ${quote(calls.map((call) => call.name))}`
