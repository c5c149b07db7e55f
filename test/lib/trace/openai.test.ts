import { describe, expect, it } from 'vitest'
import { readTrace } from '../../../lib/trace/read-trace.ts'
import { problemOf, read, rootOf } from './real-trace.ts'

const request = {
  model: 'gpt-4o',
  messages: [
    { role: 'developer', content: 'be kind' },
    { role: 'user', content: [{ type: 'text', text: 'find 7' }] },
  ],
  tools: [{ type: 'function', function: { name: 'find' } }],
}
const toolCall = { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"id":7}' } }
const response = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1763805600,
  model: 'gpt-4o-2024-08-06',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'first', refusal: null }, finish_reason: 'stop' },
    { index: 1, message: { role: 'assistant', content: 'second' } },
  ],
}
const asked = [
  { role: 'developer', content: 'be kind' },
  { role: 'user', content: 'find 7' },
]
const headers = { authorization: 'Bearer sk-secret', 'openai-organization': 'org-secret', 'x-request-id': 'req-secret' }

describe('a chat completion', () => {
  const bodies = JSON.stringify(response)
  const rows = [
    { name: 'is a request and its response', value: { request, response } },
    {
      name: 'is recorded with headers',
      value: {
        request: { url: 'https://api.openai.com/v1/chat/completions', headers, body: request },
        response: { status: 200, headers, body: response },
      },
    },
    {
      name: 'is recorded with bodies as text',
      value: { request: { headers, body: JSON.stringify(request) }, response: { headers, body: bodies } },
    },
    {
      name: 'is a VCR cassette',
      value: {
        interactions: [
          {
            request: { headers, body: { string: JSON.stringify(request) } },
            response: { headers, body: { string: bodies } },
          },
        ],
      },
    },
    {
      name: 'is an entry of a HAR file',
      value: {
        log: {
          entries: [
            {
              request: {
                headers: [headers],
                postData: { mimeType: 'application/json', text: JSON.stringify(request) },
              },
              response: { headers: [headers], content: { mimeType: 'application/json', text: bodies } },
            },
          ],
        },
      },
    },
    { name: 'is one object with both sides', value: { ...response, messages: request.messages, headers } },
    { name: 'is a request with its response inside', value: { ...request, response, headers } },
  ]
  it.each(rows)('$name', ({ value }) => {
    const trace = read(value)
    expect(trace).toEqual({
      format: 'openai',
      trace_id: 'chatcmpl-1',
      root: 0,
      calls: [
        {
          span_id: 'chatcmpl-1',
          parent_id: null,
          name: 'chat.completion',
          kind: 'generation',
          model: 'gpt-4o-2024-08-06',
          at: '2025-11-22T10:00:00.000Z',
          input: asked,
          output: 'first',
          error: null,
        },
      ],
    })
    expect(JSON.stringify(trace)).not.toContain('secret')
  })

  const answers = [
    {
      name: 'with calls of tools, their arguments parsed',
      message: { role: 'assistant', content: null, tool_calls: [toolCall] },
      output: {
        role: 'assistant',
        content: null,
        tool_calls: [{ ...toolCall, function: { name: 'find', arguments: { id: 7 } } }],
      },
    },
    {
      name: 'with a call whose arguments do not parse',
      message: {
        role: 'assistant',
        content: null,
        tool_calls: [{ ...toolCall, function: { name: 'find', arguments: '{"id":' } }],
      },
      output: {
        role: 'assistant',
        content: null,
        tool_calls: [{ ...toolCall, function: { name: 'find', arguments: '{"id":' } }],
      },
    },
    { name: 'with a refusal', message: { role: 'assistant', content: null, refusal: 'no' }, output: 'no' },
    {
      name: 'with a legacy function call',
      message: { role: 'assistant', content: null, function_call: { name: 'find', arguments: '{}' } },
      output: {
        role: 'assistant',
        content: null,
        tool_calls: [{ type: 'function', function: { name: 'find', arguments: {} } }],
      },
    },
    { name: 'with a text that is JSON', message: { role: 'assistant', content: '{"a":1}' }, output: '{"a":1}' },
  ]
  it.each(answers)('answers $name', ({ message, output }) => {
    expect(rootOf(read({ request, response: { ...response, choices: [{ message }] } })).output).toEqual(output)
  })

  it('fails with the message of the error', () => {
    const failed = {
      request: { body: request },
      response: { status: 429, headers, body: { error: { message: 'slow down', type: 'rate' } } },
    }
    expect(read(failed)).toMatchObject({ trace_id: null, calls: [{ input: asked, output: null, error: 'slow down' }] })
  })

  it('holds no conversation as a bare response', () => {
    expect(problemOf(() => read(response)).message).toBe(
      'trace "chatcmpl-1" holds no conversation: nothing in it was asked',
    )
  })

  it('is one trace of several in JSON Lines', () => {
    const text = [response, { ...response, id: 'chatcmpl-2' }]
      .map((one) => JSON.stringify({ request, response: one }))
      .join('\n')
    expect(problemOf(() => readTrace(text)).message).toBe('file holds 2 traces: "chatcmpl-1", "chatcmpl-2"')
    expect(readTrace(text, { traceId: 'chatcmpl-2' }).trace_id).toBe('chatcmpl-2')
  })
})

