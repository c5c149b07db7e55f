import { equalJson } from '../equal.ts'
import { quote } from '../quote.ts'
import { readAnything } from '../read-value.ts'
import type { Rule } from '../rule.ts'

/** The output equals the value, as `equalJson` has it. */
export const equals: Rule = (assertion) => {
  const wanted = readAnything(assertion)
  return (output) => {
    const pass = equalJson(output, wanted)
    return { pass, fact: `the output is ${quote(output)}${pass ? '' : `, not ${quote(wanted)}`}` }
  }
}
