import type { Assertion } from '../../case/types.ts'
import { badValue } from '../bad-value.ts'
import { editDistanceWithin } from '../edit-distance.ts'
import { isObject } from '../json-kind.ts'
import { quote } from '../quote.ts'
import type { Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

/** promptfoo's. */
const DEFAULT_THRESHOLD = 5

/** The output is at most `threshold` single-character edits away from the text. */
export const levenshtein: Rule = (assertion) => {
  const { text, threshold } = readWanted(assertion)
  return (output) => {
    const distance = editDistanceWithin(textOf(output), text, threshold)
    const found = distance === null ? `more than ${threshold}` : String(distance)
    return { pass: distance !== null, fact: `the output ${quote(output)} is ${found} edits away from ${quote(text)}` }
  }
}

function readWanted(assertion: Assertion): { text: string; threshold: number } {
  const { value } = assertion
  if (typeof value === 'string') return { text: value, threshold: DEFAULT_THRESHOLD }
  if (isObject(value)) {
    const { value: text, threshold = DEFAULT_THRESHOLD, ...unknown } = value
    const isRead = typeof text === 'string' && typeof threshold === 'number' && threshold >= 0
    if (isRead && Object.keys(unknown).length === 0) return { text, threshold }
  }
  throw badValue(assertion, 'a text, or {value, threshold}')
}
