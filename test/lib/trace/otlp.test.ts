import { describe, expect, it } from 'vitest'
import { readTrace } from '../../../lib/trace/read-trace.ts'
import { aRequest, aSpan, attributes, CHILD, ROOT, TRACE_ID } from './otlp-request.ts'
import { problemOf, read, rootOf } from './real-trace.ts'

const asked = (text: string) => ({
  'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: text }] }],
})
const said = (text: string) => ({
  'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: text }], finish_reason: 'stop' }],
})
const chat = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024',
}

describe('an OTLP/JSON export request', () => {
  it('is read whole', () => {
    expect(read(aRequest(aSpan(ROOT, { ...chat, ...asked('hi'), ...said('ho') })))).toEqual({
      format: 'otlp',
      trace_id: TRACE_ID,
      root: 0,
      calls: [
        {
          span_id: ROOT,
          parent_id: null,
          name: 'chat gpt-4o',
          kind: 'generation',
          model: 'gpt-4o-2024',
          at: '2025-11-22T10:00:00.000Z',
          input: [{ role: 'user', content: 'hi' }],
          output: 'ho',
          error: null,
        },
      ],
    })
  })

  it('comes a line each in JSON Lines, with requests of metrics between', () => {
    const child = aSpan(CHILD, { ...chat, ...asked('hi'), ...said('ho') }, { parentSpanId: ROOT })
    const lines = [aRequest(child), { resourceMetrics: [] }, aRequest(aSpan(ROOT, {}))]
    const trace = readTrace(lines.map((line) => JSON.stringify(line)).join('\n'))
    expect(rootOf(trace)).toMatchObject({ span_id: CHILD, parent_id: ROOT })
  })

  it('holds several traces, of which one is chosen', () => {
    const other = 'a'.repeat(32)
    const request = aRequest(
      aSpan(ROOT, { ...chat, ...asked('one') }),
      aSpan(CHILD, { ...chat, ...asked('two') }, { traceId: other }),
    )
    expect(problemOf(() => read(request)).message).toBe(`file holds 2 traces: "${TRACE_ID}", "${other}"`)
    expect(rootOf(read(request, { traceId: other }))).toMatchObject({ span_id: CHILD })
  })

  it('has ids in base64 where plain protobuf JSON wrote them', () => {
    const span = aSpan('7uGbfsPBsXM=', { ...chat, ...asked('hi') }, { traceId: 'W47/95gDgQPSabYzgT/GDA==' })
    const trace = read({ batches: [{ scopeSpans: [{ spans: [span] }] }] })
    expect(trace.trace_id).toBe(TRACE_ID)
    expect(rootOf(trace).span_id).toBe(ROOT)
  })

  it('has ids in upper case, and zeros where there is no parent', () => {
    const span = aSpan(ROOT.toUpperCase(), { ...chat, ...asked('hi') }, { parentSpanId: '0'.repeat(16) })
    expect(rootOf(read(aRequest(span)))).toMatchObject({ span_id: ROOT, parent_id: null })
  })

  const integers = [
    { name: 'an integer as a string', value: { intValue: '7' }, expected: 7 },
    { name: 'an integer as a number', value: { intValue: 7 }, expected: 7 },
    { name: 'an integer past the safe ones', value: { intValue: '9007199254740993' }, expected: '9007199254740993' },
    { name: 'zero', value: { intValue: '0' }, expected: 0 },
    { name: 'an empty list', value: { arrayValue: {} }, expected: [] },
    { name: 'a truth', value: { boolValue: false }, expected: false },
    { name: 'a fraction', value: { doubleValue: 0.5 }, expected: 0.5 },
    {
      name: 'a key that would be the prototype',
      value: { kvlistValue: { values: [{ key: '__proto__', value: { intValue: 1 } }] } },
      expected: JSON.parse('{"__proto__":1}'),
    },
  ]
  it.each(integers)('carries $name', ({ value, expected }) => {
    const args = { key: 'gen_ai.tool.call.arguments', value: { kvlistValue: { values: [{ key: 'n', value }] } } }
    const tool = aSpan(ROOT, {}, { attributes: [...attributes({ 'gen_ai.operation.name': 'execute_tool' }), args] })
    expect(rootOf(read(aRequest(tool))).input).toEqual({ n: expected })
  })

  it('has its start in the halves of a long', () => {
    const start = BigInt('1763805600000000000')
    const halves = { low: Number(start & 0xffffffffn) | 0, high: Number(start >> 32n) }
    const span = aSpan(ROOT, { ...chat, ...asked('hi') }, { startTimeUnixNano: halves })
    expect(rootOf(read(aRequest(span))).at).toBe('2025-11-22T10:00:00.000Z')
  })

  const failures = [
    { name: 'the status message', fields: { status: { code: 2, message: '429 slow down' } }, error: '429 slow down' },
    {
      name: 'the exception where the status says nothing',
      fields: {
        status: { code: 'STATUS_CODE_ERROR' },
        events: [{ name: 'exception', attributes: attributes({ 'exception.message': 'boom' }) }],
      },
      error: 'boom',
    },
    { name: 'a mere fact', fields: { status: { code: 2 } }, error: 'error' },
    { name: 'nothing when the status is fine', fields: { status: { code: 1, message: 'fine' } }, error: null },
  ]
  it.each(failures)('fails with $name', ({ fields, error }) => {
    expect(rootOf(read(aRequest(aSpan(ROOT, { ...chat, ...asked('hi') }, fields)))).error).toBe(error)
  })
})

describe('the root of spans', () => {
  it('is the agent where it recorded its conversation', () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent', ...asked('hi'), ...said('done') }
    const trace = read(
      aRequest(aSpan(CHILD, { ...chat, ...asked('inner'), ...said('x') }, { parentSpanId: ROOT }), aSpan(ROOT, agent)),
    )
    expect(rootOf(trace)).toMatchObject({ span_id: ROOT, kind: 'agent', model: 'gpt-4o-2024', output: 'done' })
  })

  it('is the last model call below a request that recorded nothing', () => {
    const at = (nano: string) => ({ parentSpanId: ROOT, startTimeUnixNano: nano })
    const trace = read(
      aRequest(
        aSpan(ROOT, { 'http.route': '/ask' }),
        aSpan('00000000000000b2', { ...chat, ...asked('second'), ...said('b') }, at('1763805600000000002')),
        aSpan('00000000000000a1', { ...chat, ...asked('first'), ...said('a') }, at('1763805600000000001')),
      ),
    )
    expect(trace.calls.map(({ output }) => output)).toEqual(['a', 'b'])
    expect(rootOf(trace).output).toBe('b')
  })
})
