import { describe, expect, it } from 'vitest'
import { findSecrets } from '../../../lib/redact/redact.ts'
import { ownTools, redacted } from './tools.ts'

const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9n'
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'
const pem = `-----BEGIN RSA PRIVATE KEY-----\nMIIEow${letters}\n${letters}==\n-----END RSA PRIVATE KEY-----`

const kinds: readonly [kind: string, secret: string][] = [
  ['openai-key', `sk-${letters}12345678`],
  ['openai-key', `sk-proj-${letters}_-${letters}`],
  ['openai-key', `sk-svcacct-${letters}`],
  ['anthropic-key', `sk-ant-api03-${letters}-AA`],
  ['google-key', `AIza${letters.slice(0, 35)}`],
  ['aws-access-key', 'AKIAQYLPMN5HHHFPZAM2'],
  ['aws-access-key', 'ASIAQYLPMN5HHHFPZAM2'],
  ['slack-token', 'xoxb-123456789012-1234567890123-abcDEF123'],
  ['github-token', `ghp_${letters.slice(0, 36)}`],
  ['github-token', `gho_${letters.slice(0, 36)}`],
  ['github-token', `github_pat_${letters}${letters}`],
  ['gitlab-token', `glpat-${letters.slice(0, 20)}`],
  ['stripe-key', `sk_live_${letters.slice(0, 24)}`],
  ['stripe-key', `rk_live_${letters.slice(0, 24)}`],
  ['npm-token', `npm_${letters.slice(0, 36)}`],
  ['huggingface-token', `hf_${letters.slice(0, 34)}`],
  ['langfuse-key', 'sk-lf-5855d85e-3943-497e-bd10-f50ad414bcba'],
  ['sendgrid-key', `SG.${letters.slice(0, 22)}.${letters}abc`],
  ['shopify-key', `shpat_${letters.slice(0, 32)}`],
  ['linear-token', `lin_api_${letters}`],
  ['jwt', jwt],
  ['private-key', pem],
]

const surroundings: readonly [name: string, around: (secret: string) => string][] = [
  ['alone', (secret) => secret],
  ['in a sentence', (secret) => `use ${secret}, please`],
  ['in quotes', (secret) => `x="${secret}"`],
  ['between unicode', (secret) => `密钥${secret}。`],
  ['in brackets', (secret) => `(${secret})`],
  ['behind an escaped line end', (secret) => `first\\n${secret}\\nlast`],
  ['behind a twice escaped quote', (secret) => `{\\\\\\"a\\\\\\":\\\\\\"${secret}\\\\\\"}`],
]

describe('secrets that their shape betrays', () => {
  for (const [kind, secret] of kinds)
    it.each(surroundings)(`replaces ${kind} ${secret.slice(0, 8)}… %s`, async (_, around) => {
      expect(await redacted({ a: around(secret) })).toEqual({ a: around(`[${kind}-1]`) })
    })
})

