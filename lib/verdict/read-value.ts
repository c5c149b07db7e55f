import type { Assertion, Json } from '../case/types.ts'
import { invalid } from '../problem.ts'
import { badValue } from './bad-value.ts'
import { isObject } from './json-kind.ts'
import { quote } from './quote.ts'

/** Reads a value that is a text (or, as in promptfoo, a number meant as one), not empty: every output contains the empty text. */
export function readText(assertion: Assertion): string {
  const { value } = assertion
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value === '') throw badValue(assertion, 'a text that is not empty')
  return value
}

/** Reads a value that may be anything, but must be there. */
export function readAnything(assertion: Assertion): Json {
  if (assertion.value === undefined) throw badValue(assertion, 'what to compare with')
  return assertion.value
}

/** Checks that there is no value, for an assertion that would ignore it. */
export function readNothing(assertion: Assertion): void {
  if (assertion.value === undefined) return
  throw invalid('bad-assertion', `assertion ${quote(assertion.type)} takes no value, but has ${quote(assertion.value)}`)
}

/** Reads an optional JSON Schema; whether it compiles is found out when it is used. */
export function readSchema(assertion: Assertion): Json | undefined {
  const { value } = assertion
  if (value === undefined || typeof value === 'boolean' || isObject(value)) return value
  throw badValue(assertion, 'a JSON Schema')
}
