import type { Json } from '../case/types.ts'
import { type Attributes, attributeText } from './attributes.ts'
import { isEmpty } from './field.ts'
import { readGenai } from './genai.ts'
import { readGenaiLegacy } from './genai-legacy.ts'
import { readOpeninference } from './openinference.ts'
import type { Call } from './types.ts'
import { readVercelAi } from './vercel-ai.ts'

export interface SpanEvent {
  readonly name: string
  readonly attributes: Attributes
}

/** A span of OpenTelemetry, wherever it was stored. */
export interface Span {
  readonly trace_id: string | null
  readonly span_id: string | null
  readonly parent_id: string | null
  readonly name: string | null
  readonly at: string | null
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly failed: boolean
  readonly status: string | null
}

/** What one convention of attributes says of a span; null where it says nothing. */
export interface SpanReading {
  readonly kind: string | null
  readonly model: string | null
  readonly input: Call['input']
  readonly output: Json
}

/** Reads a span by every convention known; a span may follow several, and the first that says something wins. */
export function callOfSpan(span: Span): Call {
  const readings = [readGenai, readOpeninference, readVercelAi, readGenaiLegacy].map((read) => read(span))
  return {
    span_id: span.span_id,
    parent_id: span.parent_id,
    name: span.name,
    kind: readings.find(({ kind }) => kind !== null)?.kind ?? 'span',
    model: readings.find(({ model }) => model !== null)?.model ?? null,
    at: span.at,
    input: readings.find(({ input }) => !isEmpty(input as Json))?.input ?? null,
    output: readings.find(({ output }) => !isEmpty(output))?.output ?? emptyAnswer(readings),
    error: span.failed ? errorOf(span) : null,
  }
}

/** An empty text is an answer too where the span has no other. */
const emptyAnswer = (readings: readonly SpanReading[]): Json =>
  readings.find(({ output }) => output !== null)?.output ?? null

function errorOf({ status, events, attributes }: Span): string {
  const thrown = events.findLast(({ name }) => name === 'exception')?.attributes
  const told = thrown === undefined ? null : attributeText(thrown, 'exception.message', 'exception.type')
  return status ?? told ?? attributeText(attributes, 'error.message', 'error.type') ?? 'error'
}