describe('the Responses API', () => {
  const answered = {
    id: 'resp_1',
    object: 'response',
    created_at: 1763805600,
    model: 'gpt-4.1',
    error: null,
    output: [
      { type: 'reasoning', summary: [] },
      { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It is there', annotations: [] }] },
    ],
  }

  it('is asked instructions and a text', () => {
    expect(
      read({ request: { model: 'gpt-4.1', instructions: 'be kind', input: 'hi' }, response: answered }),
    ).toMatchObject({
      trace_id: 'resp_1',
      calls: [
        {
          name: 'response',
          at: '2025-11-22T10:00:00.000Z',
          input: [
            { role: 'system', content: 'be kind' },
            { role: 'user', content: 'hi' },
          ],
          output: 'It is there',
        },
      ],
    })
  })

  it('is asked items, of which parallel calls are one turn', () => {
    const input = [
      { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', call_id: 'c1', name: 'find', arguments: '{"id":1}' },
      { type: 'function_call', call_id: 'c2', name: 'find', arguments: '{"id":2}' },
      { type: 'function_call_output', call_id: 'c1', output: 'one' },
      { type: 'function_call_output', call_id: 'c2', output: 'two' },
    ]
    const callOf = (id: string, n: number) => ({
      id,
      type: 'function',
      function: { name: 'find', arguments: { id: n } },
    })
    expect(rootOf(read({ request: { model: 'gpt-4.1', input }, response: answered })).input).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: null, tool_calls: [callOf('c1', 1), callOf('c2', 2)] },
      { role: 'tool', content: 'one', tool_call_id: 'c1' },
      { role: 'tool', content: 'two', tool_call_id: 'c2' },
    ])
  })

  it('answers text and calls as one message, whatever their order', () => {
    const call = { type: 'function_call', call_id: 'c1', name: 'find', arguments: '{}' }
    const output = [call, ...answered.output]
    expect(
      rootOf(read({ request: { model: 'gpt-4.1', input: 'hi' }, response: { ...answered, output } })).output,
    ).toEqual({
      role: 'assistant',
      content: 'It is there',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: {} } }],
    })
  })

  it('is recorded with its input beside the response', () => {
    expect(rootOf(read({ ...answered, input: 'hi', instructions: null })).input).toEqual([
      { role: 'user', content: 'hi' },
    ])
  })
})

describe('a recorded stream', () => {
  const sse = (events: readonly object[]) =>
    `${events.map((event) => `data: ${JSON.stringify(event)}`).join('\n\n')}\n\ndata: [DONE]\n\n`
  const chunk = (delta: object) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1763805600,
    model: 'gpt-4o',
    choices: [{ index: 0, delta }],
  })

  it('of chunks is joined to a text', () => {
    const body = sse([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'It is ' }),
      chunk({ content: 'there' }),
    ])
    expect(read({ request, response: { body } })).toMatchObject({
      trace_id: 'chatcmpl-1',
      calls: [{ model: 'gpt-4o', input: asked, output: 'It is there' }],
    })
  })

  it('of chunks is joined to calls of tools', () => {
    const piece = (of: object) => chunk({ tool_calls: [{ index: 0, ...of }] })
    const body = sse([
      piece({ id: 'c1', type: 'function', function: { name: 'find', arguments: '' } }),
      piece({ function: { arguments: '{"id"' } }),
      piece({ function: { arguments: ':7}' } }),
    ])
    expect(rootOf(read({ request, response: { body } })).output).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
    })
  })

  it('of the Responses API ends in the whole response', () => {
    const whole = {
      id: 'resp_1',
      object: 'response',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ho' }] }],
    }
    const body = `event: response.completed\n${sse([{ type: 'response.completed', response: whole }])}`
    expect(read({ request: { model: 'gpt-4.1', input: 'hi' }, response: { body } })).toMatchObject({
      trace_id: 'resp_1',
      calls: [{ output: 'ho' }],
    })
  })
})
