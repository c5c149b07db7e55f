import { describe, expect, it } from 'vitest'
import { read, readReal, rootOf } from './real-trace.ts'

describe('a trace of the LangSmith SDK', () => {
  const rows = [
    {
      name: 'merges post and patch by id',
      file: 'langsmith-openai.json',
      id: 'd0d84d31-923d-4cb5-94a8-40a0a0087578',
      at: '2024-10-11T20:58:23.298Z',
    },
    {
      name: 'takes the answer of a stream from the patch',
      file: 'langsmith-openai-stream.json',
      id: 'fe8ffecb-72ce-4cd2-bdb7-01f34654c391',
      at: '2024-10-11T20:58:20.695Z',
    },
  ]
  it.each(rows)('$name', ({ file, id, at }) => {
    expect(readReal(file)).toEqual({
      format: 'langsmith',
      trace_id: id,
      root: 0,
      calls: [
        {
          span_id: id,
          parent_id: null,
          name: 'ChatOpenAI',
          kind: 'generation',
          model: 'gpt-4o-mini',
          at,
          input: [{ role: 'user', content: 'howdy' }],
          output: 'Howdy! How can I assist you today?',
          error: null,
        },
      ],
    })
  })
})

const aRun = (fields: object) => ({
  id: 'r1',
  run_type: 'chain',
  name: 'agent',
  start_time: '2026-11-22T10:00:00.000001',
  trace_id: 'r1',
  parent_run_id: null,
  inputs: { question: 'where?' },
  outputs: { answer: 'here' },
  ...fields,
})

const serialized = (name: string, kwargs: object) => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', name],
  kwargs,
})

describe('runs of LangSmith', () => {
  it('keep inputs and outputs of a chain as they are, and read a time without zone as UTC', () => {
    expect(rootOf(read([aRun({})]))).toMatchObject({
      kind: 'chain',
      at: '2026-11-22T10:00:00.000Z',
      input: { question: 'where?' },
      output: { answer: 'here' },
    })
  })

  it('keep what stands beside the messages of a chain: it was asked too', () => {
    const inputs = { messages: [{ role: 'user', content: 'hi' }], customer: 7 }
    expect(rootOf(read(aRun({ inputs }))).input).toEqual(inputs)
  })

  it('hold LangChain messages in batches, with calls and results of tools', () => {
    const call = { name: 'find', args: { id: 7 }, id: 'c1', type: 'tool_call' }
    const messages = [
      [
        serialized('SystemMessage', { content: 'be kind' }),
        serialized('HumanMessage', { content: [{ type: 'text', text: 'find 7' }] }),
        serialized('AIMessage', { content: '', tool_calls: [call] }),
        serialized('ToolMessage', { content: 'found', tool_call_id: 'c1', name: 'find' }),
      ],
    ]
    const generations = [[{ text: 'It is there', message: serialized('AIMessageChunk', { content: 'It is there' }) }]]
    const run = aRun({ run_type: 'llm', inputs: { messages }, outputs: { generations } })
    const root = rootOf(read(run))
    expect(root.input).toEqual([
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'find 7' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: { id: 7 } } }],
      },
      { role: 'tool', content: 'found', name: 'find', tool_call_id: 'c1' },
    ])
    expect(root.output).toBe('It is there')
  })

  it('hold typed messages and pairs', () => {
    const messages = [['system', 'be kind'], { type: 'human', data: { content: 'hi' } }, { type: 'ai', content: 'ho' }]
    expect(rootOf(read(aRun({ inputs: { messages } }))).input).toEqual([
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'ho' },
    ])
  })

  it('are listed as a tree, of which an unnamed child belongs to its parent’s trace', () => {
    const child = aRun({
      id: 'r2',
      parent_run_id: 'r1',
      trace_id: undefined,
      run_type: 'llm',
      inputs: { prompts: ['p'] },
    })
    const trace = read(aRun({ child_runs: [child] }))
    expect(trace.trace_id).toBe('r1')
    expect(trace.calls.map(({ span_id, input }) => [span_id, input])).toEqual([
      ['r1', { question: 'where?' }],
      ['r2', 'p'],
    ])
  })

  it('fail with a text', () => {
    expect(rootOf(read(aRun({ outputs: null, error: 'TimeoutError()' })))).toMatchObject({
      output: null,
      error: 'TimeoutError()',
    })
  })

  it('leave the headers of a recorded request behind', () => {
    const inputs = { messages: [{ role: 'user', content: 'hi' }], extra_headers: { authorization: 'Bearer sk-1' } }
    expect(JSON.stringify(read(aRun({ run_type: 'llm', inputs })))).not.toContain('sk-1')
  })

  it('take nothing from a key that would be the prototype', () => {
    const text = JSON.stringify(aRun({})).replace('{', '{"__proto__":{"error":"polluted"},')
    expect(rootOf(read(JSON.parse(text)))).toMatchObject({ error: null })
  })
})
