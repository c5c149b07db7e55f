import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { normalizeConversation } from '../../../lib/trace/conversation.ts'

describe('a list', () => {
  const none: readonly { name: string; value: Json }[] = [
    { name: 'is empty', value: [] },
    { name: 'is of texts', value: ['hi', 'there'] },
    { name: 'is of content parts', value: [{ type: 'text', text: 'hi' }] },
    { name: 'is of objects with a role and nothing said', value: [{ role: 'admin', id: 7 }] },
    { name: 'is of objects with content and no role', value: [{ content: 'hi' }] },
    { name: 'holds one thing that is no message', value: [{ role: 'user', content: 'hi' }, 7] },
    {
      name: 'is of several conversations',
      value: [[{ role: 'user', content: 'a' }], [{ role: 'user', content: 'b' }]],
    },
  ]
  it.each(none)('that $name is no conversation', ({ value }) => expect(normalizeConversation(value)).toBeNull())

  it('of Gemini contents is a conversation', () => {
    const contents = [
      { role: 'user', parts: [{ text: 'find' }, { text: '7' }] },
      { role: 'model', parts: [{ functionCall: { name: 'find', args: { id: 7 } } }] },
      { role: 'function', parts: [{ functionResponse: { name: 'find', response: { at: 3 } } }] },
    ]
    expect(normalizeConversation(contents)).toEqual([
      { role: 'user', content: 'find\n7' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
      },
      { role: 'tool', content: { at: 3 }, name: 'find' },
    ])
  })

  it('of Bedrock messages is a conversation', () => {
    const messages = [
      { role: 'user', content: [{ text: 'find 7' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'find', input: { id: 7 } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: 'found' }] } }] },
    ]
    expect(normalizeConversation(messages)).toEqual([
      { role: 'user', content: 'find 7' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
      },
      { role: 'tool', content: 'found', tool_call_id: 'c1' },
    ])
  })

  it('that is normal already stays as it is', () => {
    const content = fc.oneof(fc.string({ minLength: 1 }), fc.constant([{ type: 'image_url', image_url: { url: 'u' } }]))
    const call = fc.record({
      id: fc.string({ minLength: 1 }),
      type: fc.constant('function'),
      function: fc.record({ name: fc.string({ minLength: 1 }), arguments: fc.dictionary(fc.string(), fc.integer()) }),
    })
    const turn = fc.oneof(
      fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'developer'), content }),
      fc.record({
        role: fc.constant('assistant'),
        content: fc.constant(null),
        tool_calls: fc.array(call, { minLength: 1 }),
      }),
      fc.record({ role: fc.constant('tool'), content, tool_call_id: fc.string({ minLength: 1 }) }),
    )
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1 }), (turns) => {
        const once = normalizeConversation(turns as unknown as Json)
        expect(once).toEqual(turns)
        expect(normalizeConversation(once as unknown as Json)).toEqual(once)
      }),
    )
  })
})
