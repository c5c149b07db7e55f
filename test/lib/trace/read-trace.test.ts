import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../lib/problem.ts'
import { readTrace } from '../../../lib/trace/read-trace.ts'
import { problemOf, read, realText, rootOf } from './real-trace.ts'

const aRun = (id: string, fields: object = {}) => ({
  id,
  run_type: 'llm',
  name: 'ChatOpenAI',
  trace_id: 't1',
  parent_run_id: null,
  start_time: '2026-11-22T10:00:00Z',
  inputs: { messages: [{ role: 'user', content: `ask ${id}` }] },
  outputs: { choices: [{ message: { role: 'assistant', content: `say ${id}` } }] },
  ...fields,
})

const silent = { inputs: {}, outputs: {} }

describe('a file that cannot be read', () => {
  const langfuse = JSON.parse(realText('langfuse-autogen-2025-06-06.json'))
  const rows = [
    {
      name: 'is in no known format',
      value: { hello: 'world' },
      code: 'trace-format-unknown',
      message: 'trace is in no format that casebook knows',
      hints: [
        'known formats: otlp, openinference, langfuse, langsmith, braintrust, openai, anthropic, promptfoo, inspect',
      ],
    },
    {
      name: 'is in two formats at once',
      value: [langfuse, aRun('a')],
      code: 'trace-format-ambiguous',
      message: 'trace is in 2 formats at once: "langfuse", "langsmith"',
      hints: ['capture one trace at a time'],
    },
    {
      name: 'holds no conversation',
      value: aRun('a', silent),
      code: 'trace-without-conversation',
      message: 'trace "t1" holds no conversation: nothing in it was asked',
      hints: ['switch on the recording of inputs and outputs where the trace is made'],
    },
    {
      name: 'holds only an answer',
      value: aRun('a', { inputs: {} }),
      code: 'trace-without-conversation',
      message: 'trace "t1" holds no conversation: nothing in it was asked',
      hints: ['switch on the recording of inputs and outputs where the trace is made'],
    },
    {
      name: 'holds several traces and none is chosen',
      value: [aRun('a'), aRun('b', { trace_id: 't2' })],
      code: 'trace-not-chosen',
      message: 'file holds 2 traces: "t1", "t2"',
      hints: ['choose one: casebook capture <file> --trace-id t1'],
    },
    {
      name: 'holds traces whose ids no shell should see',
      value: [aRun('a', { trace_id: '$(reboot)' }), aRun('b', { trace_id: '\u009b2J\u202e' })],
      code: 'trace-not-chosen',
      message: 'file holds 2 traces: "$(reboot)", "\\u009b2J\\u202e"',
      hints: ['choose one: casebook capture <file> --trace-id <id>'],
    },
    {
      name: 'holds more traces than a message should list',
      value: Array.from({ length: 23 }, (_, n) => aRun(`r${n}`, { trace_id: `t${n}` })),
      code: 'trace-not-chosen',
      message: `file holds 23 traces: ${Array.from({ length: 20 }, (_, n) => `"t${n}"`).join(', ')} and 3 more`,
      hints: ['choose one: casebook capture <file> --trace-id t0'],
    },
    {
      name: 'does not hold the trace that is chosen',
      value: [aRun('a'), aRun('b', { trace_id: 't2' })],
      choice: { traceId: 't\u001b[3' },
      code: 'trace-not-found',
      message: 'file holds no trace "t\\u001b[3"',
      hints: ['the file holds: "t1", "t2"'],
    },
    {
      name: 'does not hold the span that is chosen',
      value: [aRun('a'), aRun('b', { run_type: 'tool', name: 'find', parent_run_id: 'a' })],
      choice: { span: 'c' },
      code: 'span-not-found',
      message: 'trace "t1" has no span "c"',
      hints: ['choose a span: --span <id>', '"a": "generation" "ChatOpenAI"', '"b": "tool" "find"'],
    },
    {
      name: 'holds no conversation in the span that is chosen',
      value: [aRun('a'), aRun('b', { parent_run_id: 'a', ...silent })],
      choice: { span: 'b' },
      code: 'span-without-conversation',
      message: 'span "b" has no input',
      hints: ['choose a span: --span <id>', '"a": "generation" "ChatOpenAI"'],
    },
  ]
  it.each(rows)('$name', ({ value, choice, code, message, hints }) => {
    expect(problemOf(() => read(value, choice))).toEqual({ code: `invalid ${code}`, message, hints })
  })
})

