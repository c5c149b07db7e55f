import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secretScanner } from '../../../lib/adapters/secret-scanner.ts'
import type { Json } from '../../../lib/case/types.ts'
import { findSecrets, redact } from '../../../lib/redact/redact.ts'
import type { RedactRule, RedactTools } from '../../../lib/redact/types.ts'
import { ownTools } from './tools.ts'

const realTools: RedactTools = { scan: secretScanner, bounded: (work) => work() }

const of = (alphabet: string, length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length })
const word = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const digits = '0123456789'
const key = (prefix: string, length: number, suffix = ''): fc.Arbitrary<string> =>
  of(word, length).map((body) => `${prefix}${body}${suffix}`)
const octet = fc.integer({ min: 10, max: 99 })

function withLuhn(digits: string): string {
  const sums = Array.from(digits, Number).reverse()
  const sum = sums.reduce(
    (total, digit, at) => total + (at % 2 === 0 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit),
    0,
  )
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const hidden: Record<string, fc.Arbitrary<string>> = {
  openai: key('sk-', 48, '9'),
  project: key('sk-proj-', 60, '9'),
  anthropic: key('sk-ant-api03-', 93, 'AA'),
  google: key('AIza', 35),
  github: key('ghp_', 36),
  gitlab: key('glpat-', 20),
  stripe: key('sk_live_', 24),
  npm: key('npm_', 36),
  huggingface: key('hf_', 34),
  aws: of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16).map((body) => `AKIA${body}`),
  slack: fc.tuple(of(digits, 12), of(word, 24)).map(([team, body]) => `xoxb-${team}-${body}`),
  jwt: fc.tuple(of(word, 20), of(word, 30), of(word, 43)).map((parts) => `eyJ${parts.join('.')}`),
  email: fc.tuple(of('abcdefghijklmnop', 7), of('abcdefghijklmnop', 9)).map(([name, host]) => `${name}@${host}.com`),
  phone: of(digits, 10).map((rest) => `+44${rest}`),
  card: of(digits, 14).map((rest) => withLuhn(`4${rest}`)),
  ipv4: fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.')),
  ipv6: fc.array(of('23456789abcdef', 4), { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
}
const anyHidden = fc.oneof(...Object.values(hidden))

// What may stand beside it: no letter or digit that would make it a part of something longer.
const edge = fc.constantFrom(
  '',
  ' ',
  '.',
  ',',
  '"',
  "'",
  '(',
  ')',
  '\n',
  '\\n',
  '。',
  '密',
  '🙂',
  '|',
  '\t',
  '<',
  '>',
  ';',
  '!',
)
const prose = fc.constantFrom(
  '',
  'the ',
  'Howdy',
  ' 42 ',
  'version 1.0 ',
  'gpt-4o-2024-08-06',
  ' 价格 ',
  '{"a": 1}',
  '…',
)
const around = fc.tuple(prose, edge, edge, prose)

const leaf = (secret: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
  fc.oneof(
    fc
      .tuple(around, secret)
      .map(
        ([[before, left, right, after], value]) =>
          `${before.replace(/\w$/, '$& ')}${left}${value}${right}${after.replace(/^\w/, ' $&')}`,
      ),
    fc.constantFrom<Json>(null, true, 1.5, 'howdy', ''),
  )

const tree = (secret: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
  fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf(secret),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(secret, fc.constantFrom('content', 'role', 'arguments', '__proto__', 'a/b')),
        tie('tree'),
        { maxKeys: 4 },
      ),
    ),
  })).tree

const nothing = { rules: [], keep: [] }
const jsonText = fc.json().map((text) => JSON.parse(text) as Json)

function shapeOf(value: Json): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? 'text' : value
  return Object.values(value).map(shapeOf)
}

