import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findEmbeddedJson } from '../../../lib/verdict/embedded-json.ts'

const found = (text: string): string[] => [...findEmbeddedJson(text)].map(({ from, to }) => text.slice(from, to))

describe('findEmbeddedJson', () => {
  it.each([
    ['an object in prose', 'Here: {"a": 1}, done.', ['{"a": 1}']],
    ['an object in a code fence', '```json\n{"a": [1, 2]}\n```', ['{"a": [1, 2]}']],
    ['the outermost only', '[[1],{"a":{}}]', ['[[1],{"a":{}}]']],
    ['several, in order', '{} then [] then {"b":2}', ['{}', '[]', '{"b":2}']],
    ['one that starts inside a broken one', '{ oops {"a":1} }', ['{"a":1}']],
    ['one that was whole where its parent broke off', '[{"a":1}, oops]', ['{"a":1}']],
    ['siblings that were whole, not their parts', '[[1,[2]],{"a":[3]} oops', ['[1,[2]]', '{"a":[3]}']],
    ['one in a string of a broken one', '["[1]"', ['[1]']],
    ['none in a string of a whole one', '{"a":"[1]"}', ['{"a":"[1]"}']],
    ['brackets in strings count for nothing', '{"a":"]}{["}', ['{"a":"]}{["}']],
    ['escaped quotes do not end a string', '{"a":"\\"}"}', ['{"a":"\\"}"}']],
    ['every kind of number and literal', '[0,-1.5e+3,true,false,null]', ['[0,-1.5e+3,true,false,null]']],
    ['no object with single quotes', "{'a': 1}", []],
    ['no object with a comma too many', '{"a":1,}', []],
    ['no list with a number that JSON does not have', '[01]', []],
    ['no string with a raw newline', '["a\nb"]', []],
    ['no string with a bad escape', '["\\x"]', []],
    ['no text without brackets', '"text" 42 null', []],
    ['nothing in an empty text', '', []],
    ['nothing in mismatched brackets', '[}{]', []],
  ])('finds %s', (_, text, spans) => {
    expect(found(text)).toEqual(spans)
  })

  it('finds any object or list whole, whatever prose without brackets is around it', () => {
    const container = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()))
    const prose = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ':', '\\', '\n', '1', '}', ']') })
    fc.assert(
      fc.property(prose, container, prose, (before, value, after) => {
        const json = JSON.stringify(value)
        expect(found(before + json + after)).toEqual([json])
      }),
    )
  })

  it('finds only what JSON.parse accepts, and something wherever a slice of the text parses', () => {
    const soup = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', 'a', ':', ',', '1', '\\'), maxLength: 12 })
    fc.assert(
      fc.property(soup, (text) => {
        const spans = found(text)
        for (const span of spans) expect(() => JSON.parse(span)).not.toThrow()
        expect(spans.length > 0).toBe(slicesOf(text).some(isContainer))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['openings', '['.repeat(2_000_000)],
    ['openings in an open string', `["${'['.repeat(2_000_000)}`],
    ['half objects', '{"a":'.repeat(400_000)],
    ['quotes and openings by turns', '["'.repeat(1_000_000)],
    ['strings with openings', '["[[[",'.repeat(300_000)],
    ['objects that break at the end', `[${'{"a":[1]},'.repeat(200_000)}`],
  ])('gets through megabytes of %s', (_, text) => {
    expect([...findEmbeddedJson(text)].every(({ from, to }) => from < to)).toBe(true)
  })
})

const slicesOf = (text: string): string[] =>
  [...text].flatMap((_, from) => [...text].map((_, length) => text.slice(from, from + length + 1)))

function isContainer(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object' && text.trim() !== 'null' && /^[[{]/.test(text)
  } catch {
    return false
  }
}
