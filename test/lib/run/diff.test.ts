import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unavailable } from '../../../lib/problem.ts'
import { renderDiff } from '../../../lib/run/diff.ts'

const patient = { bounded: <T>(work: () => T): T => work() }
const hasty = {
  bounded: <T>(): T => {
    throw unavailable('assertion-too-slow', 'the assertions took longer than 2 s')
  },
}
const diff = (expected: unknown, actual: unknown): string | null => renderDiff(expected, actual, patient)
const HEAD = '--- expected\n+++ actual\n'

describe('renderDiff', () => {
  it.each<[what: string, expected: unknown, actual: unknown]>([
    ['one text', 'a\nb', 'a\nb'],
    ['texts but for the last line feed', 'a', 'a\n'],
    ['values with their keys in another order', { a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 }],
    ['one huge text', 'x'.repeat(200_000), 'x'.repeat(200_000)],
    ['null and null', null, null],
  ])('shows nothing for %s', (_, expected, actual) => {
    expect(diff(expected, actual)).toBeNull()
  })

  it.each<[what: string, expected: unknown, actual: unknown, shown: string]>([
    ['two texts line by line', 'a\nb\nc', 'a\nB\nc', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n'],
    ['an empty text as an empty line', '', 'a', '@@ -1,1 +1,1 @@\n-\n+a\n'],
    [
      'two objects as JSON',
      { b: 1, a: 2 },
      { b: 1, a: 3 },
      '@@ -1,4 +1,4 @@\n {\n-  "a": 2,\n+  "a": 3,\n   "b": 1\n }\n',
    ],
    ['a text and an object', 'no', { a: 1 }, '@@ -1,1 +1,3 @@\n-no\n+{\n+  "a": 1\n+}\n'],
    ['a number and a text that look alike', 1, '1', '@@ -1,1 +1,1 @@\n-1\n+"1"\n'],
    ['null and a text that look alike', null, 'null\n', '@@ -1,1 +1,1 @@\n-null\n+"null\\n"\n'],
    ['a value and nothing', 'a', undefined, '@@ -1,1 +1,1 @@\n-a\n+nothing\n'],
    [
      'a key that is a prototype',
      JSON.parse('{"__proto__": 1}'),
      {},
      '@@ -1,3 +1,1 @@\n-{\n-  "__proto__": 1\n-}\n+{}\n',
    ],
  ])('shows %s', (_, expected, actual, shown) => {
    expect(diff(expected, actual)).toBe(HEAD + shown)
  })

  it('shows where two huge texts part, though it is far down', () => {
    const start = 'x'.repeat(300_000)
    const shown = diff(`${start}a`, `${start}b`)
    expect(shown).toBe(`${HEAD}@@ -1,1 +1,1 @@\n-${'x'.repeat(200)}a\n+${'x'.repeat(200)}b\n`)
  })

  it('shows 500 characters of each where the comparison takes too long', () => {
    const shown = renderDiff(`1${'a\n'.repeat(1000)}`, '2\n', hasty)
    expect(shown).toBe(`${HEAD}-1${'a\n-'.repeat(249)}a…\n+2\n`)
  })

  it('shows 500 characters of each where nearly every line differs', () => {
    const lines = (sign: string): string => Array.from({ length: 6000 }, (_, index) => `${sign}${index}`).join('\n')
    const shown = diff(lines('a'), lines('b'))!
    expect(shown.startsWith(`${HEAD}-a0\n-a1\n`)).toBe(true)
    expect(shown.length).toBeLessThan(2000)
  })

  it('says so where a value is too deep to be written out', () => {
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown
    let deeper = deep
    for (let round = 0; round < 100_000; round++) deeper = [deeper]
    expect(diff(deeper, 'x')).toBe(`${HEAD}-(nested too deeply to show)\n+(nested too deeply to show)\n`)
  })

  it('is bounded for any two huge texts', () => {
    for (const [from, to] of [
      ['a\n', 'b\n'],
      ['a', 'b'],
      ['\n', ' \n'],
      ['a\nb\n', 'b\na\n'],
    ] as const)
      expect(diff(from.repeat(2 ** 20), to.repeat(2 ** 20))!.length).toBeLessThan(300_000)
  })

  it('is null only for what agrees', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(diff(a, b) === null).toBe(canonical(a) === canonical(b))
        expect(diff(a, JSON.parse(JSON.stringify(a)))).toBeNull()
      }),
    )
  })
})

/** Texts without their final line feed, as the judge compares them. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.replace(/\n$/, ''))
  return JSON.stringify(value, (_key, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
