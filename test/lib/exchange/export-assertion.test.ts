import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Assertion, Json, JsonObject } from '../../../lib/case/types.ts'
import { exportAssertion } from '../../../lib/exchange/export-assertion.ts'
import { importAssertion } from '../../../lib/exchange/import-assertion.ts'
import { parsePointerTransform, pointerTransform } from '../../../lib/exchange/pointer-transform.ts'
import { isInert } from '../../../lib/exchange/template.ts'
import { findAssertionFault } from '../../../lib/verdict/assertion.ts'
import { judgeAssertions } from '../../../lib/verdict/judge-assertions.ts'

const exported = (assertion: Assertion): JsonObject => {
  const answer = exportAssertion(assertion)
  if ('lost' in answer) throw new Error(answer.lost)
  return answer.assertion
}

describe('exportAssertion', () => {
  it.each<[string, Assertion, object]>([
    ['a text', { type: 'not-contains', value: '{{x}}' }, { type: 'not-contains', value: '{{ "{" }}{x}}' }],
    ['texts', { type: 'contains-any', value: ['{%', 1] }, { type: 'contains-any', value: ['{{ "{" }}%', 1] }],
    [
      'a number to start with, which promptfoo wants as a text',
      { type: 'starts-with', value: 5 },
      { type: 'starts-with', value: '5' },
    ],
    [
      'a distance',
      { type: 'levenshtein', value: { value: 'a', threshold: 2 } },
      { type: 'levenshtein', value: 'a', threshold: 2 },
    ],
    ['a schema', { type: 'is-json', value: { type: 'object' } }, { type: 'is-json', value: { type: 'object' } }],
    [
      'a schema with a reference, as a text',
      { type: 'is-json', value: { $ref: '#/$defs/{{x' } },
      { type: 'is-json', value: '{"$ref":"#/$defs/\\u007b{x"}' },
    ],
    ['a pointer', { type: 'is-refusal', at: '/a' }, { type: 'is-refusal', transform: pointerTransform('/a') }],
  ])('writes %s', (_, assertion, written) => expect(exportAssertion(assertion)).toEqual({ assertion: written }))

  it.each<[string, Assertion, string]>([
    [
      'a grader',
      { type: 'grader', value: 'tone' },
      'assertion "grader": promptfoo cannot ask a command that the configuration declares',
    ],
    [
      'a tool call',
      { type: 'not-tool-called', value: { name: 'x' } },
      'assertion "not-tool-called": promptfoo has none that means the same',
    ],
    [
      'tools',
      { type: 'is-valid-openai-tools-call' },
      'assertion "is-valid-openai-tools-call": promptfoo takes the tools from its provider and has no "not-" of it',
    ],
    [
      'a younger schema',
      { type: 'is-json', value: { $schema: 'https://json-schema.org/draft/2020-12/schema' } },
      'assertion "is-json": promptfoo knows schemas of draft-07 only',
    ],
    [
      'a schema that is true',
      { type: 'is-json', value: true },
      'assertion "is-json": promptfoo has none that means the same',
    ],
  ])('tells that %s is lost', (_, assertion, lost) => expect(exportAssertion(assertion)).toEqual({ lost }))

  it('does not take a claim for code that was changed', () => {
    const { value, ...rest } = exported({ type: 'number', value: 1 })
    const { assertions, lost } = importAssertion({ ...rest, value: `${value} || true` }, {}, 'assert 1')
    expect({ assertions, lost }).toEqual({ assertions: [], lost: ['assert 1: casebook has no assertion "javascript"'] })
  })
})

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>
const near = fc.oneof(
  json,
  fc.constantFrom<Json>(
    'a',
    'a\n',
    'a\n\n',
    ' 1.5 ',
    '1.5',
    1.5,
    1.4,
    '1e1',
    10,
    {},
    [],
    { a: 1 },
    { a: 1, b: 2 },
    JSON.parse('{"__proto__":1}'),
  ),
)

/** Evaluates an assertion as promptfoo does: its code sees the output and the assertion's own config. */
function evaluate(written: JsonObject, output: Json): boolean {
  const holds = runInNewContext(String(written['value']), { output, context: { config: written['config'] } }) as boolean
  return holds !== (written['type'] as string).startsWith('not-')
}

const judge = async (assertion: Assertion, output: Json): Promise<boolean> =>
  (
    await judgeAssertions([assertion], { id: 'x', input: 1 }, output, {
      bounded: (work: () => unknown) => work(),
    } as never)
  ).length === 0

