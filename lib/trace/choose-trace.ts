import { invalid } from '../problem.ts'
import { chooseRoot, hasAnswer, hasInput } from './choose-root.ts'
import type { FoundTrace } from './format.ts'
import { asArgument, quote, quoteList } from './quote.ts'
import type { Call, Trace } from './types.ts'

export interface TraceChoice {
  readonly traceId?: string | undefined
  readonly span?: string | undefined
}

/**
 * Chooses one trace of a file and its root call. Throws `trace-not-found`, `trace-not-chosen`, `span-not-found`,
 * `span-without-conversation` and `trace-without-conversation`.
 */
export function chooseTrace(format: string, found: readonly FoundTrace[], choice: TraceChoice): Trace {
  const one = pickTrace(found, choice)
  const calls = one.calls.filter((call) => hasInput(call) || hasAnswer(call))
  const root = choice.span === undefined ? rootOf(one, calls) : pickSpan(one, calls, choice.span)
  return { format, trace_id: one.trace_id, calls: withModel(calls, root), root }
}

function pickTrace(found: readonly FoundTrace[], choice: TraceChoice): FoundTrace {
  const ids = found.map(({ trace_id }) => trace_id ?? '')
  if (choice.traceId !== undefined) {
    const named = found.find(({ trace_id }) => trace_id === choice.traceId)
    if (named !== undefined) return named
    throw invalid('trace-not-found', `file holds no trace ${quote(choice.traceId)}`, {
      hints: [`the file holds: ${quoteList(ids)}`],
    })
  }
  const candidates = found.length > 1 ? holding(found, choice.span) : found
  const [one, other] = candidates
  if (one === undefined) throw emptyTrace(null)
  if (other === undefined) return one
  throw invalid(
    'trace-not-chosen',
    `file holds ${candidates.length} traces: ${quoteList(candidates.map(({ trace_id }) => trace_id ?? ''))}`,
    {
      hints: [`choose one: casebook capture <file> --trace-id ${asArgument(ids[0] ?? '')}`],
    },
  )
}

/** A span's id is enough to choose the trace it is in. */
function holding(found: readonly FoundTrace[], span: string | undefined): readonly FoundTrace[] {
  if (span === undefined) return found
  const holders = found.filter(({ calls }) => calls.some(({ span_id }) => span_id === span))
  return holders.length === 0 ? found : holders
}

function rootOf(one: FoundTrace, calls: readonly Call[]): number {
  const own = one.root === null ? undefined : one.calls[one.root]
  const root = own !== undefined && hasInput(own) ? calls.indexOf(own) : chooseRoot(calls, one.calls)
  if (root === null) throw emptyTrace(one.trace_id)
  return root
}

function pickSpan(one: FoundTrace, calls: readonly Call[], span: string): number {
  const index = calls.findIndex(({ span_id }) => span_id === span)
  const call = calls[index]
  if (call !== undefined && hasInput(call)) return index
  const isKnown = one.calls.some(({ span_id }) => span_id === span)
  const [code, fault] = isKnown
    ? (['span-without-conversation', `span ${quote(span)} has no input`] as const)
    : (['span-not-found', `trace ${quote(one.trace_id ?? '')} has no span ${quote(span)}`] as const)
  throw invalid(code, fault, { hints: ['choose a span: --span <id>', ...spanLines(calls)] })
}

const MOST_SPANS = 50

function spanLines(calls: readonly Call[]): readonly string[] {
  const usable = calls.filter((call) => call.span_id !== null && hasInput(call))
  const lines = usable.slice(0, MOST_SPANS).map(spanLine)
  return usable.length > MOST_SPANS ? [...lines, `and ${usable.length - MOST_SPANS} more`] : lines
}

const spanLine = ({ span_id, kind, name }: Call): string =>
  `${quote(span_id ?? '')}: ${[kind, name].flatMap((text) => (text === null ? [] : quote(text))).join(' ')}`

const emptyTrace = (id: string | null) =>
  invalid(
    'trace-without-conversation',
    `trace ${id === null ? 'file' : quote(id)} holds no conversation: nothing in it was asked`,
    {
      hints: ['switch on the recording of inputs and outputs where the trace is made'],
    },
  )

/** A root that is no model call is told with the model that answered last. */
function withModel(calls: readonly Call[], root: number): readonly Call[] {
  const model = calls.findLast((call) => call.kind === 'generation' && call.model !== null)?.model ?? null
  return calls.map((call, index) => (index === root && call.model === null ? { ...call, model } : call))
}