describe('secrets that what is beside them betrays', () => {
  it.each([
    ['a bearer token keeps its scheme', 'Authorization: Bearer abc123def456', 'Authorization: Bearer [token-1]'],
    ['a bearer token without a header', 'sent Bearer abc123def456 to it', 'sent Bearer [token-1] to it'],
    ['basic credentials', 'authorization: Basic dXNlcjpwYXNzd29yZA==', 'authorization: Basic [authorization-1]'],
    [
      'a password in a connection string',
      'postgres://bob:hunter2@db.acme.io/x',
      'postgres://bob:[password-1]@db.acme.io/x',
    ],
    ['a password with an at sign', 'mysql://bob:p@ss@db/x', 'mysql://bob:[password-1]@db/x'],
    ['a password without a user', 'redis://:hunter2@cache:6379', 'redis://:[password-1]@cache:6379'],
    ['an assignment', 'DB_PASSWORD=correcthorse next', 'DB_PASSWORD=[password-1] next'],
    ['an assignment at the end of a sentence', 'with token=abcdef123.', 'with token=[token-1].'],
    ['a JSON text', '{"api_key": "correct horse", "n": 1}', '{"api_key": "[api-key-1]", "n": 1}'],
    ['a JSON text in a JSON text', '"{\\"password\\":\\"hunter22\\"}"', '"{\\"password\\":\\"[password-1]\\"}"'],
    [
      'a JSON text in a JSON text in a JSON text',
      '{\\\\\\"password\\\\\\":\\\\\\"hunter22\\\\\\"}',
      '{\\\\\\"password\\\\\\":\\\\\\"[password-1]\\\\\\"}',
    ],
    ['a quoted secret with an escaped quote', '{"password": "ab\\"cd12"}', '{"password": "[password-1]"}'],
    ['single quotes', "client_secret='a b c d'", "client_secret='[secret-1]'"],
    ['a quote that never closes', 'password="hunter22', 'password="[password-1]'],
    ['a key in prose', 'my api key: a1b2c3d4', 'my api key: [api-key-1]'],
    [
      'an AWS secret by its name',
      'aws_secret_access_key = wJalr/UtnFEMI+K7MDENGbPxRfiCYzzzzzzzzzzz',
      'aws_secret_access_key = [aws-secret-key-1]',
    ],
    ['a query', 'GET /x?api_key=abcdef&n=1', 'GET /x?api_key=[api-key-1]&n=1'],
    ['a second parameter', '/x?n=1&token=abcdef#top', '/x?n=1&token=[token-1]'],
    ['a signed URL', '/x?X-Amz-Signature=abcdef0123&n=1', '/x?X-Amz-Signature=[signature-1]&n=1'],
    ['a private key that is cut off', '-----BEGIN PRIVATE KEY-----\nMIIEabc', '[private-key-1]'],
    ['what the scanner finds', 'a scanner-bait-77 b', 'a [bait-1] b'],
    ['what the scanner finds behind an escape', 'a\\nscanner-bait-77', 'a\\n[bait-1]'],
  ])('replaces %s', async (_, before, after) => {
    expect(await redacted([before])).toEqual([after])
  })

  it.each([
    ['a word after a colon', 'the secret: always be kind'],
    ['a scheme in prose', 'bearer authentication is required'],
    ['a name alone', 'reset your password, then the token'],
    ['a number of tokens', 'max_tokens=4096000, "token": 1234567'],
    ['a stop token', 'stop_token=<|endoftext|> eos_token="<|endoftext|>"'],
    ['a page token', '"next_page_token": "abcdefgh123"'],
    ['a template', 'password=${DB_PASSWORD} api_key={{key_one}} token=<your-token>'],
    ['a lookup in code', 'api_key=os.environ["KEY"], token=get_token()'],
    ['a mask', 'password=******** secret: "xxxxxxxx"'],
    ['a class name', 'sk-estimator-html-doc-link-table'],
    ['a port and a query', 'http://host:8080/path?mail=x@y'],
    ['a short one', 'password=abc'],
    ['a package beside npm', 'npm_config_registry npm_lifecycle_event'],
  ])('leaves %s', async (_, text) => {
    expect(await redacted([text])).toEqual([text])
  })

  it.each([
    ['password', 'password-1'],
    ['PASSWORD', 'password-1'],
    ['secret', 'secret-1'],
    ['api_key', 'api-key-1'],
    ['apikey', 'api-key-1'],
    ['x-api-key', 'api-key-1'],
    ['openaiApiKey', 'api-key-1'],
    ['token', 'token-1'],
    ['github_token', 'token-1'],
    ['access_token', 'token-1'],
    ['accessToken', 'token-1'],
    ['http.request.header.authorization', 'authorization-1'],
    ['client_secret', 'secret-1'],
    ['private_key', 'private-key-1'],
    ['aws_secret_access_key', 'aws-secret-key-1'],
  ])('replaces a string under the key %s', async (key, label) => {
    expect(await redacted({ [key]: 'sesame' })).toEqual({ [key]: `[${label}]` })
  })

  it.each([
    ['a number', { token: 1234567, password: 123456 }],
    ['a short string', { password: 'short' }],
    ['usage', { total_tokens: 'thousand', token_count: 'hundreds', max_token: 'thousand' }],
    ['a schema', { password: { type: 'string', description: 'of the user' }, required: ['password', 'username'] }],
    ['a blank', { api_key: '${API_KEY}', password: '<password>' }],
    ['the place in a list', { nextPageToken: 'abcdefgh1' }],
    [
      'a log probability',
      { content: [{ token: ' assistant', logprob: -0.1, top_logprobs: [{ token: 'helpful', logprob: -3 }] }] },
    ],
    ['a streamed piece of text', { name: 'new_token', kwargs: { token: 'wonderful' } }],
  ])('leaves %s under such a key', async (_, value) => {
    expect(await redacted(value)).toEqual(value)
  })

  it.each([
    ['a list under a key', { api_keys: ['sesame'] }, { api_keys: ['[api-key-1]'] }],
    [
      'a header as a pair of members',
      { name: 'x-api-key', value: 'sesame' },
      { name: 'x-api-key', value: '[api-key-1]' },
    ],
    [
      'an OTLP attribute',
      { key: 'authorization', value: { stringValue: 'Bearer sesame' } },
      { key: 'authorization', value: { stringValue: 'Bearer [authorization-1]' } },
    ],
    [
      'a header as a pair',
      [
        ['x-api-key', 'sesame'],
        ['accept', 'anything'],
      ],
      [
        ['x-api-key', '[api-key-1]'],
        ['accept', 'anything'],
      ],
    ],
    ['the spaces around it stay', { password: ' sesame\n' }, { password: ' [password-1]\n' }],
    ['a recorded organisation', { 'openai-organization': 'acme-inc' }, { 'openai-organization': '[account-id-1]' }],
    ['a recorded request id', { 'x-request-id': 'req_123' }, { 'x-request-id': '[request-id-1]' }],
    [
      'an organisation in text',
      { error: 'limit for org-aB3dE6gH9jK2mN5pQ8sT1vW4 reached' },
      { error: 'limit for [account-id-1] reached' },
    ],
  ])('replaces %s', async (_, before, after) => {
    expect(await redacted(before)).toEqual(after)
  })
})

