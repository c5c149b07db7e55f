import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTrace } from '../../lib/trace/read-trace.ts'
import type { Call } from '../../lib/trace/types.ts'
import { PRODUCTS, runTraced } from './otel/run-traced.ts'
import { ANSWER, CALL } from './otel/scripted-model.ts'
import { makeSandbox, type Sandbox, SET } from './sandbox.ts'

const QUESTION = 'May I return it on day 40?'
const EMAIL = 'ada.lovelace@navy-mail.org'
/** Put together here, so that no scanner takes this file for a leak. */
const KEY = ['sk', 'proj', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9n'].join('-')

const ASKED = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: QUESTION },
]
const CALLING = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: CALL.id, type: 'function', function: { name: CALL.name, arguments: CALL.arguments } }],
}
const RESULT = { role: 'tool', content: 'bought in May', tool_call_id: CALL.id }

const MODEL = /^gpt-4o-mini(-2024-07-18)?$/
const SPAN = /^[0-9a-f]{16}$/
const modelCalls = (calls: readonly Call[]): Call[] => calls.filter(({ kind }) => kind === 'generation')

describe.concurrent('OTLP that the OpenTelemetry SDK exports reads', () => {
  it.each(PRODUCTS)('a plain answer of $name', async (product) => {
    const { otlp, traceId, spanId } = await runTraced(product, QUESTION, false)
    const trace = readTrace(otlp)
    const root = trace.calls[trace.root]!
    expect(trace).toMatchObject({ format: 'otlp', trace_id: traceId })
    expect(root).toMatchObject({ kind: 'generation', input: ASKED, output: ANSWER, error: null, parent_id: spanId })
    expect(root.model).toMatch(MODEL)
    expect(root.span_id).toMatch(SPAN)
    expect(otlp).toContain(`"spanId":"${root.span_id}"`)
  })

  it.each(PRODUCTS)('a call of a tool, its result and the answer of $name', async (product) => {
    const { otlp, traceId } = await runTraced(product, QUESTION, true)
    const trace = readTrace(otlp)
    const last = modelCalls(trace.calls).at(-1)!
    const first = modelCalls(trace.calls).find(({ output }) => output !== ANSWER)!
    expect(trace.trace_id).toBe(traceId)
    expect(trace.calls[trace.root]).toMatchObject({ input: expect.arrayContaining(ASKED), output: ANSWER })
    expect(first).toMatchObject({ input: ASKED, output: CALLING })
    expect(last).toMatchObject({ input: [...ASKED, CALLING, RESULT], output: ANSWER })
    expect(last.span_id).not.toBe(first.span_id)
    expect(readTrace(otlp, { span: last.span_id! }).calls).toContainEqual(last)
  })
})

async function objectsOf(sandbox: Sandbox): Promise<string> {
  return sandbox.git('cat-file', '--batch-all-objects', '--batch')
}

describe.concurrent('capture makes a case of OTLP that the OpenTelemetry SDK exports', () => {
  it.each(PRODUCTS)('in the inbox, without the key and the address: $name', async (product) => {
    const { otlp, traceId } = await runTraced(product, `${QUESTION} I am ${EMAIL}, my key is ${KEY}.`, true)
    expect(otlp).toContain(KEY)
    expect(otlp).toContain(EMAIL)
    const sandbox = await makeSandbox()
    const file = join(sandbox.root, 'trace.jsonl')
    await writeFile(file, otlp)

    const ran = await sandbox.json('capture', file, '--title', 'Returned too late')
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const { id, path, redactions } = ran.document as { id: string; path: string; redactions: { kind: string }[] }
    expect(ran.document).toMatchObject({
      path: `${SET}/inbox/${id}.yaml`,
      duplicate_of: null,
      source: { format: 'otlp', trace_id: traceId, span_id: expect.stringMatching(SPAN) },
    })
    expect(redactions.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['email', 'openai-key']))

    const written = await sandbox.read(path)
    expect(written).toContain(`trace_id: ${traceId}`)
    expect(written).toContain(QUESTION)
    expect(written).toContain(ANSWER)
    const kept = `${await objectsOf(sandbox)}\n${[...sandbox.snapshot().values()].join('\n')}`
    expect(kept).toContain(QUESTION)
    for (const secret of [KEY, EMAIL]) expect(kept).not.toContain(secret)
  })
})
