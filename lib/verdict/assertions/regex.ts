import type { Assertion } from '../../case/types.ts'
import { invalid } from '../../problem.ts'
import { badValue } from '../bad-value.ts'
import { quote, shorten } from '../quote.ts'
import type { Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

/** The output matches the JavaScript pattern somewhere. Patterns have no flags, as in promptfoo. */
export const regex: Rule = (assertion) => {
  const pattern = readPattern(assertion)
  return (output) => {
    const pass = pattern.test(textOf(output))
    return {
      pass,
      fact: `the output ${quote(output)} ${pass ? 'matches' : 'does not match'} ${quote(String(assertion.value))}`,
    }
  }
}

function readPattern(assertion: Assertion): RegExp {
  const { value } = assertion
  if (typeof value !== 'string' || value === '') throw badValue(assertion, 'a JavaScript pattern')
  try {
    return new RegExp(value)
  } catch (cause) {
    const why = `${quote(value)} does not compile${complaintOf(cause)}`
    throw invalid('bad-assertion', `assertion ${quote(assertion.type)} has a bad pattern: ${why}`, { cause })
  }
}

/** The engine says `Invalid regular expression: /(/: Unterminated group`; its last part is the complaint. */
function complaintOf(cause: unknown): string {
  const said = cause instanceof SyntaxError ? cause.message.split(': ').at(-1)! : ''
  return said === '' ? '' : ` (${shorten(said.toLowerCase())})`
}
