import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { expectExit, makeSandbox, type Sandbox } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.commit('A case')
  return sandbox
}

async function makeKey(sandbox: Sandbox, name: string, passphrase = ''): Promise<string> {
  const path = join(sandbox.root, name)
  expectExit(await sandbox.exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', path]), 0)
  return path
}

/** A set in a repository whose git signs with an SSH key. */
async function bySsh(): Promise<Sandbox> {
  const sandbox = await aSet()
  await sandbox.git('config', 'gpg.format', 'ssh')
  await sandbox.git('config', 'user.signingKey', `${await makeKey(sandbox, 'key')}.pub`)
  return sandbox
}

/** Lets git know whose key it is: that of a file, by the name of somebody. */
async function allow(sandbox: Sandbox, key: string, options = ''): Promise<void> {
  const text = (await sandbox.read(`../${key}.pub`)).trim()
  await sandbox.write('../allowed', `ada@example.com ${options}${text}\n`)
  await sandbox.git('config', 'gpg.ssh.allowedSignersFile', join(sandbox.root, 'allowed'))
}

/** A set in a repository whose git signs with a GPG key that was made `at` some time; `gpg-then` signs at that time. */
async function byGpg(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  at: readonly string[] = [],
  expires = 'never',
): Promise<Sandbox> {
  const sandbox = await aSet()
  const home = join(sandbox.root, 'g')
  sandbox.env['GNUPGHOME'] = home
  await sandbox.exec('mkdir', ['-m', '700', home])
  onTestFinished(async () => void (await sandbox.exec('gpgconf', ['--homedir', home, '--kill', 'all'])))
  const make = ['--batch', '--quiet', '--passphrase', '', ...at, '--quick-generate-key', 'Ada <ada@example.com>']
  expectExit(await sandbox.exec('gpg', [...make, 'ed25519', 'sign', expires]), 0)
  await sandbox.write('../gpg-then', `#!/bin/sh\nexec gpg ${at.join(' ')} "$@"\n`, 0o755)
  return sandbox
}

const releaseSigned = async (sandbox: Sandbox, tag = 'v1'): Promise<void> =>
  void expectExit(await sandbox.casebook('release', tag, '--sign'), 0)

async function forge(sandbox: Sandbox, change: (text: string) => string): Promise<void> {
  const forged = change(`${await sandbox.git('cat-file', 'tag', 'v1')}\n`)
  const oid = await sandbox.git('hash-object', '-t', 'tag', '-w', '--stdin', '--literally', { input: forged })
  await sandbox.git('update-ref', 'refs/tags/v1', oid)
}

/** A change that no trailer shows. */
const reword = (text: string): string => text.replace('The set regression', 'The set  regression')
const garble = (text: string): string => text.replace(/(?<=-----BEGIN [^\n]*\n\n?)[A-Za-z0-9+/]{20}/, 'A'.repeat(20))

async function expectSignature(sandbox: Sandbox, code: number, signature: string, detail: unknown): Promise<void> {
  const verified = await sandbox.json('verify', 'v1')
  expect({ code: verified.code, ...verified.document }).toMatchObject({ code, signature, signature_detail: detail })
  expectValid(verified.document)
}

describe.concurrent('a tag signed by SSH', () => {
  it('is good by a key that the allowed signers name, also in a clone of the tag alone', async () => {
    const sandbox = await bySsh()
    await releaseSigned(sandbox)
    await allow(sandbox, 'key')
    await expectSignature(sandbox, 0, 'good', expect.stringMatching(/^ada@example\.com with ED25519 key SHA256:/))
    expectExit(await sandbox.casebook('verify', 'v1', '--signed'), 0)
    await sandbox.git('push', '-q', 'origin', 'v1')
    const cwd = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '--depth=1', '--branch=v1', `file://${sandbox.remote}`, cwd)
    await sandbox.git('config', 'gpg.ssh.allowedSignersFile', join(sandbox.root, 'allowed'), { cwd })
    expect((await sandbox.json('verify', 'v1', '--signed', { cwd })).document).toMatchObject({
      ok: true,
      signature: 'good',
      result: { passed: true, asked: 1 },
    })
  })

  it('is unknown where nothing says whose key it is, and no answer to --signed', async () => {
    const sandbox = await bySsh()
    await releaseSigned(sandbox)
    const nobody = 'it is valid, and by a key that gpg.ssh.allowedSignersFile names nobody for'
    await expectSignature(sandbox, 0, 'unknown', nobody)
    expect(expectExit(await sandbox.casebook('verify', 'v1', '--signed'), 3).stderr).toContain(
      `error: whose signature the tag "v1" carries could not be told: ${nobody}\nhint: `,
    )
    await makeKey(sandbox, 'other')
    await allow(sandbox, 'other')
    await expectSignature(sandbox, 0, 'unknown', nobody)
  })

  it.each([
    ['the text was changed', reword, 'it is a signature of something else'],
    ['the signature was changed', garble, 'it does not read as a signature'],
  ])('is bad where %s, whether or not the key is known', async (_name, change, detail) => {
    const sandbox = await bySsh()
    await releaseSigned(sandbox)
    await forge(sandbox, change)
    await expectSignature(sandbox, 1, 'bad', detail)
    await allow(sandbox, 'key')
    await expectSignature(sandbox, 1, 'bad', detail)
  })

  it('is bad where the signature is that of another tag, or its key was revoked', async () => {
    const sandbox = await bySsh()
    await allow(sandbox, 'key')
    await releaseSigned(sandbox)
    await sandbox.git('config', 'gpg.ssh.revocationFile', join(sandbox.root, 'key.pub'))
    await expectSignature(sandbox, 1, 'bad', 'its key was revoked, or may not sign this')
    await sandbox.git('config', '--unset', 'gpg.ssh.revocationFile')
    await releaseSigned(sandbox, 'v2')
    const other = /-----BEGIN[\s\S]*/.exec(await sandbox.git('cat-file', 'tag', 'v2'))![0]
    await forge(sandbox, (text) => text.replace(/-----BEGIN[\s\S]*/, `${other}\n`))
    await expectSignature(sandbox, 1, 'bad', 'it is a signature of something else')
  })

  it('is refused where somebody wrote below the signature, which ssh-keygen overlooks', async () => {
    const sandbox = await bySsh()
    await allow(sandbox, 'key')
    await releaseSigned(sandbox)
    await forge(sandbox, (text) => `${text}\nApproved by nobody.\n`)
    expectExit(await sandbox.tryGit('verify-tag', 'v1'), 0)
    expect(await sandbox.json('verify', 'v1')).toMatchObject({
      code: 1,
      document: { signature: 'good', reasons: ['text stands below its signature'] },
    })
  })

  it('whose signature was cut off is no answer to --signed', async () => {
    const sandbox = await bySsh()
    await releaseSigned(sandbox)
    await forge(sandbox, (text) => text.replace(/-----BEGIN[\s\S]*/, ''))
    await expectSignature(sandbox, 0, 'none', null)
    expect(expectExit(await sandbox.casebook('verify', 'v1', '--signed'), 1).stdout).toContain(
      'because it is not signed',
    )
  })
})

