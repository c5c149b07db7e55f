import type { Json } from '../case/types.ts'
import type { Call, Trace } from './types.ts'

export interface ListedCall {
  readonly span_id: string | null
  readonly kind: string
  readonly name: string | null
  readonly model: string | null
  /** The start of the last thing asked, on one line, at most 80 characters; hostile as all of a trace's text. */
  readonly excerpt: string
}

/** Lists a trace's calls for a person to choose from, in the order of time. */
export const listCalls = (trace: Trace): readonly ListedCall[] =>
  trace.calls.map(({ span_id, kind, name, model, input }) => ({
    span_id,
    kind,
    name,
    model,
    excerpt: excerptOf(input),
  }))

const LONGEST = 80

function excerptOf(input: Call['input']): string {
  const text = textIn(input as Json)
  const line = text
    .slice(0, LONGEST * 4)
    .replace(/\s+/g, ' ')
    .trim()
  const chars = [...line]
  return chars.length > LONGEST ? `${chars.slice(0, LONGEST - 1).join('')}…` : line
}

function textIn(input: Json): string {
  const last = Array.isArray(input) ? input.findLast((turn) => turn?.role === 'user') : undefined
  const said = last?.content ?? input
  return typeof said === 'string' ? said : said === null ? '' : JSON.stringify(said)
}
