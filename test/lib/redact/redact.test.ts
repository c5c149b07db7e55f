import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { Problem } from '../../../lib/problem.ts'
import { redact } from '../../../lib/redact/redact.ts'
import { ownTools, redacted } from './tools.ts'

const refusal = async (value: Json, options: { rules?: { name: string; pattern: string }[]; keep?: string[] }) => {
  const fault: unknown = await redact(value, { rules: [], keep: [], ...options }, ownTools).catch((error) => error)
  if (!(fault instanceof Problem)) throw new Error('no problem')
  return { kind: fault.kind, code: fault.code, message: fault.message, hints: fault.hints }
}

describe('redact', () => {
  it('tells kind, count and places of what it replaced, and never a value', async () => {
    const value = {
      input: [{ content: 'I am ann@acme.io, write to ann@acme.io or bob@acme.io' }],
      tool: { arguments: '{"to":"bob@acme.io"}', password: 'sesame' },
    }
    expect(await redact(value, { rules: [], keep: [] }, ownTools)).toEqual({
      value: {
        input: [{ content: 'I am person-1@example.com, write to person-1@example.com or person-2@example.com' }],
        tool: { arguments: '{"to":"person-2@example.com"}', password: '[password-1]' },
      },
      redactions: [
        { kind: 'email', count: 4, at: ['/input/0/content', '/tool/arguments'] },
        { kind: 'password', count: 1, at: ['/tool/password'] },
      ],
    })
  })

  it('changes nothing but strings', async () => {
    const value = { a: [null, true, 1.5, '', {}, []], __proto__x: -0, 'a/b~c': 'x' }
    expect(await redact(value, { rules: [], keep: [] }, ownTools)).toEqual({ value, redactions: [] })
  })

  it('leaves the value it was given as it was', async () => {
    const value = { a: ['ann@acme.io'] }
    await redacted(value)
    expect(value).toEqual({ a: ['ann@acme.io'] })
  })

  it('redacts a value that is a string', async () => {
    const { value, redactions } = await redact('ann@acme.io', { rules: [], keep: [] }, ownTools)
    expect([value, redactions]).toEqual(['person-1@example.com', [{ kind: 'email', count: 1, at: [''] }]])
  })

  it('hands out no stand-in that the value holds already, not even where it is kept', async () => {
    const value: Json[] = [
      'person-1@example.com',
      { keep: 'person-2@example.com +1-555-0100 [password-1]' },
      'ann@acme.io +4915112345678',
      { password: 'sesame' },
    ]
    const { value: after } = await redact(value, { rules: [], keep: ['/1/keep'] }, ownTools)
    expect(after).toEqual([value[0], value[1], 'person-3@example.com +1-555-0101', { password: '[password-2]' }])
  })

  it('counts on past what looks real', async () => {
    const value = Array.from(
      { length: 300 },
      (_, n) => `+49301234${String(n).padStart(4, '0')} 10.1.${n >> 8}.${n & 255}`,
    )
    const after = await redacted(value)
    expect(after[0]).toBe('+1-555-0100 192.0.2.1')
    expect(after[299]).toBe('+1-555-0399 192.0.2.300')
    expect(await redacted(after)).toEqual(after)
  })

  it('takes the wider of two finds that overlap', async () => {
    const rules = [{ name: 'customer', pattern: 'customer \\S+' }]
    expect(await redacted(['the customer ann@acme.io and ann@acme.io'], rules)).toEqual([
      'the [customer-1] and person-1@example.com',
    ])
  })

  it('keeps a prototype key a key', async () => {
    const value = JSON.parse('{"__proto__": {"constructor": "ann@acme.io"}}')
    const after = await redacted(value)
    expect(JSON.stringify(after)).toBe('{"__proto__":{"constructor":"person-1@example.com"}}')
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype)
  })

  it('reads a value as deep as traces go', async () => {
    const deep = (depth: number): Json => JSON.parse('['.repeat(depth) + '"ann@acme.io"' + ']'.repeat(depth))
    expect(JSON.stringify(await redacted(deep(600)))).toContain('person-1@example.com')
    expect(await refusal(deep(5000), {})).toEqual({
      kind: 'invalid',
      code: 'too-deep',
      message: 'the captured value is nested more than 1024 levels deep',
      hints: [],
    })
  })
})

describe('keys', () => {
  it('are redacted like strings, and said by the pointer of their object', async () => {
    const value = { people: { 'ann@acme.io': { mail: 'ann@acme.io' }, n: 1 } }
    expect(await redact(value, { rules: [], keep: [] }, ownTools)).toEqual({
      value: { people: { 'person-1@example.com': { mail: 'person-1@example.com' }, n: 1 } },
      redactions: [{ kind: 'email', count: 2, at: ['/people', '/people/person-1@example.com/mail'] }],
    })
  })

  it('stay apart where two spell one value', async () => {
    const { value, redactions } = await redact(
      { 'Ann@acme.io': 'x@y.io', 'ann@acme.io': 'x@y.io' },
      { rules: [], keep: [] },
      ownTools,
    )
    expect(value).toEqual({
      'person-1@example.com': 'person-2@example.com',
      'person-1@example.com (2)': 'person-2@example.com',
    })
    expect(redactions).toEqual([
      { kind: 'email', count: 4, at: ['', '/person-1@example.com', '/person-1@example.com (2)'] },
    ])
    expect(await redacted(value)).toEqual(value)
  })
})

