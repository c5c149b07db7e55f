import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { KeySignature, SignatureJudgement } from '../ports.ts'
import { invalid } from '../problem.ts'

/** The hash that goes with a key: that of its curve, SHA-256 for RSA, none of its own for Ed25519. */
const HASHES: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' }

/** Signs with a PEM key: Ed25519; ECDSA in DER; RSA by PKCS #1 v1.5. What `openssl` verifies without options. */
export function signByPem(text: string, name: string, bytes: Uint8Array): KeySignature {
  const key = readPrivateKey(text, name)
  return { bytes: sign(hashFor(key, name), bytes, key), keyid: keyidOf(createPublicKey(key)) }
}

export function verifyByPem(
  text: string | null,
  name: string | null,
  bytes: Uint8Array,
  signature: Uint8Array,
): SignatureJudgement {
  if (text === null) return { status: 'unknown', detail: 'nothing says whose key it is: give it with --key' }
  const key = readPublicKey(text, name!)
  return verify(hashFor(key, name!), bytes, key, signature)
    ? { status: 'good', detail: keyidOf(key) }
    : { status: 'bad', detail: `it is none by the key "${name}"` }
}

/** SHA-256 of the public key's SubjectPublicKeyInfo. */
const keyidOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')

function hashFor(key: KeyObject, name: string): string | null {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? ''
  if (key.asymmetricKeyType === 'ed25519') return null
  if (key.asymmetricKeyType === 'rsa') return 'sha256'
  if (key.asymmetricKeyType === 'ec' && HASHES[curve]) return HASHES[curve]
  throw invalid('key-kind', `the key "${name}" is of the kind ${key.asymmetricKeyType} ${curve}`.trim(), {
    hints: ['take an Ed25519, an ECDSA (P-256, P-384, P-521) or an RSA key'],
  })
}

function readPrivateKey(text: string, name: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (error) {
    const encrypted = /ENCRYPTED/.test(text)
    const why = encrypted ? 'is encrypted' : `holds no private key: ${(error as Error).message}`
    throw invalid('no-key', `the key "${name}" ${why}`, {
      hints: [encrypted ? `openssl pkey -in ${name} -out <file>` : 'give the private key of the pair'],
      cause: error,
    })
  }
}

function readPublicKey(text: string, name: string): KeyObject {
  try {
    return createPublicKey(text)
  } catch (error) {
    throw invalid('no-key', `"${name}" holds no public key in PEM: ${(error as Error).message}`, {
      hints: ['openssl pkey -in <private key> -pubout'],
      cause: error,
    })
  }
}
