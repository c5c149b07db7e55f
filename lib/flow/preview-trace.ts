import { type ListedCall, listCalls } from '../trace/list-calls.ts'
import { readTrace } from '../trace/read-trace.ts'
import type { CaptureRequest } from './capture-trace.ts'

/** What a person needs to see of a trace before a case is made of it. Hostile text, as all of a trace. */
export interface TracePreview {
  readonly calls: readonly ListedCall[]
  readonly root: number
  /** The chosen call's answer or error, as text. */
  readonly shipped: string
}

/** Reads a trace for a look; nothing is written, nothing redacted. */
export function previewTrace({ text, traceId, span }: Pick<CaptureRequest, 'text' | 'traceId' | 'span'>): TracePreview {
  const trace = readTrace(text, { ...(traceId ? { traceId } : {}), ...(span ? { span } : {}) })
  const { output, error } = trace.calls[trace.root]!
  const shipped = error ?? (typeof output === 'string' ? output : JSON.stringify(output, null, 2))
  return { calls: listCalls(trace), root: trace.root, shipped }
}
