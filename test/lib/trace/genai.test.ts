import { describe, expect, it } from 'vitest'
import { aRequest, aSpan, attributes, ROOT } from './otlp-request.ts'
import { read, rootOf } from './real-trace.ts'

const turns = [
  { role: 'user', parts: [{ type: 'text', content: 'Weather in Paris?' }] },
  {
    role: 'assistant',
    parts: [
      { type: 'reasoning', content: 'look it up' },
      { type: 'tool_call', id: 'call_1', name: 'get_weather', arguments: { location: 'Paris' } },
    ],
  },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: 'rainy, 57°F' }] },
]

const normalized = [
  { role: 'system', content: 'Be kind.\nBe brief.' },
  { role: 'user', content: 'Weather in Paris?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: { location: 'Paris' } } },
    ],
  },
  { role: 'tool', content: 'rainy, 57°F', tool_call_id: 'call_1' },
]

const instructions = [
  { type: 'text', content: 'Be kind.' },
  { type: 'text', content: 'Be brief.' },
]
const answered = [{ role: 'assistant', parts: [{ type: 'text', content: 'It rains.' }], finish_reason: 'stop' }]

const structured = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.system_instructions': instructions,
  'gen_ai.input.messages': turns,
  'gen_ai.output.messages': answered,
}
const asText = Object.fromEntries(
  Object.entries(structured).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
)

const rootOfSpan = (of: object, fields: object = {}) => rootOf(read(aRequest(aSpan(ROOT, of, fields))))

describe('a span of the GenAI conventions', () => {
  const rows = [
    { name: 'has its messages structured', of: structured },
    { name: 'has its messages as JSON strings', of: asText },
    {
      name: 'has its system instructions as a text',
      of: { ...structured, 'gen_ai.system_instructions': 'Be kind.\nBe brief.' },
    },
  ]
  it.each(rows)('$name', ({ of }) => {
    expect(rootOfSpan(of)).toMatchObject({ kind: 'generation', input: normalized, output: 'It rains.' })
  })

  it('has them in an event of its details', () => {
    const events = [{ name: 'gen_ai.client.inference.operation.details', attributes: attributes(asText) }]
    expect(rootOfSpan({ 'gen_ai.operation.name': 'chat' }, { events })).toMatchObject({ input: normalized })
  })

  it('has what was asked and what was answered in an event each', () => {
    const events = ['gen_ai.input.messages', 'gen_ai.output.messages'].map((name) => ({
      name: 'gen_ai.client.inference.operation.details',
      attributes: attributes(Object.fromEntries(Object.entries(asText).filter(([key]) => key === name))),
    }))
    expect(rootOfSpan({ 'gen_ai.operation.name': 'chat' }, { events })).toMatchObject({
      input: [...normalized.filter(({ role }) => role !== 'system')],
      output: 'It rains.',
    })
  })

  const contents = [
    { name: 'a text under content', message: { role: 'user', content: 'hi' } },
    { name: 'parts under content', message: { role: 'user', content: [{ type: 'text', content: 'hi' }] } },
    { name: 'a part without a type', message: { role: 'user', parts: [{ text: 'hi' }] } },
    { name: 'parts within content', message: { role: 'user', content: { parts: [{ text: 'hi' }] } } },
  ]
  it.each(contents)('may write $name where the convention says parts', ({ message }) => {
    expect(rootOfSpan({ 'gen_ai.input.messages': JSON.stringify([message]) }).input).toEqual([
      { role: 'user', content: 'hi' },
    ])
  })

  it('keeps parts that are more than text as they are', () => {
    const parts = [
      { type: 'text', content: 'what is it?' },
      { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
    ]
    expect(rootOfSpan({ 'gen_ai.input.messages': [{ role: 'user', parts }] }).input).toEqual([
      { role: 'user', content: parts },
    ])
  })

  it('answers with an assistant message when tools were called', () => {
    const output = [{ role: 'assistant', parts: turns[1]?.parts, finish_reason: 'tool_call' }]
    expect(rootOfSpan({ ...structured, 'gen_ai.output.messages': output }).output).toEqual(normalized[2])
  })

  it('answers with the first of several candidates', () => {
    const output = [...answered, { role: 'assistant', parts: [{ type: 'text', content: 'It snows.' }] }]
    expect(rootOfSpan({ ...structured, 'gen_ai.output.messages': output }).output).toBe('It rains.')
  })

  it('is a tool, asked with arguments', () => {
    const tool = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.call.arguments': '{"location":"Paris"}',
      'gen_ai.tool.call.result': 'rainy',
    }
    expect(rootOfSpan(tool)).toMatchObject({ kind: 'tool', input: { location: 'Paris' }, output: 'rainy' })
  })
})
