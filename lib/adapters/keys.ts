import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Environment, Git, KeySource, Keys } from '../ports.ts'
import { invalid } from '../problem.ts'
import { signByPem, verifyByPem } from './pem-keys.ts'
import { isSshSignature, type SshCall, signBySsh, verifyBySsh } from './ssh-keys.ts'

/** Keys on this machine; git's configuration names the program that signs by SSH, and who may. */
export function makeKeys(git: Pick<Git, 'config' | 'top' | 'gitDir'>, env: Environment): Keys {
  const home = (path: string): string => path.replace(/^~(?=\/)/, env['HOME'] ?? '~')
  const call = async (): Promise<SshCall> => {
    const program = (await git.config('gpg.ssh.program')) ?? 'ssh-keygen'
    return { program: home(program), cwd: git.top ?? git.gitDir, env }
  }
  return {
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),

    async sign(given, bytes) {
      const key = given.kind === 'file' ? { ...given, path: home(given.path) } : given
      const pem = await pemOf(key)
      return pem === null ? signBySsh(await call(), key, bytes) : signByPem(pem, nameOf(key), bytes)
    },

    async verify(file, bytes, signature) {
      const key = file === null ? null : await readKey(file)
      if (!isSshSignature(signature)) return verifyByPem(key, file, bytes, signature)
      const allowed = await git.config('gpg.ssh.allowedSignersFile')
      const trust = { key, file, allowed: allowed === null ? null : home(allowed) }
      return verifyBySsh(await call(), trust, bytes, signature)
    },
  }
}

/** The text of a key that is not OpenSSH's own; null leaves it to ssh-keygen. */
async function pemOf(key: KeySource): Promise<string | null> {
  if (key.kind === 'agent') return null
  const text = await readKey(key.path)
  return /^-----BEGIN (?!OPENSSH )/m.test(text) ? text : null
}

const nameOf = (key: KeySource): string => (key.kind === 'file' ? key.path : 'the key of the agent')

const readKey = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw invalid('no-key', `could not read the key "${path}": ${error.message}`, { hints: ['give the path of a key'] })
  })