describe('what is redacted', () => {
  for (const [name, arbitrary] of Object.entries(hidden))
    it(`holds no ${name} that was hidden in it`, async () => {
      const planted = fc.uniqueArray(arbitrary, { minLength: 1, maxLength: 3 })
      await fc.assert(
        fc.asyncProperty(
          planted.chain((values) => fc.tuple(fc.constant(values), tree(fc.constantFrom(...values)))),
          async ([values, value]) => {
            const { value: after, redactions } = await redact(value, nothing, ownTools)
            for (const one of values) expect(JSON.stringify([after, redactions])).not.toContain(one)
          },
        ),
        { numRuns: 150 },
      )
    })

  it('holds no password that a key names, nor where a text or a JSON text in it says it', async () => {
    const password = fc
      .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 20 })
      .map((text) => `q7x8${text.trim()}Z9`)
    await fc.assert(
      fc.asyncProperty(password, async (secret) => {
        const value = {
          password: secret,
          text: `log in with "${secret}" now`,
          arguments: JSON.stringify({ user: 'ann', password: secret }),
          twice: JSON.stringify(JSON.stringify([{ password: secret }])),
        }
        const after = JSON.stringify((await redact(value, nothing, ownTools)).value)
        expect(after).not.toContain(JSON.stringify(secret).slice(1, -1))
        expect(after).toBe(
          JSON.stringify({
            password: '[password-1]',
            text: 'log in with "[password-1]" now',
            arguments: '{"user":"ann","password":"[password-1]"}',
            twice: JSON.stringify('[{"password":"[password-1]"}]'),
          }),
        )
      }),
    )
  })

  it('comes back the same from a second redaction, and holds no secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree(anyHidden), jsonText), async (value) => {
        const { value: once } = await redact(value, nothing, realTools)
        expect(await redact(once, nothing, realTools)).toEqual({ value: once, redactions: [] })
        expect(await findSecrets(once, realTools)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('comes back the same whatever the texts are made of', async () => {
    const scraps = fc.constantFrom(
      ...'@.:-+/[]()"\'\\=&? \n0123456789abeEx',
      'password=',
      'token: ',
      'person-1@example.com',
      '+1-555-0100',
      '[password-1]',
      '192.0.2.1',
      '@x.io',
      '415-555-',
      'Bearer ',
      '://a:',
      '4111 1111 1111 1111',
      '+44',
      'phone ',
      '\\"',
      '\\n',
    )
    const text = fc.array(scraps, { maxLength: 30 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 3 }), async (value) => {
        const { value: once } = await redact(value, nothing, ownTools)
        expect(await redact(once, nothing, ownTools)).toEqual({ value: once, redactions: [] })
      }),
      { numRuns: 3000 },
    )
  })

  it('comes back the same under rules, or the rules are refused', async () => {
    const rules = fc.uniqueArray(
      fc.record<RedactRule>({
        name: fc.constantFrom('x', 'order-no', 'password'),
        pattern: fc.constantFrom('\\d+', '\\w+', '.+', 'a|b', '(?<=a)\\d', '\\bO\\w*', '[^ ]+$', 'q*'),
      }),
      { selector: ({ name }) => name, maxLength: 3 },
    )
    const text = fc
      .array(fc.constantFrom('a', 'b', ' ', '12', 'ORD-1', '[x-1]', 'ann@acme.io', 'Bearer abc123def456', '\\n'), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(rules, fc.array(text, { maxLength: 3 }), async (rules, value) => {
        const once = await redact(value, { rules, keep: [] }, ownTools).catch(() => null)
        if (once !== null)
          expect(await redact(once.value, { rules, keep: [] }, ownTools)).toEqual({ value: once.value, redactions: [] })
      }),
      { numRuns: 1000 },
    )
  })

  it('has the shape of what was given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree(anyHidden), jsonText), async (value) => {
        expect(shapeOf((await redact(value, nothing, ownTools)).value)).toEqual(shapeOf(value))
      }),
    )
  })

  it('has equal stand-ins for equal values, and different ones for different values', async () => {
    const texts = fc.array(anyHidden, { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const { value: after } = await redact(
          { alone: values, within: values.map((one) => `see ${one}; and`) },
          nothing,
          ownTools,
        )
        const { alone, within } = after as { alone: string[]; within: string[] }
        expect(within).toEqual(alone.map((one) => `see ${one}; and`))
        values.forEach((one, at) => {
          values.forEach((other, beside) => {
            expect(alone[at] === alone[beside]).toBe(one === other)
          })
        })
      }),
    )
  })

  it('leaves what is kept to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(tree(anyHidden), tree(anyHidden), async (kept, other) => {
        const { value } = await redact({ kept, other }, { rules: [], keep: ['/kept'] }, ownTools)
        expect((value as { kept: Json }).kept).toEqual(kept)
      }),
      { numRuns: 50 },
    )
  })
})