describe.concurrent('a tag signed by GPG', () => {
  it('is good by a key of the ring, and unknown without it', async (context) => {
    const sandbox = await byGpg(context)
    await releaseSigned(sandbox)
    await expectSignature(sandbox, 0, 'good', 'Ada <ada@example.com>')
    expectExit(await sandbox.casebook('verify', 'v1', '--signed'), 0)
    const elsewhere = { env: { GNUPGHOME: join(sandbox.root, 'home') } }
    expect((await sandbox.json('verify', 'v1', elsewhere)).document).toMatchObject({
      ok: true,
      signature: 'unknown',
      signature_detail: 'its public key is not known here',
    })
    expectExit(await sandbox.casebook('verify', 'v1', '--signed', elsewhere), 3)
  })

  it.for([
    ['the text was changed', reword, 'it is a signature of something else'],
    ['the signature was changed', garble, 'it does not read as a signature'],
  ] as const)('is bad where %s', async ([_name, change, detail], context) => {
    const sandbox = await byGpg(context)
    await releaseSigned(sandbox)
    await forge(sandbox, change)
    await expectSignature(sandbox, 1, 'bad', detail)
  })

  it('is unknown by a key that has expired since', async (context) => {
    const sandbox = await byGpg(context, ['--faked-system-time', '20200101T000000!'], '1y')
    await sandbox.git('config', 'gpg.program', join(sandbox.root, 'gpg-then'))
    await releaseSigned(sandbox)
    await sandbox.git('config', '--unset', 'gpg.program')
    await expectSignature(sandbox, 0, 'unknown', 'its key has expired')
  })

  it('is unknown where there is no gpg', async (context) => {
    const sandbox = await byGpg(context)
    await releaseSigned(sandbox)
    await sandbox.git('config', 'gpg.program', '/no/such/gpg')
    await expectSignature(
      sandbox,
      0,
      'unknown',
      expect.stringContaining('cannot run /no/such/gpg: No such file or directory'),
    )
  })
})

