import { quote } from '../quote.ts'
import { readText } from '../read-value.ts'
import type { Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

/** The output starts with the text. */
export const startsWith: Rule = (assertion) => {
  const wanted = readText(assertion)
  return (output) => {
    const pass = textOf(output).startsWith(wanted)
    return { pass, fact: `the output ${quote(output)} ${pass ? 'starts' : 'does not start'} with ${quote(wanted)}` }
  }
}
