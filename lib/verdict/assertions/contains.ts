import { includesText } from '../includes-text.ts'
import { quote } from '../quote.ts'
import { readText } from '../read-value.ts'
import type { Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

const containing =
  (fold: (text: string) => string): Rule =>
  (assertion) => {
    const wanted = readText(assertion)
    return (output) => {
      const pass = includesText(fold(textOf(output)), fold(wanted))
      return { pass, fact: `the output ${quote(output)} ${pass ? 'contains' : 'does not contain'} ${quote(wanted)}` }
    }
  }

/** The output has the text in it. */
export const contains = containing((text) => text)

/** The output has the text in it, upper and lower case alike. */
export const icontains = containing((text) => text.toLowerCase())