describe('keep', () => {
  it.each([
    [
      'a string',
      '/a/0',
      { a: ['ann@acme.io', 'person-1@example.com'], 'b/c': { 'person-1@example.com': '[password-1]' } },
    ],
    ['all below', '/a', { a: ['ann@acme.io', 'ann@acme.io'], 'b/c': { 'person-1@example.com': '[password-1]' } }],
    [
      'the key it names',
      '/b~1c/ann@acme.io',
      { a: ['person-1@example.com', 'person-1@example.com'], 'b/c': { 'ann@acme.io': 'password=sesame' } },
    ],
    ['everything', '', { a: ['ann@acme.io', 'ann@acme.io'], 'b/c': { 'ann@acme.io': 'password=sesame' } }],
  ])('leaves %s alone', async (_, pointer, after) => {
    const value = { a: ['ann@acme.io', 'ann@acme.io'], 'b/c': { 'ann@acme.io': 'password=sesame' } }
    const expected = JSON.parse(JSON.stringify(after).replace('"[password-1]"', '"password=[password-1]"'))
    expect((await redact(value, { rules: [], keep: [pointer] }, ownTools)).value).toEqual(expected)
  })

  it.each([
    ['a member that is not there', '/b'],
    ['an item past the end', '/a/2'],
    ['an index with a zero before', '/a/00'],
    ['the length of a list', '/a/length'],
    ['what every object inherits', '/toString'],
    ['a part of a string', '/a/0/0'],
    ['no pointer', 'a'],
    ['a broken escape', '/a~2'],
  ])('refuses %s', async (_, pointer) => {
    expect(await refusal({ a: ['x', 'y'] }, { keep: [pointer] })).toEqual({
      kind: 'invalid',
      code: 'bad-pointer',
      message: `pointer "${pointer}" finds nothing in the captured value`,
      hints: ['name what to keep by a JSON pointer such as /input/0/content'],
    })
  })
})

describe('rules', () => {
  it('replace what they match by their name, numbered', async () => {
    const rules = [{ name: 'order-no', pattern: 'ORD-\\d{8}' }]
    const value = ['ORD-12345678 ORD-87654321 xORD-12345678', { 'ORD-12345678': '{"x":"\\nORD-12345678"}' }]
    expect(await redact(value, { rules, keep: [] }, ownTools)).toEqual({
      value: ['[order-no-1] [order-no-2] x[order-no-1]', { '[order-no-1]': '{"x":"\\n[order-no-1]"}' }],
      redactions: [{ kind: 'order-no', count: 5, at: ['/0', '/1', '/1/[order-no-1]'] }],
    })
  })

  it.each([
    ['matches everything', '.+', 'a b', '[x-1]'],
    ['matches its own stand-in', '\\w+', 'a b', '[x-1] [x-2]'],
    ['matches nothing wide', 'q*', 'aqqb', 'a[x-1]b'],
    ['escapes more than it must', 'a\\-b', 'a-b c', '[x-1] c'],
    ['knows letters', '\\p{Lu}\\p{Ll}+', 'é Éa', 'é [x-1]'],
    ['wants what reads like a stand-in of another', 'step-\\d', '[step-1]', '[[x-1]]'],
    ['would cut a secret in two', '\\d{3}', 'Bearer abc123def456', 'Bearer [token-1]'],
    ['runs over a secret', 'a .*', 'a Bearer abc123def456 b', '[x-1]'],
  ])('come to rest where the pattern %s', async (_, pattern, before, after) => {
    const rules = [{ name: 'x', pattern }]
    expect(await redacted([before], rules)).toEqual([after])
    expect(await redact([after], { rules, keep: [] }, ownTools)).toEqual({ value: [after], redactions: [] })
  })

  it('may have any name', async () => {
    expect(await redacted(['abc'], [{ name: 'Order No. (old)]', pattern: 'b' }])).toEqual(['a[Order-No.-old-1]c'])
    expect(await redacted(['abc'], [{ name: '€', pattern: 'b' }])).toEqual(['a[redacted-1]c'])
    expect(await redacted(['abc'], [{ name: 'email', pattern: 'b' }])).toEqual(['a[email-1]c'])
  })

  it('run under the time budget, all else does not', async () => {
    let calls = 0
    const tools = {
      ...ownTools,
      bounded: <T>(work: () => T): T => {
        calls++
        return work()
      },
    }
    await redact(['abc'], { rules: [], keep: [] }, tools)
    expect(calls).toBe(0)
    await redact(['abc'], { rules: [{ name: 'x', pattern: 'b' }], keep: [] }, tools)
    expect(calls).toBeGreaterThan(0)
  })

  it('are refused where the pattern is none', async () => {
    expect(await refusal('x', { rules: [{ name: 'order', pattern: '(' }] })).toEqual({
      kind: 'invalid',
      code: 'bad-redact-rule',
      message: 'redaction rule "order" has pattern "(", which is no regular expression',
      hints: ['mend the pattern in casebook.yaml under capture.redact'],
    })
  })

  it('are refused where they eat a text bit by bit', async () => {
    expect(await refusal({ a: ['1'.repeat(50)] }, { rules: [{ name: 'digit', pattern: '\\d(?!\\d)' }] })).toEqual({
      kind: 'invalid',
      code: 'restless-rule',
      message: 'the redaction rules find more at "/a/0" each time they have replaced something',
      hints: ['make the pattern match the whole of what it is to hide'],
    })
  })
})
