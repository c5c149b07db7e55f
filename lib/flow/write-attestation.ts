import type { KeySource, Ports } from '../ports.ts'
import { invalid, type Problem } from '../problem.ts'
import { type EnvelopeSignature, PAYLOAD_TYPE, renderEnvelope, signedBytes } from '../release/dsse.ts'
import { runUrl } from '../release/run-url.ts'
import { type AttestedSet, renderStatement } from '../release/statement.ts'

/** What was written, as the document of a release tells it. */
export interface WrittenAttestation {
  readonly path: string
  /** Of the file's bytes, 64 hex digits. */
  readonly sha256: string
  /** Hints which keys signed; empty where nobody did. */
  readonly keyids: readonly string[]
}

export interface AttestationRequest {
  readonly path: string
  /** The private key to sign with; null leaves it to git's own, where the tag is signed by SSH. */
  readonly key: string | null
}

/** Refuses early what would be refused after a long run. */
export async function refuseTaken(ports: Ports, path: string): Promise<void> {
  if (await ports.files.exists(path)) throw taken(path)
}

const taken = (path: string): Problem =>
  invalid('file-exists', `"${path}" is there already`, { hints: ['give --attestation another name', `rm ${path}`] })

/** Renders the envelope of a release; nothing is written yet. */
export async function makeAttestation(
  ports: Ports,
  key: KeySource | null,
  about: { readonly commit: string; readonly sets: readonly AttestedSet[]; readonly version: string },
): Promise<{ text: string; sha256: string; keyids: readonly string[] }> {
  const statement = renderStatement({ ...about, url: runUrl(ports.env) })
  const payload = Buffer.from(JSON.stringify(statement))
  const signatures: EnvelopeSignature[] = []
  if (key !== null) {
    const { keyid, bytes } = await ports.keys.sign(key, signedBytes(PAYLOAD_TYPE, payload))
    signatures.push({ keyid, sig: bytes })
  }
  const text = renderEnvelope({ payloadType: PAYLOAD_TYPE, payload, signatures })
  return { text, sha256: ports.keys.sha256(Buffer.from(text)), keyids: signatures.map(({ keyid }) => keyid) }
}

/** Writes it beside what is there already, never over it. */
export async function writeAttestation(ports: Ports, path: string, text: string): Promise<void> {
  if (!(await ports.files.create(path, text))) throw taken(path)
}

/** The key to sign with: the one that was given, else the SSH key that git signs with where it was asked to sign. */
export async function signingKey(ports: Ports, given: string | null, sign: boolean): Promise<KeySource | null> {
  if (given !== null) return { kind: 'file', path: given }
  if (!sign || (await ports.git.config('gpg.format')) !== 'ssh') return null
  const configured = await ports.git.config('user.signingKey')
  return configured === null ? null : gitKey(configured)
}

/** As git reads `user.signingKey`: a public key itself, or a path. */
function gitKey(configured: string): KeySource {
  const literal = configured.startsWith('key::') ? configured.slice('key::'.length) : configured
  return literal !== configured || /^ssh-/.test(configured)
    ? { kind: 'agent', publicKey: literal }
    : { kind: 'file', path: configured }
}
