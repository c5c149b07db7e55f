import type { SecretScanner } from '../redact/types.ts'

interface Message {
  readonly messageId: string
  readonly range: readonly [number, number]
  readonly data?: Readonly<Record<string, unknown>>
}
type Scan = (content: string) => Promise<readonly Message[]>

// What secretlint's recommended rules report, in our names for it.
const KINDS: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'anthropic-key',
  AWSAccessKeyID: 'aws-access-key',
  AWSSecretAccessKey: 'aws-secret-key',
  BasicAuth: 'connection-string',
  GITHUB_TOKEN: 'github-token',
  IncomingWebhook: 'slack-webhook',
  LINEAR_API_TOKEN: 'linear-token',
  MongoDBConnection: 'connection-string',
  MySQLConnection: 'connection-string',
  NPM_ACCESS_TOKEN: 'npm-token',
  OPENAI_TOKEN: 'openai-key',
  OPS_TOKEN: 'onepassword-token',
  PostgreSQLConnection: 'connection-string',
  PrivateKey: 'private-key',
  SENDGRID_KEY: 'sendgrid-key',
  SHOPIFY_KEY: 'shopify-key',
  SLACK_TOKEN: 'slack-token',
}

// Secretlint cuts a byte order mark off and counts from behind it; after a line end none is left to cut.
const GUARD = '\n'

let loading: Promise<Scan> | undefined

/** Finds secrets by secretlint's recommended rules, loaded at the first call. A kind that is new to us is `secret`. */
export const secretScanner: SecretScanner = async (text) => {
  loading ??= load()
  const scan = await loading
  const content = GUARD + text
  return (await scan(content)).map((message) => {
    const { start, end } = locate(content, message)
    return { kind: kindOf(message), start: Math.max(0, start - GUARD.length), end: end - GUARD.length }
  })
}

const kindOf = ({ messageId }: Message): string => (Object.hasOwn(KINDS, messageId) ? KINDS[messageId]! : 'secret')

/** Some rules report the range of as many characters from the start of the secret's name: what they found tells where it is. */
function locate(content: string, { range: [start, end], data = {} }: Message): { start: number; end: number } {
  const values = Object.values(data).filter((value) => typeof value === 'string')
  if (values.includes(content.slice(start, end))) return { start, end }
  const places = values.map((value) => ({ at: content.indexOf(value, start), length: value.length }))
  const place = places.find(({ at }) => at !== -1)
  return place === undefined ? { start, end } : { start: place.at, end: place.at + place.length }
}

/**
 * Configures the preset's rules one by one, without the one that lets a `secretlint-disable` in the text hide secrets: the core ignores
 * `disabled` on a rule of a preset.
 */
async function load(): Promise<Scan> {
  const [{ lintSource }, preset] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  const rules = preset.rules
    .filter(({ meta }) => !meta.id.endsWith('-filter-comments'))
    .map((rule) => ({ id: rule.meta.id, rule }))
  return async (content) => {
    const source = { content, filePath: 'text.txt', ext: '.txt', contentType: 'text' as const }
    const { messages } = await lintSource({ source, options: { config: { rules }, noPhysicFilePath: true } })
    return messages
  }
}