describe('a javascript assertion', () => {
  it.each(['equals', 'matches', 'number'])('for "%s" is one inert line', (type) => {
    const written = exported({ type, value: type === 'number' ? 1 : { a: '{{x}}' } })
    expect(written['type']).toBe('javascript')
    expect(isInert(String(written['value'])) && !String(written['value']).includes('\n')).toBe(true)
  })

  it.each<[string, Assertion, Json, boolean]>([
    ['a number in a text', { type: 'number', value: { value: 0.3, tolerance: 0.1 } }, ' 0.4 ', true],
    ['a number too far', { type: 'number', value: 1 }, 1.1, false],
    ['a text that is no number', { type: 'number', value: 0 }, '', false],
    ['a partial match', { type: 'matches', value: { a: [{ b: 'x\n' }] } }, { a: [{ b: 'x', c: 1 }], d: 1 }, true],
    ['a list too long', { type: 'matches', value: [1] }, [1, 2], false],
    ['a key of the prototype', { type: 'matches', value: { constructor: {} } }, {}, false],
    ['an object in a text', { type: 'matches', value: { a: 1 } }, '{"a":1,"b":2}', true],
    ['a text that is no object', { type: 'not-matches', value: { a: 1 } }, 'no', true],
    ['a final line break', { type: 'equals', value: 'a\n' }, 'a', true],
    ['hostile keys', { type: 'equals', value: { '{{x}}': 1 } }, { '{{x}}': 1 }, true],
  ])('judges %s', (_, assertion, output, holds) => expect(evaluate(exported(assertion), output)).toBe(holds))

  it('judges as casebook does', async () => {
    const assertion = fc.oneof(
      fc.record({ type: fc.constantFrom('matches', 'not-matches'), value: near }),
      fc.record({
        type: fc.constantFrom('number', 'not-number'),
        value: fc.constantFrom<Json>(1.5, 10, { value: 1.5, tolerance: 0.1 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(assertion, near, async (wanted, output) => {
        fc.pre(typeof output !== 'string' || typeof wanted.value !== 'object')
        expect(evaluate(exported(wanted), output)).toBe(await judge(wanted, output))
      }),
    )
  })
})

describe('pointerTransform', () => {
  it.each<[string, string, Json, Json | undefined]>([
    ['a key', '/a', { a: 1 }, 1],
    ['an item of a text that is JSON', '/a/1', '{"a":[1,2]}', 2],
    ['escaped and hostile keys', '/a~1b~0{{x}}', { 'a/b~{{x}}': 3 }, 3],
    ['no length of a list', '/length', [1], undefined],
    ['no letter of a text', '/a/0', { a: 'xyz' }, undefined],
    ['no key of the prototype', '/constructor', {}, undefined],
    ['nothing below null', '/a/b', { a: null }, undefined],
  ])('finds %s', (_, pointer, output, part) => {
    const code = pointerTransform(pointer)
    expect(runInNewContext(code, { output })).toEqual(part)
    expect({ inert: isInert(code), pointer: parsePointerTransform(code) }).toEqual({ inert: true, pointer })
  })
})

describe('importAssertion', () => {
  it('takes back what was written, and only what casebook can judge', () => {
    const hostile = fc.constantFrom('{{x}}', '#}', 'file://a', 'a\n', '{% raw %}', 'a, "b"', '"', '\\', 'é')
    const assertion = fc.record(
      {
        type: fc
          .constantFrom(
            'equals',
            'contains',
            'icontains',
            'starts-with',
            'regex',
            'levenshtein',
            'matches',
            'not-equals',
            'not-contains',
          )
          .filter(Boolean),
        value: hostile,
        at: fc.constantFrom('', '/a', '/a~1{{b}}/0'),
      },
      { requiredKeys: ['type', 'value'] },
    )
    fc.assert(
      fc.property(assertion, (one) => {
        fc.pre(findAssertionFault(one) === null)
        expect(importAssertion(exported(one), {}, 'assert 1')).toEqual({ assertions: [one], lost: [] })
      }),
    )
  })

  it('never carries an assertion that casebook finds fault with', () => {
    const type = fc.constantFrom(
      'equals',
      'contains',
      'contains-any',
      'regex',
      'is-json',
      'contains-json',
      'levenshtein',
      'is-refusal',
      'is-valid-openai-tools-call',
      'word-count',
      'not-starts-with',
    )
    const value = fc.oneof(
      json,
      fc.string(),
      fc.constantFrom<Json>(
        '',
        '(',
        ',',
        '"a" b',
        'a,,b',
        { min: 1 },
        { min: 2, max: 1 },
        { min: 0.5 },
        ['', 'a'],
        '3',
        '-1',
      ),
    )
    fc.assert(
      fc.property(type, value, fc.option(json, { nil: undefined }), (named, wanted, threshold) => {
        const entry = { type: named, value: wanted, ...(threshold === undefined ? {} : { threshold }) }
        const { assertions, lost } = importAssertion(entry, {}, 'assert 1')
        for (const one of assertions) expect(findAssertionFault(one)).toBeNull()
        expect(assertions.length + lost.length).toBeGreaterThan(0)
      }),
      { numRuns: 1000 },
    )
  })
})
