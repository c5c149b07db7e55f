import type { Json } from '../../case/types.ts'
import { parseJson } from '../parse-json.ts'
import { quote, shorten } from '../quote.ts'
import { readSchema } from '../read-value.ts'
import type { Rule } from '../rule.ts'

/** The output is JSON (a value, or a text that parses), and satisfies the schema where there is one. */
export const isJson: Rule = (assertion) => {
  const schema = readSchema(assertion)
  return (output, tools) => {
    const validate = schema === undefined ? null : tools.compileSchema(schema)
    const parsed = typeof output === 'string' ? parseJson(output) : { value: output }
    if (parsed === null) return { pass: false, fact: `the output ${quote(output)} is not JSON` }
    if (validate === null) return { pass: true, fact: `the output ${quote(output)} is JSON` }
    return judgeAgainst(validate, parsed.value)
  }
}

function judgeAgainst(validate: (value: Json) => readonly string[], value: Json) {
  const errors = validate(value)
  if (errors.length === 0) return { pass: true, fact: `the output ${quote(value)} satisfies the schema` }
  return { pass: false, fact: `the output ${quote(value)} does not satisfy the schema: ${shorten(errors.join(', '))}` }
}
