import { describe, expect, it } from 'vitest'
import { read, rootOf } from './real-trace.ts'

const request = {
  model: 'claude-sonnet-4-5',
  max_tokens: 1024,
  system: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: 'find 7' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 'x' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'tu1', name: 'find', input: { id: 7 } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'tu1', content: [{ type: 'text', text: 'found' }] },
        { type: 'text', text: 'and now?' },
      ],
    },
  ],
}
const response = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 'x' },
    { type: 'text', text: 'It is there.' },
  ],
  stop_reason: 'end_turn',
}
const call = { id: 'tu1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }
const asked = [
  { role: 'system', content: 'be kind' },
  { role: 'user', content: 'find 7' },
  { role: 'assistant', content: 'I look.', tool_calls: [call] },
  { role: 'tool', content: 'found', tool_call_id: 'tu1' },
  { role: 'user', content: 'and now?' },
]

describe('an exchange with the Messages API', () => {
  it('is read whole, its thinking left out', () => {
    expect(read({ request, response })).toEqual({
      format: 'anthropic',
      trace_id: 'msg_1',
      root: 0,
      calls: [
        {
          span_id: 'msg_1',
          parent_id: null,
          name: 'message',
          kind: 'generation',
          model: 'claude-sonnet-4-5-20250929',
          at: null,
          input: asked,
          output: 'It is there.',
          error: null,
        },
      ],
    })
  })

  it('answers with an assistant message when tools were used', () => {
    const content = [{ type: 'tool_use', id: 'tu1', name: 'find', input: { id: 7 } }]
    expect(rootOf(read({ request, response: { ...response, content } })).output).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [call],
    })
  })

  it('leaves the headers of the recording behind', () => {
    const headers = { 'x-api-key': 'sk-ant-secret', 'anthropic-organization-id': 'secret' }
    const trace = read({ request: { headers, body: request }, response: { headers, body: response } })
    expect(rootOf(trace).output).toBe('It is there.')
    expect(JSON.stringify(trace)).not.toContain('secret')
  })

  it('fails with the message of the error', () => {
    const failed = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    expect(read({ request, response: failed })).toMatchObject({
      format: 'anthropic',
      calls: [{ input: asked, output: null, error: 'Overloaded' }],
    })
  })

  it('is recorded as a stream', () => {
    const events = [
      { type: 'message_start', message: { ...response, content: [] } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'I ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'look.' } },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'tu1', name: 'find', input: {} },
      },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"id"' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: ':7}' } },
      { type: 'message_stop' },
    ]
    const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
    expect(read({ request, response: { body } })).toMatchObject({
      format: 'anthropic',
      trace_id: 'msg_1',
      calls: [{ output: { role: 'assistant', content: 'I look.', tool_calls: [call] } }],
    })
  })
})
