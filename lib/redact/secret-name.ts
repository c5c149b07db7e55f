const ENDINGS: readonly (readonly [kind: string, endings: RegExp])[] = [
  ['private-key', /(?:privatekey|signingkey|encryptionkey)$/],
  ['aws-secret-key', /(?:secretaccesskey|awssecretkey)$/],
  ['api-key', /apikeys?$/],
  ['password', /(?:passwords?|passwd|passphrase|pwd)$/],
  ['secret', /(?:secret|secretkey)$/],
  ['authorization', /authorization$/],
  ['cookie', /cookie$/],
  ['token', /(?:accesstoken|authtoken|refreshtoken|idtoken|sessiontoken|bearertoken|apitoken|securitytoken)$/],
]

// A token that is a place in a list or a piece of text opens nothing.
const HARMLESS_TOKENS = new Set(
  'next page nextpage prev previous continuation pagination sync cursor stop start eos bos eot eod pad unk sep cls mask new special first last end max min top per each image audio text'.split(
    ' ',
  ),
)

/** Returns the kind of secret that a key, header or variable of this name holds, or null. */
export function secretKindOf(name: string): string | null {
  const squeezed = name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  const found = ENDINGS.find(([, ending]) => ending.test(squeezed))
  if (found !== undefined) return found[0]
  return isSecretToken(name) ? 'token' : null
}

function isSecretToken(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  if (words.at(-1) !== 'token') return false
  return !HARMLESS_TOKENS.has(words.at(-2) ?? '')
}

const ACCOUNT_HEADERS: Readonly<Record<string, string>> = {
  'openai-organization': 'account-id',
  'openai-project': 'account-id',
  'anthropic-organization-id': 'account-id',
  'x-request-id': 'request-id',
  'cf-ray': 'request-id',
}

/** Returns what a recorded HTTP header of this name says about whose account it was, or null. */
export const accountKindOf = (name: string): string | null => {
  const header = (name.split('.').at(-1) ?? '').toLowerCase().replaceAll('_', '-')
  return Object.hasOwn(ACCOUNT_HEADERS, header) ? ACCOUNT_HEADERS[header]! : null
}
