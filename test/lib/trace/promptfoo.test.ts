import { describe, expect, it } from 'vitest'
import { readTrace } from '../../../lib/trace/read-trace.ts'
import { read, rootOf } from './real-trace.ts'

const aResult = (id: string, fields: object) => ({
  id,
  promptIdx: 0,
  testIdx: 0,
  vars: { question: 'where?' },
  prompt: { raw: 'Q: where?', label: 'Q: {{question}}' },
  provider: { id: 'openai:gpt-4o', label: '' },
  response: { output: 'here' },
  success: true,
  error: null,
  ...fields,
})
const anOutput = (...results: object[]) => ({
  evalId: 'eval-1',
  results: { version: 3, timestamp: '2026-11-22T10:00:00.000Z', results, stats: {} },
  config: {},
})

describe('an output file of promptfoo', () => {
  it('gives the first result that failed, its wrong output and not the reason it was judged wrong', () => {
    const failing = aResult('r2', { success: false, response: { output: 'there' }, error: 'Expected "here"' })
    const trace = read(anOutput(aResult('r1', {}), failing, aResult('r3', { success: false })))
    expect(trace).toMatchObject({ format: 'promptfoo', trace_id: 'eval-1' })
    expect(trace.calls).toHaveLength(3)
    expect(rootOf(trace)).toEqual({
      span_id: 'r2',
      parent_id: null,
      name: 'Q: {{question}}',
      kind: 'result',
      model: 'openai:gpt-4o',
      at: '2026-11-22T10:00:00.000Z',
      input: 'Q: where?',
      output: 'there',
      error: null,
    })
  })

  it('gives the first result when none failed, and any by its id', () => {
    const output = anOutput(aResult('r1', {}), aResult('r2', {}))
    expect(rootOf(read(output)).span_id).toBe('r1')
    expect(rootOf(read(output, { span: 'r2' })).span_id).toBe('r2')
  })

  it('gives the conversation of a chat prompt', () => {
    const raw = '[{"role":"system","content":"be kind"},{"role":"user","content":"where?"}]'
    expect(rootOf(read(anOutput(aResult('r1', { prompt: { raw } })))).input).toEqual([
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'where?' },
    ])
  })

  it('gives the variables when the prompt was not kept', () => {
    expect(rootOf(read(anOutput(aResult('r1', { prompt: {} })))).input).toEqual({ question: 'where?' })
  })

  it('gives the error of a call that got no answer', () => {
    const failed = aResult('r1', { success: false, response: { error: '401 no key' }, error: '401 no key' })
    expect(rootOf(read(anOutput(failed)))).toMatchObject({ output: null, error: '401 no key' })
  })

  it('may be JSON Lines, a result a line', () => {
    const rows = [aResult('r1', {}), aResult('r2', { success: false, evalId: 'eval-1' })]
    expect(rootOf(readTrace(rows.map((row) => JSON.stringify(row)).join('\n')))).toMatchObject({ span_id: 'r2' })
  })
})