describe('the call that the case is made of', () => {
  const several = [aRun('a'), aRun('b', { trace_id: 't2' }), aRun('c', { trace_id: 't2', parent_run_id: 'b' })]

  it('is of the trace that is chosen', () => {
    const trace = read(several, { traceId: 't2' })
    expect(trace.trace_id).toBe('t2')
    expect(rootOf(trace).span_id).toBe('b')
  })

  it('is the span that is chosen, which also chooses its trace', () => {
    expect(rootOf(read(several, { span: 'c' }))).toMatchObject({ span_id: 'c', output: 'say c' })
  })

  it('is the outermost with input and output when the root has neither', () => {
    const runs = [
      aRun('root', silent),
      aRun('half', { parent_run_id: 'root', run_type: 'chain', outputs: {} }),
      aRun('whole', { parent_run_id: 'root', run_type: 'chain' }),
      aRun('inner', { parent_run_id: 'whole' }),
    ]
    expect(rootOf(read(runs)).span_id).toBe('whole')
  })

  it('is the last model call of equals: it holds the turns of those before it', () => {
    const runs = [
      aRun('root', silent),
      aRun('tool', { parent_run_id: 'root', run_type: 'tool', start_time: '2026-11-22T10:00:09Z' }),
      aRun('second', { parent_run_id: 'root', start_time: '2026-11-22T10:00:02Z' }),
      aRun('first', { parent_run_id: 'root', start_time: '2026-11-22T10:00:01Z' }),
    ]
    expect(rootOf(read(runs)).span_id).toBe('second')
  })

  it('is found though the parents run in a circle', () => {
    const runs = [aRun('a', { parent_run_id: 'b' }), aRun('b', { parent_run_id: 'a' })]
    expect(['a', 'b']).toContain(rootOf(read(runs)).span_id)
  })

  it('is the root with its input alone when nothing was answered', () => {
    expect(rootOf(read(aRun('a', { outputs: {} })))).toMatchObject({ span_id: 'a', output: {} })
  })
})

describe('a hostile trace', () => {
  const texts = readdirSync(new URL('../../traces/', import.meta.url))
    .filter((name) => name.endsWith('.json'))
    .map(realText)

  it('is read or refused, whatever stands anywhere in it', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', '[', '[[[[', '"', '\u001b[2J', -1, 1e308))
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), odd, (text, at, value) => {
        const places = text.match(/"[^"\\]*"(?=[,}\]\s])|\b(?:null|true|false|\d+)\b/g)?.length ?? 1
        let place = at % places
        const changed = text.replace(/"[^"\\]*"(?=[,}\]\s])|\b(?:null|true|false|\d+)\b/g, (old) =>
          place-- === 0 ? JSON.stringify(value) : old,
        )
        try {
          readTrace(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(Problem)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('may give one message more results of tools than a call has arguments', () => {
    const content = Array.from({ length: 200_000 }, () => ({ type: 'tool_result', tool_use_id: 'c', content: 'x' }))
    const inputs = { messages: [{ role: 'user', content }] }
    expect(rootOf(read(aRun('a', { inputs }))).input).toHaveLength(200_000)
  })

  it('may nest the JSON in its strings as deep as it likes: past the limit that is a text', () => {
    const prompt = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(rootOf(read(aRun('a', { run_type: 'chain', inputs: { prompt } }))).input).toEqual({ prompt })
    expect(rootOf(read(aRun('a', { inputs: { prompt } }))).input).toBe(prompt)
  })
})

describe('JSON Lines', () => {
  it('are rows of one trace', () => {
    const text = [aRun('a'), aRun('b', { parent_run_id: 'a' })].map((run) => JSON.stringify(run)).join('\n')
    expect(readTrace(text).calls).toHaveLength(2)
  })
})
