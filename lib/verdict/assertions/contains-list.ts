import { includesText } from '../includes-text.ts'
import { quote } from '../quote.ts'
import { readTexts } from '../read-texts.ts'
import type { Outcome, Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

type Fold = (text: string) => string
type Decide = (wanted: readonly string[], found: (one: string) => boolean) => Outcome

const listed =
  (decide: Decide, fold: Fold): Rule =>
  (assertion) => {
    const wanted = readTexts(assertion)
    return (output) => {
      const text = fold(textOf(output))
      const { pass, fact } = decide(wanted, (one) => includesText(text, fold(one)))
      return { pass, fact: `the output ${quote(output)} ${fact}` }
    }
  }

const anyOf: Decide = (wanted, found) => {
  const first = wanted.find(found)
  return first === undefined
    ? { pass: false, fact: `contains none of ${quote(wanted)}` }
    : { pass: true, fact: `contains ${quote(first)}` }
}

const allOf: Decide = (wanted, found) => {
  const missing = wanted.filter((one) => !found(one))
  return missing.length > 0
    ? { pass: false, fact: `does not contain ${quote(missing)}` }
    : { pass: true, fact: `contains all of ${quote(wanted)}` }
}

const asIs: Fold = (text) => text
const caseless: Fold = (text) => text.toLowerCase()

/** The output has at least one of the texts in it; `i…`: upper and lower case alike. */
export const containsAny = listed(anyOf, asIs)
export const icontainsAny = listed(anyOf, caseless)

/** The output has each of the texts in it; `i…`: upper and lower case alike. */
export const containsAll = listed(allOf, asIs)
export const icontainsAll = listed(allOf, caseless)
