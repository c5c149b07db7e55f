import type { SecretScanner } from '../redact/types.ts'

interface Message {
  readonly messageId: string
  readonly range: readonly [number, number]
  readonly data: Readonly<Record<string, unknown>>
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

let loading: Promise<Scan> | undefined

/** Finds secrets by secretlint's recommended rules, loaded at the first call. A kind that is new to us is `secret`. */
export const secretScanner: SecretScanner = async (text) => {
  loading ??= load()
  const scan = await loading
  return (await scan(text)).map((message) => ({ kind: kindOf(message), ...locate(text, message) }))
}

const kindOf = ({ messageId }: Message): string => (Object.hasOwn(KINDS, messageId) ? KINDS[messageId]! : 'secret')

/** Some rules report the range of as many characters from the start of the secret's name: what they found tells where it is. */
function locate(content: string, { range: [start, end], data }: Message): { start: number; end: number } {
  const values = Object.values(data).filter((value) => typeof value === 'string')
  if (values.includes(content.slice(start, end))) return { start, end }
  const places = values.map((value) => ({ at: content.indexOf(value, start), length: value.length }))
  const place = places.find(({ at }) => at !== -1)
  return place === undefined ? { start, end } : { start: place.at, end: place.at + place.length }
}

/**
 * Loads the rules themselves. Secretlint's core around them lets a `secretlint-disable` in the text hide secrets (and ignores
 * `disabled` on that rule of a preset), counts wrong behind a byte order mark, and keeps marks of each call in lists that it searches
 * in full: some thousand calls take minutes.
 */
async function load(): Promise<Scan> {
  const preset = await import('@secretlint/secretlint-rule-preset-recommend')
  const rules = preset.rules.filter(({ meta }) => !meta.id.endsWith('-filter-comments'))
  return async (content) => {
    const messages: Message[] = []
    const context = contextOf((message) => messages.push(message))
    const source = { content, contentType: 'text', ext: '.txt', filePath: 'text.txt', hasBOM: false }
    for (const rule of rules) await rule.create(context as never, {}).file?.(source as never)
    return messages
  }
}

/** What a rule is given to speak by: its translator only needs to hand on what the message is about. */
const contextOf = (add: (message: Message) => void) => ({
  sharedOptions: {},
  createTranslator:
    () =>
    (messageId: string, data: Message['data'] = {}) => ({ message: '', messageId, data }),
  report: ({ message, range }: { message: Omit<Message, 'range'>; range: Message['range'] }) =>
    add({ ...message, range }),
  ignore: () => {},
})
