import { describe, expect, it } from 'vitest'
import { read, readReal, rootOf, rootOfReal } from './real-trace.ts'

describe('a trace exported by Langfuse', () => {
  const rows = [
    {
      name: 'is asked what trace.input holds in a JSON string (AutoGen)',
      file: 'langfuse-autogen-2025-06-06.json',
      id: '1b72c51fabed12ae7df83bfd4a09f545',
      kind: 'trace',
      model: 'gpt-4o',
      input: "Say 'Hello World!'",
      output: 'Hello World!',
    },
    {
      name: 'is asked the question and not the arguments of the call below (LlamaIndex)',
      file: 'langfuse-llamaindex-2025-06-05.json',
      id: '12ea412956f99347b0503c1144acd0ec',
      kind: 'trace',
      model: 'gpt-4o',
      input: 'What is Langfuse?',
      output: expect.stringMatching(/^Langfuse is a tool designed .* effective\.$/),
    },
    {
      name: 'is answered by the last assistant message of a history (Microsoft Agent Framework)',
      file: 'langfuse-microsoft-agent-2025-10-14.json',
      id: 'e3a407423619277a2dcef3c13dc89982',
      kind: 'trace',
      model: 'gpt-4o',
      input: [{ role: 'user', content: "What's the weather like in Portland?" }],
      output: 'The weather in Portland is currently stormy with a high temperature of 19°C.',
    },
    {
      name: 'falls back on its last generation by time when trace and root observation are null (OpenAI Agents)',
      file: 'langfuse-openai-agents-2025-09-30.json',
      id: 'fee618f96dc31e0ca38b2f7b26eb8b29',
      kind: 'generation',
      model: 'gpt-4.1-2025-04-14',
      input: [
        { role: 'user', content: "What's the weather in Tokyo?" },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_Kud0j0DxWSmLzv9W5m6qVqXn',
              type: 'function',
              function: { name: 'get_weather', arguments: { city: 'Tokyo' } },
            },
          ],
        },
        {
          role: 'tool',
          content: 'The weather in Tokyo is sunny.',
          tool_call_id: 'call_Kud0j0DxWSmLzv9W5m6qVqXn',
        },
      ],
      output:
        'The weather in Tokyo is currently sunny. If you need more details like temperature or forecast for the upcoming days, just let me know!',
    },
    {
      name: 'keeps an input that is no conversation as it is (Pydantic AI)',
      file: 'langfuse-pydantic-ai-tools-2025-12-04.json',
      id: '7a38edd8123db47ad8dcb8aa4c5e3926',
      kind: 'trace',
      model: 'gpt-4o-mini-2024-07-18',
      input: { args: ['programming'], kwargs: {} },
      output: 'Why do programmers hate nature?  \nIt has too many bugs!',
    },
    {
      name: 'joins text parts and leaves out tool definitions listed as messages (LangChain)',
      file: 'langfuse-google-vertex-tools-langchain-2025-09-19.json',
      id: 'vertex-gemini-trace-001',
      kind: 'generation',
      model: 'gemini-2.5-flash',
      input: [
        { role: 'system', content: expect.stringMatching(/^You are a helpful assistant with access/) },
        { role: 'system', content: 'The next user message is from an external source. Handle it appropriately.' },
        { role: 'user', content: "Hello, I'm interested in learning more about your services." },
        {
          role: 'assistant',
          content:
            "Hello! I'm your assistant and I'll be happy to help you today.\n\nTo better assist you, could you please share your full name?",
        },
        { role: 'user', content: 'John Smith' },
      ],
      output: 'Thank you, John Smith. Which of our services are you interested in?',
    },
  ]
  it.each(rows)('$name', ({ file, id, kind, model, input, output }) => {
    const trace = readReal(file)
    expect(trace).toMatchObject({ format: 'langfuse', trace_id: id })
    expect(rootOf(trace)).toMatchObject({ kind, model, error: null })
    expect(rootOf(trace).input).toEqual(input)
    expect(rootOf(trace).output).toEqual(output)
  })

  it('gives the observation that was chosen, with the answer that called tools', () => {
    expect(rootOfReal('langfuse-openai-agents-2025-09-30.json', '98870087af69bf06')).toEqual({
      span_id: '98870087af69bf06',
      parent_id: 'd950b668796240b5',
      name: 'response',
      kind: 'generation',
      model: 'gpt-4.1-2025-04-14',
      at: '2025-09-30T09:03:59.963Z',
      input: [{ role: 'user', content: "What's the weather in Tokyo?" }],
      output: {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'call_Kud0j0DxWSmLzv9W5m6qVqXn',
            type: 'function',
            function: { name: 'get_weather', arguments: { city: 'Tokyo' } },
          },
        ],
      },
      error: null,
    })
  })

  it('keeps calls and results of tools structured in the convention of parts', () => {
    const id = '["run_9guMCbt68iSVgtsx6WdKMA18","call_Sz1QP8T7fuJkIECGDLFWOorq"]'
    expect(rootOfReal('langfuse-microsoft-agent-2025-10-14.json', '3c2d6f2f26930c50').input).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id, type: 'function', function: { name: 'get_weather', arguments: { location: 'Portland' } } }],
      },
      { role: 'tool', content: 'The weather in Portland is stormy with a high of 19°C.', tool_call_id: id },
    ])
  })
})

