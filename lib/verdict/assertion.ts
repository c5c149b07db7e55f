import type { Assertion } from '../case/types.ts'
import { invalid, Problem } from '../problem.ts'
import { readGrader } from './assertions/grader.ts'
import { editDistanceWithin } from './edit-distance.ts'
import { isPointer } from './pointer.ts'
import { quote } from './quote.ts'
import type { Check } from './rule.ts'
import { RULES } from './rules.ts'

const NOT = 'not-'
const GRADER = 'grader'
const PLAIN_TYPES = [...RULES.keys(), GRADER]

/** Every type an assertion may have: each plain one, then each with `not-`. */
export const ASSERTION_TYPES: readonly string[] = [...PLAIN_TYPES, ...PLAIN_TYPES.map((type) => NOT + type)]

/** An assertion made sense of: judged here by a check, or outside by a grader. */
type ReadAssertion = { readonly negated: boolean } & ({ readonly check: Check } | { readonly grader: string })

/** Makes sense of an assertion; throws a `Problem` 'bad-assertion' for an unknown type, a bad value or a bad pointer. */
export function readAssertion(assertion: Assertion): ReadAssertion {
  const negated = assertion.type.startsWith(NOT)
  const type = plainType(assertion)
  const rule = RULES.get(type)
  if (rule === undefined && type !== GRADER) throw unknownType(assertion)
  if (assertion.at !== undefined && !isPointer(assertion.at)) throw badPointer(assertion, assertion.at)
  return rule === undefined ? { negated, grader: readGrader(assertion) } : { negated, check: rule(assertion) }
}

/** Finds what is wrong with an assertion as it is written, in one sentence; null for nothing. Compiles no schema. */
export function findAssertionFault(assertion: Assertion): string | null {
  try {
    readAssertion(assertion)
    return null
  } catch (problem) {
    if (problem instanceof Problem) return problem.message
    throw problem
  }
}

/** Tells whether an assertion is judged by a command outside. */
export const asksGrader = (assertion: Assertion): boolean => plainType(assertion) === GRADER

const plainType = ({ type }: Assertion): string => (type.startsWith(NOT) ? type.slice(NOT.length) : type)

function unknownType({ type }: Assertion): Problem {
  const near = nearestType(type)
  const hint = near === null ? '' : `; the nearest is "${near}"`
  return invalid('bad-assertion', `assertion type ${quote(type)} is unknown${hint}`)
}

function nearestType(type: string): string | null {
  for (const limit of [1, 2, 3]) {
    const near = ASSERTION_TYPES.find((known) => editDistanceWithin(type.toLowerCase(), known, limit) !== null)
    if (near !== undefined) return near
  }
  return null
}

const badPointer = ({ type }: Assertion, at: string): Problem =>
  invalid(
    'bad-assertion',
    `assertion ${quote(type)} has at ${quote(at)}, which is not a JSON pointer such as "/answer/0"`,
  )
