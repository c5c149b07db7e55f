import { describe, expect, it } from 'vitest'
import { read, readReal, rootOf } from './real-trace.ts'

describe('a trace of the Braintrust SDK', () => {
  const trace = readReal('braintrust-langgraph.json')

  it('is the outermost call with input and output when the root has none', () => {
    expect(trace).toMatchObject({ format: 'braintrust', trace_id: '<span:3>' })
    expect(rootOf(trace)).toEqual({
      span_id: '<span:12>',
      parent_id: '<span:2>',
      name: 'Chat Completion',
      kind: 'generation',
      model: 'gpt-4o-mini-2024-07-18',
      at: null,
      input: [{ role: 'user', content: 'Reply with exactly: hello from langgraph' }],
      output: 'hello from langgraph',
      error: null,
    })
  })

  it('holds LangChain messages and generations', () => {
    expect(rootOf(readReal('braintrust-langgraph.json', '<span:10>'))).toMatchObject({
      name: 'ChatOpenAI',
      input: [{ role: 'user', content: 'Reply with exactly: hello from langgraph' }],
      output: '<llm-response>',
    })
  })
})

const aRow = (fields: object) => ({
  id: 'row',
  span_id: 's1',
  root_span_id: 's1',
  span_attributes: { name: 'Chat Completion', type: 'llm' },
  ...fields,
})

describe('rows of Braintrust', () => {
  const input = [{ role: 'user', content: 'hi' }]

  it('are merged by span, and a streamed output is a plain text', () => {
    const rows = [
      aRow({ _is_merge: false, input, metadata: { provider: 'openai' }, metrics: { start: 1763805600.5 } }),
      {
        id: 'row',
        span_id: 's1',
        root_span_id: 's1',
        _is_merge: true,
        metadata: { model: 'gpt-4o' },
        metrics: { end: 1 },
      },
      { id: 'row', span_id: 's1', root_span_id: 's1', _is_merge: true, output: 'ho' },
    ]
    expect(read({ rows, api_version: 2 })).toMatchObject({
      trace_id: 's1',
      calls: [{ name: 'Chat Completion', model: 'gpt-4o', at: '2025-11-22T10:00:00.500Z', input, output: 'ho' }],
    })
  })

  it('start a span anew where they are no merge', () => {
    const rows = [aRow({ input, output: 'old', error: 'old' }), aRow({ input, output: 'new' })]
    expect(rootOf(read(rows))).toMatchObject({ output: 'new', error: null })
  })

  const errors = [
    { name: 'a text', error: 'boom', expected: 'boom' },
    { name: 'an object with a message', error: { message: 'boom' }, expected: 'boom' },
    { name: 'any JSON', error: { status: 500 }, expected: '{"status":500}' },
  ]
  it.each(errors)('fail with $name', ({ error, expected }) => {
    expect(rootOf(read([aRow({ input, error })])).error).toBe(expected)
  })
})
