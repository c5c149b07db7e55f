import type { Json } from '../case/types.ts'
import { answer } from './answer.ts'
import { asked } from './asked.ts'
import { type Attributes, attribute, attributeText } from './attributes.ts'
import { normalizeConversation, withInstructions } from './conversation.ts'
import { decodeContainer } from './decode-json.ts'
import type { Span, SpanReading } from './span.ts'
import type { Call } from './types.ts'

/**
 * Reads OpenTelemetry's GenAI conventions as they are now: messages of parts, in attributes of the span or of its
 * event `gen_ai.client.inference.operation.details`, as a JSON string or structured.
 * Source: opentelemetry.io/docs/specs/semconv/gen-ai.
 */
export function readGenai(span: Span): SpanReading {
  const details = span.events.filter(({ name }) => name === DETAILS).map((event) => event.attributes)
  const places = [span.attributes, ...details]
  const kind = kindOf(span.attributes)
  return {
    kind,
    model: attributeText(span.attributes, 'gen_ai.response.model', 'gen_ai.request.model'),
    input: kind === 'tool' ? toolInput(span.attributes) : conversation(placeOf(places, INPUT)),
    output:
      kind === 'tool'
        ? attribute(span.attributes, 'gen_ai.tool.call.result')
        : answer(attribute(placeOf(places, OUTPUT), OUTPUT)),
  }
}

const DETAILS = 'gen_ai.client.inference.operation.details'
const INPUT = 'gen_ai.input.messages'
const OUTPUT = 'gen_ai.output.messages'

/** What was asked and what was answered may be in two events: instrumentations log each as soon as they know it. */
const placeOf = (places: readonly Attributes[], name: string): Attributes =>
  places.find((one) => one.has(name)) ?? new Map()

function conversation(attributes: Attributes): Call['input'] {
  const given = attribute(attributes, INPUT)
  const turns = normalizeConversation(decodeContainer(given))
  if (turns === null) return given === null ? null : asked(given, true)
  return withInstructions(decodeContainer(attribute(attributes, 'gen_ai.system_instructions')), turns)
}

const toolInput = (attributes: Attributes): Json => decodeContainer(attribute(attributes, 'gen_ai.tool.call.arguments'))

const MODEL_CALLS = new Set(['chat', 'text_completion', 'generate_content'])
const SHORT: ReadonlyMap<string, string> = new Map([
  ['execute_tool', 'tool'],
  ['invoke_agent', 'agent'],
  ['create_agent', 'agent'],
  ['embeddings', 'embedding'],
])

function kindOf(attributes: Attributes): string | null {
  const operation = attributeText(attributes, 'gen_ai.operation.name')
  if (operation === null) return null
  return MODEL_CALLS.has(operation) ? 'generation' : (SHORT.get(operation) ?? operation)
}
