import type { Json } from '../../case/types.ts'
import { findEmbeddedJson } from '../embedded-json.ts'
import { quote, shorten } from '../quote.ts'
import { readSchema } from '../read-value.ts'
import type { Outcome, Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

/** The output has a JSON object or array in it somewhere, one that satisfies the schema where there is one. */
export const containsJson: Rule = (assertion) => {
  const schema = readSchema(assertion)
  return (output, tools) => {
    const validate = schema === undefined ? () => [] : tools.compileSchema(schema)
    return judgeEmbedded(textOf(output), validate)
  }
}

function judgeEmbedded(text: string, validate: (value: Json) => readonly string[]): Outcome {
  let errors: readonly string[] | null = null
  for (const { from, to } of findEmbeddedJson(text)) {
    const json = text.slice(from, to)
    errors = validate(JSON.parse(json) as Json)
    if (errors.length === 0) return { pass: true, fact: `the output ${quote(text)} contains the JSON ${shorten(json)}` }
  }
  if (errors === null) return { pass: false, fact: `the output ${quote(text)} contains no JSON object or array` }
  const fact = `the output ${quote(text)} contains no JSON that satisfies the schema: ${shorten(errors.join(', '))}`
  return { pass: false, fact }
}
