import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Case, Json, Tier } from '../../../lib/case/types.ts'
import { exportJsonl } from '../../../lib/exchange/export-jsonl.ts'
import { exportPromptfoo } from '../../../lib/exchange/export-promptfoo.ts'
import { detectImport, parseImport } from '../../../lib/exchange/import.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom('{{', '}}', '{%', '#}', '{#', '\n', ' ', 'file://', '\u2028', 'no', '1', ':', '- ', '"', "'"),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
)
const json = fc.letrec<{ value: Json; list: Json; object: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hostile,
    fc.constantFrom<Json>(null, true, 0, 1.5, 1e21),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.oneof(hostile, fc.constantFrom('__proto__', '$ref', 'toJSON')), tie('value'), {
    maxKeys: 3,
  }),
})).value

const ID = 'reg-2026-11-22-3f9a1c'
const line = hostile.map((text) => `t${text.replace(/[\r\n\u2028\u2029]/g, ' ')}`)
const assertions = fc.array(
  fc.oneof(
    fc.record({ type: fc.constantFrom('equals', 'not-equals', 'matches'), value: json }),
    fc.record({
      type: fc.constantFrom('contains', 'starts-with', 'levenshtein'),
      value: hostile.filter((text) => text !== ''),
      at: fc.constant('/a/0'),
    }),
    fc.record({
      type: fc.constantFrom('contains-any', 'icontains-all'),
      value: fc.array(
        hostile.filter((text) => text !== ''),
        { minLength: 1 },
      ),
    }),
    fc.constantFrom<{ type: string; value?: Json }>(
      { type: 'is-json' },
      { type: 'number', value: { value: 1, tolerance: 0.1 } },
      { type: 'word-count', value: { max: 3 } },
    ),
  ),
  { minLength: 1, maxLength: 3 },
)
const demand = fc.oneof(
  fc.record({ expected_output: json }),
  fc.record({ assert: assertions }),
  fc.record({ assert: assertions, expected_output: json }),
)
const aCase = fc.tuple(line, json, demand, json).map(
  ([title, input, demanded, shipped_output]): Case => ({
    ...{
      id: ID,
      title,
      category: 'policy',
      policy: { name: title, side: 'inside' },
      bug_link: ['SHOP-1', 'https://x.example/{{1}}'],
    },
    ...{
      captured_by: 'Ada <ada@example.org>',
      captured_at: '2026-11-22',
      tags: [title],
      input,
      shipped_output,
      ...demanded,
      repeat: 2,
    },
  }),
)
const tiered = (one: Case) => [{ tier: 'smoke' as Tier, one }]

describe('export and import again', () => {
  it('gives the same case through JSON Lines', () => {
    fc.assert(
      fc.property(aCase, (one) => {
        const { text, lost } = exportJsonl(tiered(one))
        const [imported, ...others] = parseImport(text, 'x', detectImport(text, 'x'))
        const { id, ...rest } = one
        expect({ ...imported, others, lost }).toEqual({
          ...{ one: rest, id, at: 'line 1', others: [], lost: [] },
        })
      }),
    )
  })

  it('gives the same case through promptfoo, but for what it told was lost', () => {
    fc.assert(
      fc.property(aCase, (one) => {
        const { text, lost } = exportPromptfoo(tiered(one), { description: '{{x}}', provider: 'file://p.mjs' })
        const told = lost.map(({ what }) => what.split(':')[0]!)
        const { id, ...rest } = one
        const imported = parseImport(text, 'promptfooconfig.yaml', detectImport(text, 'promptfooconfig.yaml'))
        const without = (fields: object) =>
          Object.fromEntries(Object.entries(fields).filter(([name]) => !told.includes(name) || name === 'repeat'))
        const isLone = told.includes('assert')
        expect(imported[0]!.id).toBe(id)
        const { expected_output, ...found } = imported[0]!.one
        expect(without(isLone ? found : imported[0]!.one)).toEqual(without(rest))
        if (isLone) expect(expected_output).toEqual(one.assert![0]!.value)
      }),
      { numRuns: 300 },
    )
  })
})
