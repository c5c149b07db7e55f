import { describe, expect, it } from 'vitest'
import { secretScanner } from '../../../lib/adapters/secret-scanner.ts'
import { redact } from '../../../lib/redact/redact.ts'

const tools = { scan: secretScanner, bounded: <T>(work: () => T): T => work() }
const MEBIBYTE = 1 << 20
const LARGE = new Set(['a', '1 ', '@', 'eyJ', '\\n', 'password="', '10.1.2.3 ', '-----BEGIN PRIVATE KEY-----'])

// A quadratic pattern takes minutes on any of these, a linear one about a second: the test's own time limit tells them apart.
const UNITS = [
  'a',
  ' ',
  '\n',
  '\0',
  '-',
  '@',
  '%40',
  'a@',
  '@a.',
  'a.',
  '.',
  '1',
  '1 ',
  '1-',
  '4 ',
  '01 ',
  '+1',
  '+',
  '(',
  '[',
  '[a-1',
  ':',
  'a:',
  '::',
  '1.',
  "'",
  '"',
  '`',
  '\\',
  '\\"',
  '\\n',
  '\\u0041',
  'eyJ',
  ' eyJaaaaaa',
  'eyJaaaaa.',
  'Bearer ',
  'sk-',
  'xoxb-',
  'xoxb-a-b ',
  'SG.',
  `SG.${'a'.repeat(300)}`,
  'GB82',
  'GB82 ',
  '://:',
  '://a:',
  'mongodb://',
  'mysql://a:bcde@h ',
  'ftp://ab:abcd@h.c ',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\n-',
  'password=',
  'password="',
  "password='",
  'token: ',
  'token:',
  'secret_access_key=',
  '"password":"p1a2s3s4", ',
  'phone 1-',
  '10.1.2.3 ',
  'a.b@c.de ',
  'person-1@example.com',
  '4111 1111 1111 1111 ',
  `ghp_${'a'.repeat(36)} `,
  'secretlint-disable\n',
]

describe('a text of up to a mebibyte is redacted in linear time', () => {
  it.each(UNITS.map((unit) => [JSON.stringify(unit.slice(0, 30)), unit]))(
    'made of %s',
    async (_, unit) => {
      const text = unit.repeat(Math.floor((LARGE.has(unit) ? MEBIBYTE : MEBIBYTE / 4) / unit.length))
      const { value } = await redact([text], { rules: [], keep: [] }, tools)
      expect(value).toHaveLength(1)
    },
    20_000,
  )

  it('made of thirty thousand strings', async () => {
    const value = Array.from({ length: 30_000 }, (_, n) => ({ role: 'user', n: `x${n}@acme.io` }))
    const { redactions } = await redact(value, { rules: [], keep: [] }, tools)
    expect(redactions[0]!.count).toBe(30_000)
  }, 30_000)

  it('made of secrets that begin alike, named and not', async () => {
    const named = Array.from({ length: 1000 }, (_, n) => ({ password: '-1a'.repeat(3 + (n % 300)) + n }))
    const { value } = await redact([...named, '-1a'.repeat(100_000)], { rules: [], keep: [] }, tools)
    expect(value).toHaveLength(1001)
  }, 30_000)
})
