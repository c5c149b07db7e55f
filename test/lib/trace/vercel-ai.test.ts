import { describe, expect, it } from 'vitest'
import { aRequest, aSpan, CHILD, ROOT } from './otlp-request.ts'
import { read, rootOf } from './real-trace.ts'

const outer = {
  'operation.name': 'ai.generateText',
  'ai.operationId': 'ai.generateText',
  'ai.model.id': 'gpt-4o',
  'ai.prompt': '{"system":"be kind","prompt":"hi"}',
  'ai.response.text': 'ho',
}
const messages = [
  { role: 'system', content: 'be kind' },
  { role: 'user', content: [{ type: 'text', text: 'hi' }] },
  { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'find', args: { id: 7 } }] },
  { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'find', result: { at: 3 } }] },
]
const inner = {
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.prompt.messages': JSON.stringify(messages),
  'ai.response.text': 'ho',
  'ai.response.model': 'gpt-4o-2024',
  'gen_ai.request.model': 'gpt-4o',
}

const rootOfSpan = (of: object) => rootOf(read(aRequest(aSpan(ROOT, of))))

describe('a span of the Vercel AI SDK', () => {
  it('is what the SDK was called with, outermost', () => {
    const trace = read(aRequest(aSpan(ROOT, outer), aSpan(CHILD, inner, { parentSpanId: ROOT })))
    expect(trace.calls).toHaveLength(2)
    expect(rootOf(trace)).toMatchObject({
      span_id: ROOT,
      kind: 'generation',
      model: 'gpt-4o',
      input: [
        { role: 'system', content: 'be kind' },
        { role: 'user', content: 'hi' },
      ],
      output: 'ho',
    })
  })

  it('is what went to the model, innermost', () => {
    expect(rootOfSpan(inner).input).toEqual([
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
      },
      { role: 'tool', content: { at: 3 }, name: 'find', tool_call_id: 'c1' },
    ])
  })

  const answers = [
    {
      name: 'calls of tools',
      of: {
        'ai.response.text': '',
        'ai.response.toolCalls':
          '[{"toolCallType":"function","toolCallId":"c1","toolName":"find","args":"{\\"id\\":7}"}]',
      },
      output: {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
      },
    },
    { name: 'an object', of: { 'ai.response.object': '{"city":"Paris"}' }, output: { city: 'Paris' } },
    { name: 'a text as version 3 wrote it', of: { 'ai.result.text': 'ho' }, output: 'ho' },
    { name: 'a text that looks like JSON', of: { 'ai.response.text': '{"a":1}' }, output: '{"a":1}' },
  ]
  it.each(answers)('answers with $name', ({ of, output }) => {
    expect(rootOfSpan({ 'ai.operationId': 'ai.generateText', 'ai.prompt': '{"prompt":"hi"}', ...of }).output).toEqual(
      output,
    )
  })

  it('runs a tool', () => {
    const of = { 'ai.toolCall.name': 'find', 'ai.toolCall.args': '{"id":7}', 'ai.toolCall.result': '{"at":3}' }
    expect(rootOfSpan(of)).toMatchObject({ kind: 'tool', input: { id: 7 }, output: { at: 3 } })
  })
})
