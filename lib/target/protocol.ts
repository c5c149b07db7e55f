import type { Json } from '../case/types.ts'
import { isTooDeep, MAX_DEPTH } from './nesting.ts'
import { type Ask, MAX_OUTPUT_BYTES, type Outcome } from './types.ts'

/** What a worker said to one question; `attempt` where it named one. */
export interface Answer {
  readonly id: string
  readonly attempt: number | null
  readonly outcome: Outcome
}

type Members = Readonly<Record<string, Json | undefined>>

/** Renders one request line of the worker protocol (PRODUCT.md section 4). */
export const renderRequest = (ask: Ask): string =>
  `${JSON.stringify({ id: ask.id, input: ask.input, attempt: ask.attempt })}\n`

/** Parses one line a worker wrote; null where it is no answer, whatever the question. */
export function parseAnswer(line: string): Answer | null {
  const value = line.trimStart().startsWith('{') ? parseObject(line) : null
  const id = value?.['id']
  if (!value || typeof id !== 'string') return null
  const attempt = value['attempt']
  return { id, attempt: typeof attempt === 'number' ? attempt : null, outcome: readOutcome(line, value) }
}

/** Parses a text that answers one known question; null where it is no JSON object. */
export function parseOutcome(text: string): Outcome | null {
  const value = parseObject(text)
  return value && readOutcome(text, value)
}

/** Parses a text that is an output as a whole. */
export function parseOutput(text: string): Outcome {
  try {
    const output = JSON.parse(text) as Json
    return isTooDeep(text) ? tooDeep : { kind: 'output', output }
  } catch {
    return broken(`the output is not JSON: "${text.slice(0, 80)}"`)
  }
}

/** Reads `{"output"}` or `{"error"}`; anything else breaks the protocol. */
function readOutcome(text: string, { error, output }: Members): Outcome {
  if (isTooDeep(text, MAX_DEPTH + 1)) return tooDeep
  const isError = error !== undefined && error !== null
  const said = isError ? error : output
  if (said === undefined) return broken('the target answered with neither "output" nor "error"')
  if (isTooLarge(text, said)) return tooLarge
  if (!isError) return { kind: 'output', output: said }
  return { kind: 'error', error: typeof error === 'string' ? error : JSON.stringify(error) }
}

/** Measures only what could be too large: a UTF-16 unit is three bytes of UTF-8 at most. */
function isTooLarge(text: string, said: Json): boolean {
  if (text.length * 3 <= MAX_OUTPUT_BYTES) return false
  return Buffer.byteLength(typeof said === 'string' ? said : JSON.stringify(said)) > MAX_OUTPUT_BYTES
}

function parseObject(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null
  } catch {
    return null
  }
}

const broken = (detail: string): Outcome => ({ kind: 'broken', detail })
const tooDeep = broken(`the output is nested deeper than ${MAX_DEPTH} levels`)

export const tooLarge: Outcome = broken('the output is larger than 8 MiB')
