import { expect, it } from 'vitest'
import { listCalls } from '../../../lib/trace/list-calls.ts'
import { readReal } from './real-trace.ts'

it('lists the calls of a trace in order, each with the start of what was asked last', () => {
  expect(listCalls(readReal('langfuse-openai-agents-2025-09-30.json'))).toEqual([
    {
      span_id: '98870087af69bf06',
      kind: 'generation',
      name: 'response',
      model: 'gpt-4.1-2025-04-14',
      excerpt: "What's the weather in Tokyo?",
    },
    { span_id: '5b99c3e3411ed17b', kind: 'tool', name: 'get_weather', model: null, excerpt: '{"city":"Tokyo"}' },
    {
      span_id: '90d94774e8e3724d',
      kind: 'generation',
      name: 'response',
      model: 'gpt-4.1-2025-04-14',
      excerpt: "What's the weather in Tokyo?",
    },
  ])
})

it('shortens what was asked to one line of 80 characters', () => {
  const [, root] = listCalls(readReal('langfuse-autogen-2025-06-06.json'))
  expect(root?.excerpt).toBe('system: You are a helpful AI assistant. Solve tasks using your tools. Reply wit…')
})
