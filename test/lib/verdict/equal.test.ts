import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { equalJson } from '../../../lib/verdict/equal.ts'

const json = () => fc.jsonValue() as fc.Arbitrary<Json>
const copy = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json

/** One text for all values that are equal. */
function canonical(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value.replace(/\n$/, ''))
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const pairs = Object.entries(value).map(([key, item]: [string, Json]) => `${JSON.stringify(key)}:${canonical(item)}`)
  return `{${pairs.sort().join()}}`
}

describe('equalJson', () => {
  it.each([
    ['the order of keys does not matter', { a: 1, b: [2] }, { b: [2], a: 1 }, true],
    ['the order of items does', [1, 2], [2, 1], false],
    ['one final LF of a string is ignored', 'yes\n', 'yes', true],
    ['so is one deep inside', { a: ['yes'] }, { a: ['yes\n'] }, true],
    ['a second final LF is not', 'yes\n\n', 'yes', false],
    ['nor a CR LF', 'yes\r\n', 'yes', false],
    ['nor one in the middle', 'a\nb', 'ab', false],
    ['an LF at the end of a key counts', { 'a\n': 1 }, { a: 1 }, false],
    ['a number is not its text', 1, '1', false],
    ['null is not false', null, false, false],
    ['null is not an empty object', null, {}, false],
    ['an empty list is not an empty object', [], {}, false],
    ['a list is not the object of its indexes', ['a'], { 0: 'a' }, false],
    ['a missing key is not a null one', { a: null }, {}, false],
    ['a key of the prototype is not in the object', { toString: 1 }, { other: 1 }, false],
    ['an own __proto__ key is compared', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}'), false],
    ['nor is the prototype itself', JSON.parse('{"__proto__":{}}'), { other: 1 }, false],
    ['minus zero is zero', -0, 0, true],
  ] as [string, Json, Json, boolean][])('%s', (_, a, b, equal) => {
    expect(equalJson(a, b)).toBe(equal)
    expect(equalJson(b, a)).toBe(equal)
  })

  it('finds every value equal to its copy, and unequal once wrapped', () => {
    fc.assert(fc.property(json(), (a) => equalJson(a, copy(a)) && !equalJson(a, [copy(a)])))
  })

  it('agrees with the canonical text of the two values', () => {
    const small = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom<Json>(0, 1, null, true, 'a', 'a\n'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
      ),
    })).value
    fc.assert(fc.property(small, small, (a, b) => equalJson(a, b) === (canonical(a) === canonical(b))))
  })

  it('survives nesting that would overflow the stack', () => {
    const deep = () => JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as Json
    expect(equalJson(deep(), deep())).toBe(true)
  })
})
