import type { Json } from '../case/types.ts'
import type { Ask, Outcome } from './types.ts'

/** Renders one request line of the worker protocol (PRODUCT.md section 4). */
export const renderRequest = (ask: Ask): string => `${JSON.stringify({ id: ask.id, input: ask.input, attempt: ask.attempt })}\n`

/** Parses one line a worker wrote; null where it is no answer to a question that `isHeld` knows. */
export function parseAnswer(line: string, isHeld: (id: string) => boolean): { id: string; outcome: Outcome } | null {
  if (!line.startsWith('{')) return null
  const value = parseObject(line)
  const id = value?.['id']
  if (!value || typeof id !== 'string' || !isHeld(id)) return null
  return { id, outcome: outcomeOf(value) }
}

/** Reads `{"output"}` or `{"error"}`; anything else breaks the protocol. */
export function outcomeOf(value: Readonly<Record<string, Json | undefined>>): Outcome {
  const { error, output } = value
  if (error !== undefined && error !== null) return { kind: 'error', error: typeof error === 'string' ? error : JSON.stringify(error) }
  if (output !== undefined) return { kind: 'output', output }
  return { kind: 'broken', detail: 'the target answered with neither "output" nor "error"' }
}

function parseObject(line: string): Record<string, Json | undefined> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : null
  } catch {
    return null
  }
}
