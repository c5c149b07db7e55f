/** The signatures of a DSSE envelope and what they are of (secure-systems-lab/dsse, envelope.md). */
export interface Envelope {
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signatures: readonly EnvelopeSignature[]
}

export interface EnvelopeSignature {
  readonly keyid: string
  readonly sig: Uint8Array
}

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/** The bytes that are signed: DSSE's pre-authentication encoding. */
export function signedBytes(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType)
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload])
}

/** Renders an envelope as JSON. Without signatures it says so by an empty list. */
export function renderEnvelope({ payloadType, payload, signatures }: Envelope): string {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  const document = {
    payload: base64(payload),
    payloadType,
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: base64(sig) })),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Parses an envelope; a text that is none comes back as why not. Fields that it does not know are let be. */
export function parseEnvelope(text: string): Envelope | { readonly why: string } {
  const read = parseObject(text)
  if (read === null) return { why: 'it is no JSON object' }
  const { payload, payloadType, signatures } = read
  const bytes = decode(payload)
  if (bytes === null) return { why: 'its payload is no base64' }
  if (payloadType !== PAYLOAD_TYPE) return { why: `its payloadType is not "${PAYLOAD_TYPE}"` }
  const list = Array.isArray(signatures) ? signatures.map(parseSignature) : [null]
  if (list.includes(null)) return { why: 'its signatures do not read' }
  return { payloadType, payload: bytes, signatures: list as EnvelopeSignature[] }
}

export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function parseSignature(value: unknown): EnvelopeSignature | null {
  const { keyid = '', sig } = (value ?? {}) as { keyid?: unknown; sig?: unknown }
  const bytes = decode(sig)
  return bytes !== null && typeof keyid === 'string' ? { keyid, sig: bytes } : null
}

/** Both alphabets of base64, as DSSE asks. */
const decode = (value: unknown): Uint8Array | null =>
  typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : null
