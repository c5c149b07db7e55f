import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { KeySignature, KeySource, SignatureJudgement } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import { files } from './files.ts'
import { type ProgramOutcome, runProgram } from './run-program.ts'

/** What an SSH signature of ours is for, so that none of git's commits and tags can pass for one. */
const NAMESPACE = 'attestation@casebook.dev'
const ARMOR = '-----BEGIN SSH SIGNATURE-----'

export interface SshCall {
  readonly program: string
  /** Where relative paths of git's configuration begin. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export const isSshSignature = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, ARMOR.length)).toString('latin1') === ARMOR

/** Signs with `ssh-keygen -Y sign`, which may ask for a passphrase on the terminal. The signature is the armored text. */
export const signBySsh = (call: SshCall, key: KeySource, bytes: Uint8Array): Promise<KeySignature> =>
  inScratch(async (folder) => {
    const payload = await put(folder, 'payload', bytes)
    const file = key.kind === 'file' ? key.path : await put(folder, 'key.pub', `${key.publicKey}\n`)
    const agent = key.kind === 'agent' ? ['-U'] : []
    const ran = await keygen(call, ['-Y', 'sign', '-n', NAMESPACE, '-f', file, ...agent, payload])
    const armored = ran.code === 0 ? await files.read(`${payload}.sig`) : null
    if (armored === null) throw signingProblem(key, ran)
    return { bytes: armored, keyid: fingerprintIn(armored) }
  })

function signingProblem(key: KeySource, { err }: ProgramOutcome): Error {
  const name = key.kind === 'file' ? key.path : 'of the agent'
  const message = `could not sign with the key "${name}": ${lastLine(err)}`
  if (/agent/i.test(err)) return unavailable('cannot-sign', message, { hints: [`ssh-add ${name}`] })
  return invalid('cannot-sign', message, { hints: [`ssh-keygen -y -f ${name}`, `ssh-add ${name}`] })
}

/** The `SHA256:…` by which ssh-keygen names the public key that stands inside the signature. */
function fingerprintIn(armored: Uint8Array): string {
  const lines = Buffer.from(armored).toString('latin1').split('\n')
  const blob = Buffer.from(lines.filter((line) => !line.startsWith('-----')).join(''), 'base64')
  const from = 'SSHSIG'.length + 4
  const publicKey = blob.subarray(from + 4, from + 4 + blob.readUInt32BE(from))
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`
}

export interface Trust {
  /** The text of the public key that has to be it; null leaves it to the allowed signers. */
  readonly key: string | null
  readonly file: string | null
  /** git's file of allowed signers. */
  readonly allowed: string | null
}

export const verifyBySsh = (
  call: SshCall,
  trust: Trust,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<SignatureJudgement> =>
  inScratch(async (folder) => {
    const check = { call, folder, bytes, signature: await put(folder, 'signature', signature) }
    if (trust.key !== null) return verifyByKey(check, trust.key, trust.file!)
    const valid = await verifyOne(check, ['-Y', 'check-novalidate', '-n', NAMESPACE])
    if (!valid) return { status: 'bad', detail: 'it is a signature of something else' }
    const signer = trust.allowed === null ? null : await allowedSigner(check, trust.allowed)
    if (signer !== null) return { status: 'good', detail: signer }
    return { status: 'unknown', detail: 'nothing says whose key it is: give it with --key' }
  })

interface Check {
  readonly call: SshCall
  readonly folder: string
  readonly bytes: Uint8Array
  readonly signature: string
}

async function verifyByKey(check: Check, key: string, file: string): Promise<SignatureJudgement> {
  const line = key.split('\n').find((one) => /^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+/.test(one))
  if (line === undefined)
    throw invalid('no-key', `"${file}" holds no SSH public key`, { hints: ['give the .pub file of the pair'] })
  const allowed = await put(check.folder, 'allowed', `casebook ${line}\n`)
  const good = await verifyOne(check, ['-Y', 'verify', '-n', NAMESPACE, '-f', allowed, '-I', 'casebook'])
  return good ? { status: 'good', detail: file } : { status: 'bad', detail: `it is none by the key "${file}"` }
}

async function allowedSigner(check: Check, allowed: string): Promise<string | null> {
  const found = await keygen(check.call, ['-Y', 'find-principals', '-f', allowed, '-s', check.signature])
  const names = found.code === 0 ? found.out.toString().split('\n').filter(Boolean) : []
  for (const name of names)
    if (await verifyOne(check, ['-Y', 'verify', '-n', NAMESPACE, '-f', allowed, '-I', name])) return name
  return null
}

const verifyOne = async ({ call, bytes, signature }: Check, args: readonly string[]): Promise<boolean> =>
  (await keygen(call, [...args, '-s', signature], bytes)).code === 0

async function keygen(
  { program, cwd, env }: SshCall,
  args: readonly string[],
  input: Uint8Array | '' = '',
): Promise<ProgramOutcome> {
  return runProgram(program, args, { cwd, env: { ...env, LC_ALL: 'C' }, input }).catch((error: Error) => {
    throw unavailable('no-ssh-keygen', `"${program}" could not be started: ${error.message}`, {
      hints: ['install OpenSSH 8.2 or later (Debian: openssh-client)'],
      cause: error,
    })
  })
}

async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const scratch = await files.scratch('keys')
  try {
    return await work(scratch.path)
  } finally {
    await scratch.dispose()
  }
}

async function put(folder: string, name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await files.write(path, bytes, 0o600)
  return path
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
