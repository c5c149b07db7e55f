import { describe, expect, it } from 'vitest'
import type { Case, Tier } from '../../../lib/case/types.ts'
import { exportPromptfoo } from '../../../lib/exchange/export-promptfoo.ts'

const BASE: Case = {
  ...{
    id: 'reg-2026-11-22-3f9a1c',
    title: 'Refund in the wrong currency',
    category: 'invariant',
    input: 'How much {{ env.HOME }}?',
  },
  ...{ captured_by: 'Ada <ada@example.org>', captured_at: '2026-11-22', expected_output: '12 €' },
}
const write = (...ones: Case[]) =>
  exportPromptfoo(
    ones.map((one) => ({ tier: 'smoke' as Tier, one })),
    { description: 'shop', provider: { id: 'file://answer.mjs', config: { a: 1 } } },
  )

describe('exportPromptfoo', () => {
  it('writes a configuration that runs as it stands', () => {
    expect(
      write(BASE, { ...BASE, input: { q: ['{{x}}'] }, assert: [{ type: 'number', value: 1, at: '/n' }] }),
    ).toMatchInlineSnapshot(`
      {
        "lost": [],
        "text": "description: shop
      prompts:
        - "{{input}}"
      providers:
        - id: file://answer.mjs
          config:
            a: 1
      tests:
        - description: Refund in the wrong currency
          vars:
            input: How much {{ "{" }}{ env.HOME }}?
          assert:
            - type: equals
              value: 12 €
          metadata:
            id: reg-2026-11-22-3f9a1c
            category: invariant
            captured_by: Ada <ada@example.org>
            captured_at: "2026-11-22"
            tier: smoke
        - description: Refund in the wrong currency
          vars:
            input: "{\\"q\\":[\\"\\\\u007b{x}}\\"]}"
          assert:
            - type: javascript
              value: |-
                (function near(wanted) { const value = typeof wanted === "number" ? wanted : wanted.value; const tolerance = typeof wanted === "number" ? 0 : (wanted.tolerance ?? 0); const text = typeof output === "string" ? output.trim() : ""; const found = /^[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?$/.test(text) ? Number(text) : output; if (typeof found !== "number" || !Number.isFinite(found)) return false; const rounding = tolerance === 0 ? 0 : Number.EPSILON * Math.max(Math.abs(found), Math.abs(value)); return Math.abs(found - value) <= tolerance + rounding; })(JSON.parse(context.config.casebook).value)
              config:
                casebook: "{\\"type\\":\\"number\\",\\"value\\":1,\\"at\\":\\"/n\\"}"
              transform: |-
                ((keys) => keys.reduce((part, key) => (part !== null && typeof part === "object" && Object.keys(part).includes(key) ? part[key] : undefined), typeof output === "string" ? JSON.parse(output) : output))(["n"])
          metadata:
            id: reg-2026-11-22-3f9a1c
            category: invariant
            captured_by: Ada <ada@example.org>
            captured_at: "2026-11-22"
            expected_output: 12 €
            tier: smoke
            casebook_input: json
      ",
      }
    `)
  })

  it.each<[string, Partial<Case>, readonly string[]]>([
    ['nothing of a plain case', {}, []],
    [
      'that it is asked once',
      { repeat: 3 },
      ['repeat: promptfoo asks once, not 3 times, unless all tests are repeated'],
    ],
    [
      'one assertion of two',
      { assert: [{ type: 'grader', value: 'tone' }, { type: 'is-json' }] },
      ['assertion "grader": promptfoo cannot ask a command that the configuration declares'],
    ],
    [
      'a key that would be resolved',
      { shipped_output: [{ $ref: 'x' }] },
      ['shipped_output: it has a key that promptfoo would evaluate'],
    ],
  ])('tells %s', (_, fields, lost) => {
    expect(write({ ...BASE, ...fields }).lost).toEqual(lost.map((what) => ({ id: BASE.id, what })))
  })

  it('tells how a lone equals comes back where its example is lost', () => {
    const one = { ...BASE, expected_output: { $ref: 'x' }, assert: [{ type: 'equals', value: 1 }] }
    expect(write(one).lost.map(({ what }) => what)).toEqual([
      'expected_output: it has a key that promptfoo would evaluate',
      'assert: its one "equals" comes back as expected_output',
    ])
  })

  it('tells how a lone equals comes back', () => {
    const { expected_output: _, ...open } = BASE
    expect(write({ ...open, assert: [{ type: 'equals', value: 1 }] }).lost).toEqual([
      { id: BASE.id, what: 'assert: its one "equals" comes back as expected_output' },
    ])
  })

  it('leaves out a case without any assertion that can be carried, which would always pass', () => {
    const { text, lost } = write({ ...BASE, assert: [{ type: 'tool-called', value: { name: 'x' } }] })
    expect(lost.map(({ what }) => what)).toEqual([
      'assertion "tool-called": promptfoo has none that means the same',
      'the case is left out: promptfoo passes a test without assertions',
    ])
    expect(text).toContain('tests: []')
  })
})