const HINTS =
  /\nhint: git config user\.signingKey <key id, or for SSH the path of a public key>\nhint: git config gpg\.format ssh \(or openpgp, or x509\)\n$/
const HINT = /\nhint: sign something by hand: git tag -s try; git tag -d try\n$/

describe.concurrent('release --sign writes nothing where git cannot sign', () => {
  // What follows the first colon is git's own, and so of its version.
  it.each<[name: string, config: Readonly<Record<string, string>>, exit: number, said: RegExp]>([
    ['no SSH key is configured', { 'gpg.format': 'ssh' }, 2, /^error: git could not sign: .*user\.signingkey/i],
    [
      'the SSH key is not there',
      { 'gpg.format': 'ssh', 'user.signingKey': '/no/such/key' },
      2,
      /^error: git could not sign: .*\/no\/such\/key/,
    ],
    [
      'there is no ssh-keygen',
      { 'gpg.format': 'ssh', 'user.signingKey': 'key::ssh-ed25519 AAAA', 'gpg.ssh.program': '/no/such/keygen' },
      3,
      /^error: git could not sign: cannot run \/no\/such\/keygen/,
    ],
    [
      'GPG has no key of this name',
      { 'user.signingKey': 'DEADBEEF' },
      2,
      /^error: git could not sign: gpg failed to sign the data/,
    ],
  ])('%s', async (_name, config, exit, said) => {
    const sandbox = await aSet()
    for (const [name, value] of Object.entries(config)) await sandbox.git('config', name, value)
    await sandbox.write('app/regress.py', 'raise SystemExit("it must not run")\n')
    await sandbox.commit('A product that nobody asks')
    const before = sandbox.snapshot(undefined, /^\.git\/(index|logs)/)
    const ran = expectExit(await sandbox.casebook('release', 'v1', '--sign', '--attestation', '../a.json'), exit)
    expect(ran.stderr.split('\n')[0]).toMatch(said)
    expect(ran.stderr).toMatch(exit === 2 ? HINTS : HINT)
    expect(sandbox.snapshot(undefined, /^\.git\/(index|logs)/)).toEqual(before)
    expect(sandbox.leftovers()).toEqual([])
    await expect(sandbox.read('../a.json')).rejects.toThrow('ENOENT')
  })

  it('where git is to sign every tag anyway', async () => {
    const sandbox = await aSet()
    for (const [name, value] of [
      ['gpg.format', 'ssh'],
      ['user.signingKey', '/no/such/key'],
      ['tag.gpgSign', 'yes'],
    ] as const)
      await sandbox.git('config', name, value)
    expect(expectExit(await sandbox.casebook('release', 'v1'), 2).stderr).toContain('error: git could not sign: ')
    await sandbox.git('config', 'user.signingKey', await makeKey(sandbox, 'key'))
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    expect(await sandbox.git('tag', '-l', '--format=%(contents:signature)', 'v1')).toContain('-----BEGIN SSH SIGNATURE')
  })

  it('the key asks for a passphrase and nobody is there', async () => {
    const sandbox = await bySsh()
    await sandbox.git('config', 'user.signingKey', await makeKey(sandbox, 'locked', 'secret'))
    const ran = await sandbox.exec('setsid', [
      '-w',
      process.execPath,
      join(import.meta.dirname, '../../dist/main.cjs'),
      'release',
      'v1',
      '--sign',
    ])
    expect(expectExit(ran, 2).stderr).toMatch(/^error: git could not sign: .*incorrect passphrase/)
    expect(await sandbox.git('tag', '-l')).toBe('')
  })

  it('where it fails only at the tag itself: git 2.39 would leave it unsigned', async () => {
    const sandbox = await bySsh()
    const signs = `#!/bin/sh\nif [ -e '${sandbox.root}/once' ]; then echo lost >&2; exit 1; fi\ntouch '${sandbox.root}/once'\nexec ssh-keygen "$@"\n`
    await sandbox.write('../once-keygen', signs, 0o755)
    await sandbox.git('config', 'gpg.ssh.program', join(sandbox.root, 'once-keygen'))
    const ran = expectExit(await sandbox.casebook('release', 'v1', '--sign'), 2)
    expect(ran.stderr).toContain('error: git could not sign: lost')
    expect(await sandbox.git('tag', '-l')).toBe('')
  })
})