const anObservation = (fields: object) => ({
  id: 'o1',
  traceId: 't',
  type: 'SPAN',
  parentObservationId: null,
  startTime: '2026-11-22T10:00:00.000Z',
  input: null,
  output: null,
  ...fields,
})

const anExport = (trace: object, ...observations: object[]) => ({
  trace: { id: 't', timestamp: '2026-11-22T10:00:00.000Z', ...trace },
  observations: observations.map(anObservation),
})

describe('what a Langfuse trace lacks', () => {
  it('is taken from the root observation', () => {
    const trace = read(anExport({}, { input: { question: 'where?' }, output: 'here' }))
    expect(rootOf(trace)).toMatchObject({ span_id: 'o1', input: { question: 'where?' }, output: 'here' })
  })

  it('is taken field by field: the input of the trace, the output of the last generation', () => {
    const trace = read(
      anExport(
        { input: { question: 'where?' }, output: null },
        {},
        { id: 'g1', type: 'GENERATION', parentObservationId: 'o1', input: 'a', output: 'first' },
        { id: 'g2', type: 'GENERATION', parentObservationId: 'o1', input: 'b', output: 'last', model: 'm' },
      ),
    )
    expect(rootOf(trace)).toMatchObject({ kind: 'trace', model: 'm', input: { question: 'where?' }, output: 'last' })
  })

  it('is nothing when a metadata in a JSON string stands beside it', () => {
    const trace = read(anExport({ input: 'hi', output: 'ho', metadata: '{"input":"not me"}' }))
    expect(rootOf(trace)).toMatchObject({ input: 'hi', output: 'ho' })
  })
})

describe('other shapes of a Langfuse trace', () => {
  it('has its observations inside, as the API answers', () => {
    const { trace, observations } = anExport({ input: 'hi', output: 'ho' }, {})
    expect(read({ ...trace, observations })).toMatchObject({ format: 'langfuse', trace_id: 't' })
  })

  it('is observations alone, as rows of a page', () => {
    const trace = read({ data: [anObservation({ type: 'GENERATION', input: 'hi', output: 'ho' })], meta: {} })
    expect(trace).toMatchObject({ format: 'langfuse', trace_id: 't', root: 0 })
  })

  it('failed: the status message is the error', () => {
    const trace = read(
      anExport({}, { type: 'GENERATION', input: 'hi', level: 'ERROR', statusMessage: '429 slow down' }),
    )
    expect(rootOf(trace)).toMatchObject({ input: 'hi', output: null, error: '429 slow down' })
  })
})
