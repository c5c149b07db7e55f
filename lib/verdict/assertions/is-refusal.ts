import type { Json } from '../../case/types.ts'
import { isList, ownValue } from '../json-kind.ts'
import { quote } from '../quote.ts'
import { readNothing } from '../read-value.ts'
import { isRefusalText } from '../refusal-text.ts'
import type { Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

/** The output declines what was asked: it is empty, reads like a refusal, or is a message that says it is one. */
export const isRefusal: Rule = (assertion) => {
  readNothing(assertion)
  return (output) => {
    const pass = isDeclared(output) || isRefusalText(spokenText(output))
    return { pass, fact: `the output ${quote(output)} ${pass ? 'is' : 'is not'} a refusal` }
  }
}

/** OpenAI's chat messages carry a refusal in a field of its own. */
function isDeclared(output: Json): boolean {
  const refusal = ownValue(output, 'refusal')
  return typeof refusal === 'string' && refusal !== ''
}

/** What an assistant message says is its content: one that only calls tools is not an empty answer. */
function spokenText(output: Json): string {
  const content = ownValue(output, 'content')
  if (isList(content))
    return content
      .map((part) => ownValue(part, 'text') ?? part)
      .map(textOf)
      .join('\n')
  return typeof content === 'string' && ownValue(output, 'tool_calls') === undefined ? content : textOf(output)
}
