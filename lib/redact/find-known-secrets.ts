import { matchesOf } from './matches-of.ts'
import { looksRandom } from './secret-value.ts'
import type { Find } from './types.ts'

interface Known {
  readonly kind: string
  /** With the group `secret` where only a part of the match is it. */
  readonly pattern: RegExp
  readonly accept?: (secret: string) => boolean
}

const hasDigitOrCapital = (secret: string): boolean => /[0-9A-Z]/.test(secret.slice(3))
const hasPassword = (password: string): boolean => !/^\d{1,5}[?#,]/.test(password)

// Every pattern is linear: it cannot start inside its own match, is bounded, or ends in what may always match.
const KNOWN: readonly Known[] = [
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]*(?:-(?!----)[^-]*)*-----END [A-Z0-9 ]{0,40}-----|[A-Za-z0-9+/=\s]*)/g,
  },
  { kind: 'github-token', pattern: /gh[pousr]_[A-Za-z0-9_]{30,}|github_pat_[A-Za-z0-9_]{22,}/g },
  { kind: 'gitlab-token', pattern: /gl(?:pat|ptt|dt|rt|soat|cbt|ft)-[A-Za-z0-9_-]{18,}/g },
  { kind: 'slack-token', pattern: /(?:xox[a-z]|xapp)-[A-Za-z0-9-]{3,}/g },
  { kind: 'slack-webhook', pattern: /https:\/\/hooks\.slack\.com\/services\/(?<secret>[A-Za-z0-9/]{10,})/dgi },
  { kind: 'stripe-key', pattern: /(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{20,}/g },
  { kind: 'npm-token', pattern: /npm_[A-Za-z0-9]{30,}/g },
  { kind: 'huggingface-token', pattern: /hf_[A-Za-z0-9]{30,}/g },
  { kind: 'google-key', pattern: /AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}/g },
  { kind: 'aws-access-key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { kind: 'sendgrid-key', pattern: /SG\.[\w-]{16,64}\.[\w-]{16,128}/g },
  { kind: 'shopify-key', pattern: /shp(?:pa|ca|at|ss)_[A-Za-z0-9]{32,}/g },
  { kind: 'linear-token', pattern: /lin_api_[A-Za-z0-9_]{32,}/g },
  { kind: 'langfuse-key', pattern: /(?<![A-Za-z0-9])[ps]k-lf-[A-Za-z0-9-]{8,}/g },
  { kind: 'anthropic-key', pattern: /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{16,}/g },
  { kind: 'openai-key', pattern: /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}/g, accept: hasDigitOrCapital },
  { kind: 'jwt', pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){1,3}/g },
  { kind: 'token', pattern: /Bearer[ \t]{1,4}(?<secret>[A-Za-z0-9._~+/=-]{8,})/dgi, accept: looksRandom },
  {
    kind: 'password',
    pattern: /:\/\/[^\s:/?#@"'<>]{0,128}:(?<secret>[^\s/"'<>[\]]{1,256})@(?=[^\s@])/dg,
    accept: hasPassword,
  },
  {
    kind: 'signature',
    pattern:
      /[?&;](?:X-(?:Amz|Goog)-(?:Signature|Credential|Security-Token)|sig|signature|hmac)=(?<secret>[^\s&#"'<>[\]]{6,})/dgi,
  },
]

/** Finds the secrets that their own shape betrays, with the more specific kinds first. */
export const findKnownSecrets = (text: string): Find[] => KNOWN.flatMap((known) => findOne(known, text))

function findOne({ kind, pattern, accept }: Known, text: string): Find[] {
  const finds: Find[] = []
  for (const match of matchesOf(pattern, text)) {
    const [start, end] = match.indices?.groups?.['secret'] ?? [match.index, match.index + match[0].length]
    if (accept?.(text.slice(start, end)) ?? true) finds.push({ family: 'secret', kind, start, end })
  }
  return finds
}
