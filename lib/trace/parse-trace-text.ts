import type { Json } from '../case/types.ts'
import { invalid, type Problem } from '../problem.ts'
import { findTooDeep, MAX_TRACE_DEPTH } from './json-depth.ts'
import { findJsonFault } from './json-fault.ts'
import { quote } from './quote.ts'

export const MAX_TRACE_BYTES = 32 * 1024 * 1024

/**
 * Parses a trace's text into its documents: one for JSON, one a line for JSON Lines.
 * Throws `trace-too-large`, `trace-empty`, `trace-too-deep`, `trace-cut-off` and `trace-not-json`.
 */
export function parseTraceText(text: string): readonly Json[] {
  refuseTooLarge(text)
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (body.trim() === '') throw invalid('trace-empty', 'trace is empty', { hints: [EXPORT_AGAIN] })
  refuseTooDeep(body)
  return parseWhole(body) ?? parseLines(body)
}

const EXPORT_AGAIN = 'export the trace again and capture the whole file'

function refuseTooLarge(text: string): void {
  const bytes = text.length > MAX_TRACE_BYTES ? text.length : new TextEncoder().encode(text).byteLength
  if (bytes <= MAX_TRACE_BYTES) return
  throw invalid('trace-too-large', `trace is larger than ${MAX_TRACE_BYTES} bytes (32 MiB)`, {
    hints: ['export the one trace alone, not the whole project'],
  })
}

function refuseTooDeep(text: string): void {
  const offset = findTooDeep(text)
  if (offset === null) return
  const line = lineAt(text, offset)
  throw invalid('trace-too-deep', `trace is nested deeper than ${MAX_TRACE_DEPTH} levels at line ${line}`, {
    line,
    hints: ['capture the call alone instead of the whole trace'],
  })
}

function parseWhole(text: string): readonly Json[] | null {
  try {
    return [JSON.parse(text) as Json]
  } catch {
    return null
  }
}

/** Reads JSON Lines where the first line stands alone; any other text is one broken JSON document. */
function parseLines(text: string): readonly Json[] {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }))
  const filled = lines.filter(({ line }) => line.trim() !== '')
  const first = filled[0]
  const isLines = filled.length > 1 && first !== undefined && parseWhole(first.line) !== null
  if (!isLines) throw broken(text, 0)
  return filled.flatMap(({ line, number }) => {
    const parsed = parseWhole(line)
    if (parsed === null) throw broken(line, number - 1)
    return parsed
  })
}

function broken(text: string, linesBefore: number): Problem {
  const { offset, cutOff } = findJsonFault(text.trimEnd())
  const line = linesBefore + lineAt(text, offset)
  if (cutOff) {
    return invalid('trace-cut-off', `trace is cut off at line ${line}: the JSON does not end`, {
      line,
      hints: [EXPORT_AGAIN],
    })
  }
  const found = quote(text.slice(offset, offset + 20).split('\n')[0] ?? '')
  return invalid('trace-not-json', `trace is not JSON at line ${line}: unexpected ${found}`, {
    line,
    hints: ['export the trace as JSON or JSON Lines'],
  })
}

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
