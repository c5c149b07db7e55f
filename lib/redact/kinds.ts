/** What the secrets are called that we or the scanner know; each names a series of stand-ins, `[kind-1]`, `[kind-2]`, … */
export const SECRET_KINDS = [
  'anthropic-key',
  'api-key',
  'authorization',
  'aws-access-key',
  'aws-secret-key',
  'connection-string',
  'cookie',
  'github-token',
  'gitlab-token',
  'google-key',
  'huggingface-token',
  'jwt',
  'langfuse-key',
  'linear-token',
  'npm-token',
  'onepassword-token',
  'openai-key',
  'password',
  'private-key',
  'secret',
  'sendgrid-key',
  'shopify-key',
  'signature',
  'slack-token',
  'slack-webhook',
  'stripe-key',
  'token',
] as const

/** What says whose account it was and has no form of its own. */
export const ACCOUNT_KINDS = ['account-id', 'request-id'] as const
