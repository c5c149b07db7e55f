import { describe, expect, it } from 'vitest'
import { compileSchema } from '../../../lib/adapters/json-schema.ts'
import type { Json } from '../../../lib/case/types.ts'
import { parseRun } from '../../../lib/run/parse-run.ts'
import schema from '../../../lib/schema/run.schema.json' with { type: 'json' }
import { result, runOf } from '../../fakes/a-run.ts'

const validate = compileSchema(schema as unknown as Json) as (value: unknown) => readonly string[]
const parse = (text: string | Uint8Array): unknown =>
  parseRun(typeof text === 'string' ? new TextEncoder().encode(text) : text, '1.json', validate)
const withOutput = (output: string): string => {
  const { results, ...run } = runOf([result()])
  const json = JSON.stringify({
    ...run,
    results: [{ ...results[0], attempts: [{ verdict: 'pass', output: 'HERE', duration_ms: 1 }] }],
  })
  return json.replace('"HERE"', () => output)
}

describe('parseRun', () => {
  it('reads what run writes, and fields that a later version adds', () => {
    const run = { ...runOf([result()]), history: 'later' }
    expect(parse(JSON.stringify(run))).toEqual(run)
  })

  it('reads an output as deep as an answer may be', () => {
    expect(parse(withOutput(`${'['.repeat(1_000)}${']'.repeat(1_000)}`))).toBeDefined()
  })

  it.each<[sentence: string, text: string | Uint8Array, why: string]>([
    ['nothing', '', 'it is empty'],
    ['what is cut off', JSON.stringify(runOf([])).slice(0, -9), 'it is not JSON, or cut off'],
    ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0x7d]), 'it is not UTF-8'],
    ['another document', '{"format":"casebook-check/1"}', 'its format is "casebook-check/1"'],
    ['a list', '[]', 'its format is not said'],
    ['null', 'null', 'its format is not said'],
    [
      'a format that is no text',
      `{"format":[${'"x",'.repeat(500)}1]}`,
      `its format is ["x","x","x","x","x","x","x","x","x","x","x","x","x","x","x"`,
    ],
    ['fields that are missing', '{"format":"casebook-run/1"}', "the value must have required property 'green'"],
    [
      'totals that are none',
      JSON.stringify({ ...runOf([]), totals: { pass: -1 } }),
      "/totals must have required property 'relapsed'",
    ],
    [
      'a verdict that is none',
      JSON.stringify(runOf([result({ verdict: 'fine' as never })])),
      '/results/0/verdict must be equal to one of the allowed values',
    ],
    [
      'what nests too deep',
      withOutput(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
      'it nests deeper than 1100 levels',
    ],
    ['what nests too deep and never ends', '[{"a":'.repeat(200_000), 'it nests deeper than 1100 levels'],
  ])('refuses %s', (_, text, why) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'not-a-run',
        message: `"1.json" is not a run document: ${why}`,
      }),
    )
  })
})
