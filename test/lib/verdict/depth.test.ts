import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { assertJudgeable, MAX_DEPTH } from '../../../lib/verdict/depth.ts'
import { ask, thrownBy } from './ask.ts'

const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const objects = (depth: number): Json => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth)) as Json
const SAID = 'the output is nested deeper than 1000 levels'

describe('assertJudgeable', () => {
  it.each([
    ['a scalar', 'text'],
    ['lists as deep as the limit', JSON.parse(lists(MAX_DEPTH)) as Json],
    ['objects as deep as the limit', objects(MAX_DEPTH)],
  ] as [string, Json][])('lets %s through', (_, value) => {
    expect(() => assertJudgeable(value)).not.toThrow()
  })

  it.each([
    ['lists one level deeper', JSON.parse(lists(MAX_DEPTH + 1)) as Json],
    ['objects one level deeper', objects(MAX_DEPTH + 1)],
    ['nesting that would overflow the stack', JSON.parse(lists(300_000)) as Json],
  ] as [string, Json][])('refuses %s', (_, value) => {
    expect(thrownBy(() => assertJudgeable(value))).toMatchObject({
      kind: 'unavailable',
      code: 'output-too-deep',
      message: SAID,
      hints: ['have the target answer with a flatter value'],
    })
  })
})

describe('a judgement of deep nesting', () => {
  const text = lists(300_000)
  it.each([
    ['in the output', { type: 'contains', value: 'x' }, JSON.parse(text) as Json],
    ['in a text that is-json parses', { type: 'not-is-json' }, text],
    ['in a text that a pointer goes into', { type: 'not-equals', value: 1, at: '/0' }, text],
    ['in arguments', { type: 'not-tool-called', value: { name: 'f' } }, { name: 'f', arguments: text }],
  ] as const)('is an error, not an overflow, %s', async (_, assertion, output) => {
    expect(await ask(assertion, output)).toBe(`error: ${SAID}`)
  })
})
