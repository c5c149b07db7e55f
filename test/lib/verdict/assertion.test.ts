import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { ASSERTION_TYPES, asksGrader, findAssertionFault } from '../../../lib/verdict/assertion.ts'
import { assertionOf } from './ask.ts'

const SOUND: Readonly<Record<string, readonly (Json | undefined)[]>> = {
  equals: ['', null, { a: [1] }, 0],
  contains: ['a', 0],
  icontains: ['A', 42],
  'contains-any': [['a'], 'a, b', [1, 'b']],
  'contains-all': [['a', 'b'], '"a, b"'],
  'icontains-any': [['a']],
  'icontains-all': [['a']],
  'starts-with': ['a'],
  regex: ['^a+$', '(?<year>\\d{4})'],
  'is-json': [undefined, true, { type: 'object' }],
  'contains-json': [undefined, { type: 'array' }],
  levenshtein: ['', 'text', { value: 'text', threshold: 0 }, { value: 'text' }],
  'is-refusal': [undefined],
  'is-valid-openai-tools-call': [
    undefined,
    [{ type: 'function', function: { name: 'f', parameters: {} } }],
    [{ name: 'f' }],
  ],
  'word-count': [0, 50, { min: 1 }, { max: 0 }, { min: 2, max: 2 }],
  matches: [{}, null, [1]],
  'tool-called': [{ name: 'f' }, { name: 'f', arguments: { a: 1 } }, { name: 'f', arguments: null }],
  number: [1.5, { value: 1 }, { value: 1, tolerance: 0.1 }],
  grader: ['tone'],
}

const needs = (type: string, need: string, got: string) => `assertion "${type}" needs ${need} as its value, ${got}`
const TEXT = 'a text that is not empty'
const TEXTS = 'a list of texts that are not empty'

const FAULTY: readonly (readonly [string, Json | undefined, string])[] = [
  ['equals', undefined, needs('equals', 'what to compare with', 'but has none')],
  ['contains', undefined, needs('contains', TEXT, 'but has none')],
  ['contains', '', needs('contains', TEXT, 'not ""')],
  ['not-icontains', ['a'], needs('not-icontains', TEXT, 'not ["a"]')],
  ['starts-with', null, needs('starts-with', TEXT, 'not null')],
  ['contains-any', [], needs('contains-any', TEXTS, 'not []')],
  ['contains-all', ['a', ''], needs('contains-all', TEXTS, 'not ["a",""]')],
  ['icontains-any', [['a']], needs('icontains-any', TEXTS, 'not [["a"]]')],
  ['icontains-all', 'a, "b', needs('icontains-all', TEXTS, 'not "a, "b"')],
  ['contains-any', ' , ', needs('contains-any', TEXTS, 'not " , "')],
  ['regex', '', needs('regex', 'a JavaScript pattern', 'not ""')],
  ['regex', 5, needs('regex', 'a JavaScript pattern', 'not 5')],
  ['regex', '(', 'assertion "regex" has a bad pattern: "(" does not compile (unterminated group)'],
  ['is-json', 'file://schema.json', needs('is-json', 'a JSON Schema', 'not "file://schema.json"')],
  ['contains-json', null, needs('contains-json', 'a JSON Schema', 'not null')],
  ['levenshtein', 5, needs('levenshtein', 'a text, or {value, threshold}', 'not 5')],
  [
    'levenshtein',
    { value: 'a', threshold: -1 },
    needs('levenshtein', 'a text, or {value, threshold}', 'not {"value":"a","threshold":-1}'),
  ],
  [
    'levenshtein',
    { value: 'a', treshold: 1 },
    needs('levenshtein', 'a text, or {value, threshold}', 'not {"value":"a","treshold":1}'),
  ],
  ['is-refusal', true, 'assertion "is-refusal" takes no value, but has true'],
  ['is-valid-openai-tools-call', [], needs('is-valid-openai-tools-call', 'a list of tool definitions', 'not []')],
  ['is-valid-openai-tools-call', [{}], needs('is-valid-openai-tools-call', 'a list of tool definitions', 'not [{}]')],
  ['word-count', -1, needs('word-count', 'a number of words, or {min, max} with at least one of them', 'not -1')],
  ['word-count', {}, needs('word-count', 'a number of words, or {min, max} with at least one of them', 'not {}')],
  [
    'word-count',
    { min: 3, max: 2 },
    needs('word-count', 'a number of words, or {min, max} with at least one of them', 'not {"min":3,"max":2}'),
  ],
  [
    'word-count',
    { min: 1, mx: 2 },
    needs('word-count', 'a number of words, or {min, max} with at least one of them', 'not {"min":1,"mx":2}'),
  ],
  ['matches', undefined, needs('matches', 'what to compare with', 'but has none')],
  ['tool-called', 'f', needs('tool-called', '{name, arguments}', 'not "f"')],
  ['tool-called', { name: 'f', args: {} }, needs('tool-called', '{name, arguments}', 'not {"name":"f","args":{}}')],
  ['number', '5', needs('number', 'a number, or {value, tolerance}', 'not "5"')],
  [
    'number',
    { value: 5, tolerance: -1 },
    needs('number', 'a number, or {value, tolerance}', 'not {"value":5,"tolerance":-1}'),
  ],
  ['grader', '', needs('grader', 'the name of a grader', 'not ""')],
  ['not-grader', { command: ['rm'] }, needs('not-grader', 'the name of a grader', 'not {"command":["rm"]}')],
]

describe('findAssertionFault', () => {
  const sound = Object.entries(SOUND).flatMap(([type, values]) =>
    values.map((value) => [type, JSON.stringify(value), value] as const),
  )

  it.each(sound)('finds none in %s of %s, with not- too', (type, _, value) => {
    expect(findAssertionFault(assertionOf(type, value))).toBeNull()
    expect(findAssertionFault(assertionOf(`not-${type}`, value))).toBeNull()
  })

  it.each(FAULTY)('names that of %s of %j', (type, value, fault) => {
    expect(findAssertionFault(assertionOf(type, value))).toBe(fault)
  })

  it.each([
    ['contain', 'assertion type "contain" is unknown; the nearest is "contains"'],
    ['Equals', 'assertion type "Equals" is unknown; the nearest is "equals"'],
    ['not-regexp', 'assertion type "not-regexp" is unknown; the nearest is "not-regex"'],
    ['not-not-equals', 'assertion type "not-not-equals" is unknown'],
    ['llm-rubric', 'assertion type "llm-rubric" is unknown'],
    ['constructor', 'assertion type "constructor" is unknown'],
    ['', 'assertion type "" is unknown'],
  ])('does not know the type "%s"', (type, fault) => {
    expect(findAssertionFault({ type, value: 'a' })).toBe(fault)
  })

  it('names a pointer that is none', () => {
    expect(findAssertionFault({ type: 'equals', value: 1, at: 'a.b' })).toBe(
      'assertion "equals" has at "a.b", which is not a JSON pointer such as "/answer/0"',
    )
  })

  it('takes the pointer to the whole', () => {
    expect(findAssertionFault({ type: 'equals', value: 1, at: '' })).toBeNull()
  })
})

describe('ASSERTION_TYPES', () => {
  it('has every type of the contract, and each with not-', () => {
    const plain = Object.keys(SOUND)
    expect([...ASSERTION_TYPES].sort()).toEqual([...plain, ...plain.map((type) => `not-${type}`)].sort())
  })
})

describe('asksGrader', () => {
  it.each([
    ['grader', true],
    ['not-grader', true],
    ['equals', false],
  ])('of %s is %s', (type, asks) => {
    expect(asksGrader({ type })).toBe(asks)
  })
})
