import { describe, expect, it } from 'vitest'
import { readTrace } from '../../../lib/trace/read-trace.ts'
import { aRequest, aSpan, ROOT } from './otlp-request.ts'
import { read, rootOf } from './real-trace.ts'

const flat = {
  'openinference.span.kind': 'LLM',
  'llm.model_name': 'gpt-4o',
  'llm.input_messages.0.message.role': 'system',
  'llm.input_messages.0.message.content': 'be kind',
  'llm.input_messages.1.message.role': 'user',
  'llm.input_messages.1.message.contents.0.message_content.type': 'text',
  'llm.input_messages.1.message.contents.0.message_content.text': 'find 7',
  'llm.output_messages.0.message.role': 'assistant',
  'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'c1',
  'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'find',
  'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"id": 7}',
  'input.value': '{"messages": []}',
  'input.mime_type': 'application/json',
}

const nested = {
  openinference: { span: { kind: 'LLM' } },
  llm: {
    model_name: 'gpt-4o',
    input_messages: [
      { message: { role: 'system', content: 'be kind' } },
      {
        'message.role': 'user',
        'message.contents': [{ 'message_content.type': 'text', 'message_content.text': 'find 7' }],
      },
    ],
    output_messages: [
      {
        message: {
          role: 'assistant',
          tool_calls: [{ tool_call: { id: 'c1', function: { name: 'find', arguments: '{"id": 7}' } } }],
        },
      },
    ],
  },
}

const expected = {
  span_id: ROOT,
  kind: 'generation',
  model: 'gpt-4o',
  input: [
    { role: 'system', content: 'be kind' },
    { role: 'user', content: 'find 7' },
  ],
  output: {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
  },
}

const row = {
  name: 'ChatCompletion',
  parent_id: null,
  start_time: '2026-11-22T10:00:00.000000+00:00',
  status_code: 'OK',
}
const context = { trace_id: 't1', span_id: ROOT }
const columns = Object.fromEntries(Object.entries(flat).map(([name, value]) => [`attributes.${name}`, value]))

describe('OpenInference', () => {
  const rows = [
    { name: 'stands in OTLP', format: 'otlp', value: aRequest(aSpan(ROOT, flat)) },
    {
      name: 'stands in rows of dotted attributes',
      format: 'openinference',
      value: [{ ...row, context, attributes: flat }],
    },
    {
      name: 'stands in rows of nested attributes',
      format: 'openinference',
      value: [{ ...row, context, attributes: nested }],
    },
    {
      name: 'stands in rows whose columns are dotted',
      format: 'openinference',
      value: [{ ...row, 'context.trace_id': 't1', 'context.span_id': ROOT, ...columns }],
    },
    {
      name: 'stands in a page of the API',
      format: 'openinference',
      value: { data: [{ ...row, context, span_kind: 'LLM', attributes: flat }], next_cursor: null },
    },
    {
      name: 'stands in what the console exporter prints',
      format: 'openinference',
      value: { ...row, context: { trace_id: '0xabc', span_id: `0x${ROOT}` }, attributes: flat },
    },
  ]
  it.each(rows)('$name', ({ format, value }) => {
    const trace = read(value)
    expect(trace.format).toBe(format)
    expect(rootOf(trace)).toMatchObject(expected)
  })

  it('orders numbered messages as numbers, however the keys were sorted', () => {
    const many = Object.fromEntries(
      [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [
        [`llm.input_messages.${n}.message.content`, `turn ${n}`],
        [`llm.input_messages.${n}.message.role`, 'user'],
      ]),
    )
    const input = rootOf(read(aRequest(aSpan(ROOT, many)))).input
    expect(input).toEqual(Array.from({ length: 12 }, (_, n) => ({ role: 'user', content: `turn ${n}` })))
  })

  const values = [
    { name: 'as JSON where its type says so', mime: 'application/json', value: '{"q":"hi"}', expected: { q: 'hi' } },
    { name: 'as text where its type says so', mime: 'text/plain', value: '{"q":"hi"}', expected: '{"q":"hi"}' },
    {
      name: 'as a conversation where it is one',
      mime: 'application/json',
      value: '{"messages":[{"role":"user","content":"hi"}]}',
      expected: [{ role: 'user', content: 'hi' }],
    },
  ]
  it.each(values)('takes input.value $name', ({ mime, value, expected }) => {
    const of = {
      'openinference.span.kind': 'CHAIN',
      'input.value': value,
      'input.mime_type': mime,
      'output.value': 'ho',
    }
    expect(rootOf(read(aRequest(aSpan(ROOT, of))))).toMatchObject({ kind: 'chain', input: expected, output: 'ho' })
  })

  it('comes as JSON Lines, a failed row with the message of its status', () => {
    const failed = { ...row, context, attributes: flat, status_code: 'ERROR', status_message: 'boom' }
    expect(rootOf(readTrace(`${JSON.stringify(failed)}\n`)).error).toBe('boom')
  })
})
