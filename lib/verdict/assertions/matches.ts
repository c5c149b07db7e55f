import { findMismatch } from '../find-mismatch.ts'
import { quote, shorten } from '../quote.ts'
import { readAnything } from '../read-value.ts'
import type { Rule } from '../rule.ts'

/** The output holds all of the value: every key of it, deeply; lists item by item. Further keys of the output do not matter. */
export const matches: Rule = (assertion) => {
  const wanted = readAnything(assertion)
  return (output) => {
    const mismatch = findMismatch(wanted, output)
    if (mismatch === null) return { pass: true, fact: `the output ${quote(output)} matches ${quote(wanted)}` }
    const where = mismatch.at === '' ? '' : ` at "${shorten(mismatch.at)}"`
    return { pass: false, fact: `the output ${quote(output)} does not match${where}: ${mismatch.why}` }
  }
}