describe('a secret that one place betrays', () => {
  it('goes everywhere else too', async () => {
    expect(await redacted({ text: 'log in with hunter22!', password: 'hunter22' })).toEqual({
      text: 'log in with [password-1]!',
      password: '[password-1]',
    })
  })

  it('goes where it is escaped too', async () => {
    expect(await redacted([{ password: 'hunter2\n2x' }, 'a hunter2\\n2x b'])).toEqual([
      { password: '[password-1]' },
      'a [password-1] b',
    ])
  })

  it('stays in words of which it is a part, and where it is a word itself', async () => {
    const text = 'xhunter22x and welcome'
    expect(await redacted([text, { password: 'hunter22' }, { secret: 'welcome' }])).toEqual([
      text,
      { password: '[password-1]' },
      { secret: '[secret-1]' },
    ])
  })

  it('has the kind of its first find', async () => {
    const secret = `ghp_${letters.slice(0, 36)}`
    expect(await redacted([`x ${secret}`, { token: secret }])).toEqual([
      'x [github-token-1]',
      { token: '[github-token-1]' },
    ])
  })
})

describe('findSecrets', () => {
  it('tells the kind and the place of each secret, not personal data', async () => {
    const value = { input: [{ content: 'Bearer abc123def456 of bob@acme.io' }], password: 'sesame' }
    expect(await findSecrets(value, ownTools)).toEqual([
      { kind: 'password', at: '/password' },
      { kind: 'token', at: '/input/0/content' },
    ])
  })

  it('says a secret that is a key as its stand-in', async () => {
    const value = { [`ghp_${letters.slice(0, 36)}`]: { password: 'sesame' } }
    expect(await findSecrets(value, ownTools)).toEqual([
      { kind: 'github-token', at: '' },
      { kind: 'password', at: '/[github-token-1]/password' },
    ])
  })

  it('finds no stand-in, not even of a rule it does not know', async () => {
    const value = {
      password: '[customer-1]',
      text: 'token=[password-2]. api_key: "[order-no-3]" postgres://u:[x-1]@h Bearer [jwt-1]',
      email: 'person-1@example.com',
    }
    expect(await findSecrets(value, ownTools)).toEqual([])
  })
})
