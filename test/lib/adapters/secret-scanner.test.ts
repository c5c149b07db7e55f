import { describe, expect, it } from 'vitest'
import { secretScanner } from '../../../lib/adapters/secret-scanner.ts'

const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9nQ2sU5xZ8aB1dE4gH7jK0mN3pQ6sT9vW2yZ5bC8eF1hI4kL7n'
const github = `ghp_${letters.slice(0, 36)}`
const pem = `-----BEGIN PRIVATE KEY-----\nMIIEow${letters}${letters}\n-----END PRIVATE KEY-----`

const scan = async (text: string) =>
  (await secretScanner(text)).map(({ kind, start, end }) => [kind, text.slice(start, end)])

describe('secretScanner', () => {
  it.each([
    ['github-token', github],
    ['github-token', `github_pat_${letters.slice(0, 82)}`],
    ['npm-token', `npm_${letters.slice(0, 36)}`],
    ['slack-token', 'xoxb-123456789012-abcdefABCDEF'],
    ['slack-webhook', 'https://hooks.slack.com/services/T12345678/B12345678/abcdefABCDEF'],
    ['openai-key', `sk-${letters.slice(0, 20)}T3BlbkFJ${letters.slice(0, 20)}`],
    ['anthropic-key', `sk-ant-api03-${letters.repeat(2).slice(0, 93)}AA`],
    ['linear-token', `lin_api_${letters.slice(0, 40)}`],
    ['shopify-key', `shpat_${letters.slice(0, 32)}`],
    ['sendgrid-key', `SG.${letters.slice(0, 22)}.${letters.slice(0, 43)}`],
    ['private-key', pem],
    ['connection-string', 'postgres://bob:hunter2x@db.acme.io/shop'],
    ['connection-string', 'https://bob:hunter2x@acme.io'],
  ])('finds %s', async (kind, secret) => {
    expect(await scan(`a ${secret} b`)).toEqual([[kind, secret]])
  })

  it.each([
    ['', '='],
    ['quoted', '": "'],
    ['far off', `"${' '.repeat(60)}: '`],
  ])('finds an AWS secret beside its name %s, where it is', async (_, between) => {
    const secret = letters.slice(0, 40)
    expect(await scan(`AWS_SECRET_ACCESS_KEY${between}${secret}`)).toEqual([['aws-secret-key', secret]])
  })

  it('finds nothing where nothing is', async () => {
    expect(await scan('howdy, gpt-4o-2024-08-06')).toEqual([])
    expect(await scan('')).toEqual([])
  })

  it.each([
    ['for all that follows', (secret: string) => `/* secretlint-disable */\n${secret}\n`],
    ['for this line', (secret: string) => `${secret} // secretlint-disable-line`],
    ['for the next line', (secret: string) => `# secretlint-disable-next-line\n${secret}`],
    ['by the name of a rule', (secret: string) => `secretlint-disable @secretlint/secretlint-rule-github\n${secret}`],
    ['until further notice', (secret: string) => `secretlint-disable\n${secret}\nsecretlint-enable`],
  ])('is not switched off by a comment in the text %s', async (_, around) => {
    expect(await scan(around(github))).toEqual([['github-token', github]])
  })

  it.each([
    ['a byte order mark before', `\ufeff${github}`],
    ['two of them', `\ufeff\ufeff${github}`],
    ['a line end before', `\r\n${github}`],
    ['characters of two units before', `🙂🙂 ${github}`],
    ['a NUL before', `\0${github}`],
  ])('counts in UTF-16 units with %s', async (_, text) => {
    expect(await scan(text)).toEqual([['github-token', github]])
  })

  it('leaves no marks of its calls behind, which add up over a set', async () => {
    const before = performance.getEntriesByType('mark').length
    for (let call = 0; call < 50; call++) await scan(github)
    expect(performance.getEntriesByType('mark').length).toBe(before)
  })

  it('may be asked many times at once', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `${'x '.repeat(n)}${github}`)
    const found = await Promise.all(texts.map(scan))
    expect(found).toEqual(texts.map(() => [['github-token', github]]))
  })
})
