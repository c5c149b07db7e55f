import { describe, expect, it } from 'vitest'
import { aRequest, aSpan, attributes, ROOT, TRACE_ID } from './otlp-request.ts'
import { read, rootOf } from './real-trace.ts'

const rootOfSpan = (of: object, fields: object = {}) => rootOf(read(aRequest(aSpan(ROOT, of, fields))))
const anEvent = (name: string, of: object) => ({ name, timeUnixNano: '1', attributes: attributes(of) })

const call = { id: 'call_1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }

describe('numbered attributes of OpenLLMetry', () => {
  const conversation = {
    'llm.request.type': 'chat',
    'gen_ai.prompt.0.role': 'system',
    'gen_ai.prompt.0.content': 'be kind',
    'gen_ai.prompt.1.role': 'assistant',
    'gen_ai.prompt.1.tool_calls.0.id': 'call_1',
    'gen_ai.prompt.1.tool_calls.0.name': 'find',
    'gen_ai.prompt.1.tool_calls.0.arguments': '{"id":7}',
    'gen_ai.prompt.2.role': 'tool',
    'gen_ai.prompt.2.tool_call_id': 'call_1',
    'gen_ai.prompt.2.content': 'found',
    'gen_ai.completion.0.role': 'assistant',
    'gen_ai.completion.0.content': 'It is there',
    'gen_ai.completion.0.finish_reason': 'stop',
  }

  it('are a conversation with calls and results of tools', () => {
    expect(rootOfSpan(conversation)).toMatchObject({
      kind: 'generation',
      input: [
        { role: 'system', content: 'be kind' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', content: 'found', tool_call_id: 'call_1' },
      ],
      output: 'It is there',
    })
  })

  it('order as numbers: the message 10 comes after 2', () => {
    const many = Array.from({ length: 12 }, (_, n) => [
      [`gen_ai.prompt.${n}.role`, 'user'],
      [`gen_ai.prompt.${n}.content`, `turn ${n}`],
    ]).flat()
    const sorted = Object.fromEntries(many.sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1)))
    expect(rootOfSpan(sorted).input).toEqual(
      Array.from({ length: 12 }, (_, n) => ({ role: 'user', content: `turn ${n}` })),
    )
  })

  it('may be numbered wildly without making a message for each gap', () => {
    const of = { 'gen_ai.prompt.999999999.role': 'user', 'gen_ai.prompt.999999999.content': 'hi' }
    expect(rootOfSpan(of).input).toEqual([{ role: 'user', content: 'hi' }])
  })

  it('write several parts as JSON, but a text that looks like JSON stays a text', () => {
    const of = (content: string) => ({ 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': content })
    expect(rootOfSpan(of('[{"type":"text","text":"hi"}]')).input).toEqual([{ role: 'user', content: 'hi' }])
    expect(rootOfSpan(of('[1, 2]')).input).toEqual([{ role: 'user', content: '[1, 2]' }])
  })

  it('answer with the tools that were called', () => {
    const of = {
      ...conversation,
      'gen_ai.completion.0.content': '',
      'gen_ai.completion.0.tool_calls.0.id': 'call_1',
      'gen_ai.completion.0.tool_calls.0.name': 'find',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"id":7}',
    }
    expect(rootOfSpan(of).output).toEqual({ role: 'assistant', content: null, tool_calls: [call] })
  })

  it('tell what a workflow was given', () => {
    const of = {
      'traceloop.span.kind': 'workflow',
      'traceloop.entity.input': '{"inputs":{"question":"where?"},"tags":[]}',
      'traceloop.entity.output': '{"outputs":"here"}',
    }
    expect(rootOfSpan(of)).toMatchObject({ kind: 'workflow', input: { question: 'where?' }, output: 'here' })
  })
})

describe('whole prompts', () => {
  it('are attributes of the span', () => {
    const of = { 'gen_ai.prompt': '[{"role":"user","content":"hi"}]', 'gen_ai.completion': 'ho' }
    expect(rootOfSpan(of)).toMatchObject({ input: [{ role: 'user', content: 'hi' }], output: 'ho' })
  })

  it('are attributes of two events', () => {
    const events = [
      anEvent('gen_ai.content.prompt', { 'gen_ai.prompt': '[{"role":"user","content":"hi"}]' }),
      anEvent('gen_ai.content.completion', { 'gen_ai.completion': '[{"role":"assistant","content":"ho"}]' }),
    ]
    expect(rootOfSpan({}, { events })).toMatchObject({ input: [{ role: 'user', content: 'hi' }], output: 'ho' })
  })
})

describe('an event for each message', () => {
  const expected = {
    input: [
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'find 7' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', content: 'found', tool_call_id: 'call_1' },
    ],
    output: 'It is there',
  }
  const calls = JSON.stringify([{ ...call, function: { name: 'find', arguments: '{"id":7}' } }])

  it('has its body in attributes', () => {
    const events = [
      anEvent('gen_ai.system.message', { content: 'be kind' }),
      anEvent('gen_ai.user.message', { content: 'find 7' }),
      anEvent('gen_ai.assistant.message', { tool_calls: calls }),
      anEvent('gen_ai.tool.message', { content: 'found', id: 'call_1' }),
      anEvent('gen_ai.choice', { index: 0, finish_reason: 'stop', message: '{"content":"It is there"}' }),
    ]
    expect(rootOfSpan({}, { events })).toMatchObject(expected)
  })

  it('has its body in one attribute of JSON', () => {
    const events = [
      anEvent('gen_ai.user.message', { 'gen_ai.event.content': '{"role":"user","content":"hi"}' }),
      anEvent('gen_ai.choice', { 'gen_ai.event.content': '{"message":{"role":"assistant","content":"ho"}}' }),
    ]
    expect(rootOfSpan({}, { events })).toMatchObject({ input: [{ role: 'user', content: 'hi' }], output: 'ho' })
  })

  it('is kept in a JSON attribute of the span (Pydantic AI)', () => {
    const events = JSON.stringify([
      { 'event.name': 'gen_ai.user.message', role: 'user', content: 'hi' },
      { 'event.name': 'gen_ai.choice', index: 0, message: { role: 'assistant', content: 'ho' } },
    ])
    expect(rootOfSpan({ events })).toMatchObject({ input: [{ role: 'user', content: 'hi' }], output: 'ho' })
  })

  it('is a log record that names the span', () => {
    const aLog = (eventName: string, body: object) => ({
      traceId: TRACE_ID,
      spanId: ROOT,
      eventName,
      body: { kvlistValue: { values: attributes(body) } },
    })
    const logRecords = [
      aLog('gen_ai.user.message', { content: 'hi' }),
      aLog('gen_ai.choice', { index: 0, message: { role: 'assistant', content: 'ho' } }),
    ]
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }
    expect(rootOf(read([logs, aRequest(aSpan(ROOT, {}))]))).toMatchObject({
      input: [{ role: 'user', content: 'hi' }],
      output: 'ho',
    })
  })
})
