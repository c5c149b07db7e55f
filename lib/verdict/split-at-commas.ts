interface Field {
  readonly text: string
  readonly to: number
}

/**
 * Splits `a, "b, c"` into its fields as promptfoo does: white space around a field falls away, repeated commas count once,
 * a field with commas stands in quotes, a quote inside as `""` or `\"`. Null where a quote is not closed or text follows it.
 */
export function splitAtCommas(text: string): readonly string[] | null {
  const fields: string[] = []
  for (let at = skip(/[\s,]*/y, text, 0); at < text.length; at = skip(/[\s,]*/y, text, at)) {
    const field = text.charAt(at) === '"' ? quotedField(text, at + 1) : plainField(text, at)
    if (field === null) return null
    fields.push(field.text)
    at = field.to
  }
  return fields
}

function plainField(text: string, from: number): Field {
  const comma = text.indexOf(',', from)
  const to = comma === -1 ? text.length : comma
  return { text: text.slice(from, to).trim(), to }
}

function quotedField(text: string, from: number): Field | null {
  let field = ''
  for (let at = from; at < text.length; at++) {
    const pair = text.slice(at, at + 2)
    if (pair === '""' || pair === '\\"' || pair === '\\\\') {
      field += pair.charAt(1)
      at++
    } else if (text.charAt(at) === '"') return endField(field, text, at + 1)
    else field += text.charAt(at)
  }
  return null
}

function endField(field: string, text: string, closed: number): Field | null {
  const to = skip(/\s*/y, text, closed)
  return to === text.length || text.charAt(to) === ',' ? { text: field, to } : null
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  pattern.test(text)
  return pattern.lastIndex
}
