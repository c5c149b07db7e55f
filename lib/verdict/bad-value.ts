import type { Assertion } from '../case/types.ts'
import { invalid, type Problem } from '../problem.ts'
import { quote } from './quote.ts'

/** Builds the `Problem` of an assertion whose value is not what its type needs, e.g. `need` = 'a text'. */
export function badValue(assertion: Assertion, need: string): Problem {
  const got = assertion.value === undefined ? 'but has none' : `not ${quote(assertion.value)}`
  return invalid('bad-assertion', `assertion ${quote(assertion.type)} needs ${need} as its value, ${got}`)
}
