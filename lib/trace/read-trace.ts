import { chooseTrace, type TraceChoice } from './choose-trace.ts'
import { detectFormat } from './detect.ts'
import { parseTraceText } from './parse-trace-text.ts'
import type { Trace } from './types.ts'

/**
 * Reads a production trace, JSON or JSON Lines, of any known format; `calls[root]` is the call the case is made of.
 * `choice` names a trace of a file that holds several, and a span instead of the root. Nothing is redacted here.
 * Throws what `parseTraceText`, `detectFormat` and `chooseTrace` throw, all of kind `invalid`.
 */
export function readTrace(text: string, choice: TraceChoice = {}): Trace {
  const { format, records } = detectFormat(parseTraceText(text))
  return chooseTrace(format.name, format.read(records), choice)
}
