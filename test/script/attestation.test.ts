import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, PYTHON, REFUND, type Sandbox } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', input: 'On day 40, please!' }, 'extended')
  await sandbox.commit('Two cases')
  return sandbox
}

const FILE = 'v1.intoto.json'
const attest = (...more: string[]): string[] => ['release', 'v1', '--attestation', `../${FILE}`, ...more]
const verify = (...more: string[]): string[] => ['verify', 'v1', '--attestation', `../${FILE}`, ...more]

/** A key pair beside the repository: `name` and `name.pub`. */
async function makePem(sandbox: Sandbox, name: string, ...how: string[]): Promise<void> {
  const at = (file: string): string => join(sandbox.root, file)
  expectExit(await sandbox.exec('openssl', ['genpkey', '-quiet', ...how, '-out', at(name)]), 0)
  expectExit(await sandbox.exec('openssl', ['pkey', '-in', at(name), '-pubout', '-out', at(`${name}.pub`)]), 0)
}

const makeSsh = async (sandbox: Sandbox, name: string, type = 'ed25519'): Promise<void> =>
  void expectExit(await sandbox.exec('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(sandbox.root, name)]), 0)

/** What somebody else makes of an envelope: DSSE by the specification, in Python's standard library. */
const READER = `import base64, hashlib, json, sys
raw = open(sys.argv[1], "rb").read()
envelope = json.loads(raw)
payload = base64.b64decode(envelope["payload"], validate=True)
kind = envelope["payloadType"].encode()
open(sys.argv[2] + "/pae", "wb").write(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
for at, one in enumerate(envelope["signatures"]):
    open(sys.argv[2] + "/sig%d" % at, "wb").write(base64.b64decode(one["sig"], validate=True))
print(json.dumps({"sha256": hashlib.sha256(raw).hexdigest(), "statement": json.loads(payload), "keyids": [one["keyid"] for one in envelope["signatures"]]}))
`

interface Read {
  readonly sha256: string
  readonly keyids: readonly string[]
  readonly statement: Record<string, unknown>
}

async function readElsewhere(sandbox: Sandbox): Promise<Read> {
  const ran = expectExit(await sandbox.exec(PYTHON, ['-c', READER, join(sandbox.root, FILE), sandbox.root]), 0)
  return JSON.parse(ran.stdout) as Read
}

describe.concurrent('release --attestation', () => {
  it('states the run in an envelope whose hash the tag names, and does not pretend that anybody signed', async () => {
    const sandbox = await aSet()
    const released = await sandbox.json(...attest())
    expectValid(released.document)
    const { sha256, keyids, statement } = await readElsewhere(sandbox)
    expect(released.document).toMatchObject({
      released: true,
      attestation: { path: join(sandbox.root, FILE), sha256, keyids: [] },
    })
    expect(keyids).toEqual([])
    expect(await sandbox.git('tag', '-l', '--format=%(contents)', 'v1')).toContain(
      `\nRegression-Attestation: sha256:${sha256}\n`,
    )
    const bytes = (await sandbox.casebook('manifest', '--at', 'v1', '--bytes')).stdout
    const manifest = expectExit(await sandbox.exec('sha256sum', [], { input: bytes }), 0).stdout.split(' ')[0]
    const { set } = released.document as { set: { root: string } }
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { digest: { gitCommit: await sandbox.head() } },
        { name: 'regression@v1.rcs1', digest: { sha256: manifest } },
      ],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'PASSED',
        configuration: [
          {
            name: 'regression@v1',
            digest: { rcs1: set.root.slice(5), sha256: manifest },
            annotations: { cases: 2, notes: 0, tier: 'full', extended: 1 },
          },
          { name: 'casebook.yaml', digest: { gitBlob: await sandbox.git('rev-parse', 'HEAD:casebook.yaml') } },
          { name: 'casebook', uri: expect.stringMatching(/^pkg:npm\/casebook@\d/) },
        ],
        passedTests: [`regression/${REFUND.id}`],
        warnedTests: [],
        failedTests: [],
      },
    })
    const verified = await sandbox.json(...verify())
    expect(verified).toMatchObject({
      code: 0,
      document: { attestation: { named: sha256, given: sha256, signature: 'none', signature_detail: null } },
    })
    expectValid(verified.document)
  })

  it('is the same to the byte for the same release', async () => {
    const sandbox = await aSet()
    await makeSsh(sandbox, 'key')
    const once = async (): Promise<string> => {
      expectExit(await sandbox.casebook(...attest('--key', '../key')), 0)
      const text = await sandbox.read(`../${FILE}`)
      await sandbox.exec('rm', [join(sandbox.root, FILE)])
      await sandbox.git('tag', '-d', 'v1')
      return text
    }
    expect(await once()).toBe(await once())
  })

  it.each<[name: string, make: (sandbox: Sandbox) => Promise<void>, check: string[]]>([
    [
      'an Ed25519 key',
      (s) => makePem(s, 'key', '-algorithm', 'ed25519'),
      ['pkeyutl', '-verify', '-pubin', '-rawin', '-in', 'pae', '-inkey', 'key.pub', '-sigfile', 'sig0'],
    ],
    [
      'a P-256 key',
      (s) => makePem(s, 'key', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'),
      ['dgst', '-sha256', '-verify', 'key.pub', '-signature', 'sig0', 'pae'],
    ],
    [
      'a P-384 key',
      (s) => makePem(s, 'key', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'),
      ['dgst', '-sha384', '-verify', 'key.pub', '-signature', 'sig0', 'pae'],
    ],
    [
      'an RSA key',
      (s) => makePem(s, 'key', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'),
      ['dgst', '-sha256', '-verify', 'key.pub', '-signature', 'sig0', 'pae'],
    ],
  ])('is signed with %s so that openssl agrees', async (_name, make, check) => {
    const sandbox = await aSet()
    await make(sandbox)
    expectExit(await sandbox.casebook(...attest('--key', '../key')), 0)
    const { keyids } = await readElsewhere(sandbox)
    expectExit(await sandbox.exec('openssl', check, { cwd: sandbox.root }), 0)
    const der = await sandbox.exec('sh', ['-c', 'openssl pkey -pubin -in key.pub -outform DER | sha256sum'], {
      cwd: sandbox.root,
    })
    expect(keyids).toEqual([der.stdout.split(' ')[0]])
    expect((await sandbox.json(...verify('--key', '../key.pub'))).document).toMatchObject({
      ok: true,
      attestation: { signature: 'good' },
    })
    expect((await sandbox.json(...verify())).document).toMatchObject({
      ok: true,
      attestation: { signature: 'unknown' },
    })
  })

  it.each(['ed25519', 'ecdsa', 'rsa'])('is signed with an SSH key (%s) so that ssh-keygen agrees', async (type) => {
    const sandbox = await aSet()
    await makeSsh(sandbox, 'key', type)
    expectExit(await sandbox.casebook(...attest('--key', '../key')), 0)
    const { keyids } = await readElsewhere(sandbox)
    const listed = await sandbox.exec('ssh-keygen', ['-lf', join(sandbox.root, 'key.pub')])
    expect(keyids).toEqual([listed.stdout.split(' ')[1]])
    await sandbox.write('../allowed', `auditee ${await sandbox.read('../key.pub')}`)
    const check = ['-Y', 'verify', '-n', 'attestation@casebook.dev', '-I', 'auditee', '-f', 'allowed', '-s', 'sig0']
    const input = readFileSync(join(sandbox.root, 'pae'), 'utf8')
    expectExit(await sandbox.exec('ssh-keygen', check, { cwd: sandbox.root, input }), 0)
    expect((await sandbox.json(...verify('--key', '../key.pub'))).document).toMatchObject({
      ok: true,
      attestation: { signature: 'good' },
    })
    expect((await sandbox.json(...verify())).document).toMatchObject({
      ok: true,
      attestation: { signature: 'unknown' },
    })
    await sandbox.git('config', 'gpg.ssh.allowedSignersFile', join(sandbox.root, 'allowed'))
    expect((await sandbox.json(...verify())).document).toMatchObject({
      attestation: { signature: 'good', signature_detail: 'auditee' },
    })
  })

  it("is signed with git's own SSH key where the tag is", async () => {
    const sandbox = await aSet()
    await makeSsh(sandbox, 'key')
    await sandbox.git('config', 'gpg.format', 'ssh')
    await sandbox.git('config', 'user.signingKey', join(sandbox.root, 'key.pub'))
    expectExit(await sandbox.casebook(...attest('--sign')), 0)
    await sandbox.write('../allowed', `ada ${await sandbox.read('../key.pub')}`)
    await sandbox.git('config', 'gpg.ssh.allowedSignersFile', join(sandbox.root, 'allowed'))
    expect((await sandbox.json(...verify('--signed'))).document).toMatchObject({
      ok: true,
      signature: 'good',
      attestation: { signature: 'good' },
    })
  })

  it('tells where the run can be looked up in CI', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook(...attest(), { env: { CI_JOB_URL: 'https://ci.example.com/7' } }), 0)
    expect((await readElsewhere(sandbox)).statement).toMatchObject({ predicate: { url: 'https://ci.example.com/7' } })
    expectExit(await sandbox.casebook(...verify()), 0)
  })
})

describe.concurrent('release writes no attestation', () => {
  const absent = async (sandbox: Sandbox): Promise<void> => {
    await expect(sandbox.read(`../${FILE}`)).rejects.toThrow('ENOENT')
    expect(await sandbox.git('tag', '-l')).toBe('')
  }

  it('of a run that is red', async () => {
    const sandbox = await aSet()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Broken')
    expect(await sandbox.json(...attest())).toMatchObject({ code: 1, document: { attestation: null } })
    await absent(sandbox)
  })

  it('with --dry-run, and still says what it would write', async () => {
    const sandbox = await aSet()
    const ran = expectExit(await sandbox.casebook(...attest('--dry-run')), 0)
    expect(ran.stdout).toMatch(/\nRegression-Attestation: sha256:[0-9a-f]{64}\n\nwould write \S+ \(not signed\)\n$/)
    await absent(sandbox)
  })

  it('over a file that is there', async () => {
    const sandbox = await aSet()
    await sandbox.write(`../${FILE}`, 'mine')
    expect(expectExit(await sandbox.casebook(...attest()), 2).stderr).toMatch(/^error: ".*" is there already\nhint: /)
    expect(await sandbox.read(`../${FILE}`)).toBe('mine')
  })

  it.each<[name: string, key: string, said: RegExp]>([
    ['is not there', 'none', /^error: could not read the key ".*none": ENOENT/],
    ['is a public one', 'key.pub', /^error: the key ".*key\.pub" holds no private key: /],
    ['is none at all', 'text', /^error: could not sign with the key ".*text": /],
    ['is encrypted', 'locked', /^error: the key ".*locked" is encrypted\nhint: openssl pkey /],
  ])('with a key that %s', async (_name, key, said) => {
    const sandbox = await aSet()
    await makePem(sandbox, 'key', '-algorithm', 'ed25519')
    await makePem(sandbox, 'locked', '-algorithm', 'ed25519')
    await sandbox.write('../text', 'no key\n')
    const lock = ['pkey', '-in', 'key', '-aes256', '-passout', 'pass:x', '-out', 'locked']
    expectExit(await sandbox.exec('openssl', lock, { cwd: sandbox.root }), 0)
    expect(expectExit(await sandbox.casebook(...attest('--key', `../${key}`)), 2).stderr).toMatch(said)
    await absent(sandbox)
  })

  it('that no tag names: a tag that git refuses takes it along', async () => {
    const sandbox = await aSet()
    await sandbox.write('.git/hooks/reference-transaction', '#!/bin/sh\ngrep -q refs/tags/ && exit 1\nexit 0\n', 0o755)
    expect(expectExit(await sandbox.casebook(...attest()), 2).stderr).toContain('error: git refused the tag "v1": ')
    await absent(sandbox)
  })
})

describe.concurrent('verify --attestation refuses', () => {
  const released = async (): Promise<Sandbox> => {
    const sandbox = await aSet()
    await makeSsh(sandbox, 'key')
    await makeSsh(sandbox, 'other')
    expectExit(await sandbox.casebook(...attest('--key', '../key')), 0)
    return sandbox
  }
  const edit = async (sandbox: Sandbox, change: (text: string) => string): Promise<void> =>
    sandbox.write(`../${FILE}`, change(await sandbox.read(`../${FILE}`)))
  const inside = (change: (text: string) => string) => (text: string) =>
    text.replace(/(?<="payload": ")[^"]*/, (it) =>
      Buffer.from(change(Buffer.from(it, 'base64').toString())).toString('base64'),
    )

  it.each<[name: string, change: (text: string) => string, reason: RegExp]>([
    ['one byte more', (text) => `${text} `, /^the tag names the attestation sha256:[0-9a-f]{64}, and this is sha256:/],
    ['another commit', inside((text) => text.replace(/(?<="gitCommit":")./, 'x')), /its subject is another$/],
    ['another root', inside((text) => text.replace(/(?<="rcs1":")./, 'x')), /its configuration is of another set$/],
    ['a result that failed', inside((text) => text.replace('PASSED', 'FAILED')), /its result is not PASSED$/],
    ['what nobody signed', inside((text) => text.replace('{', '{ ')), /^the attestation's signature is bad: /],
    ['no envelope', () => 'x', /^the attestation does not read: it is no JSON object$/],
  ])('%s', async (_name, change, reason) => {
    const sandbox = await released()
    await edit(sandbox, change)
    const { code, document } = await sandbox.json(...verify('--key', '../key.pub'))
    expect({ code, reasons: document['reasons'] }).toMatchObject({
      code: 1,
      reasons: expect.arrayContaining([expect.stringMatching(reason)]),
    })
  })

  it('a signature by another key, and one by none where a key was asked for', async () => {
    const sandbox = await released()
    expect(expectExit(await sandbox.casebook(...verify('--key', '../other.pub')), 1).stdout).toContain(
      "because the attestation's signature is bad: it is none by the key ",
    )
    await edit(sandbox, (text) => text.replace(/"signatures": \[[\s\S]*\]/, '"signatures": []'))
    const { document } = await sandbox.json(...verify('--key', '../key.pub'))
    expect(document['reasons']).toContain('the attestation is not signed')
  })

  it('one that the tag does not name, or a file that is not there', async () => {
    const sandbox = await released()
    expectExit(await sandbox.casebook('release', 'v2'), 0)
    expect((await sandbox.json('verify', 'v2', '--attestation', `../${FILE}`)).document).toMatchObject({
      ok: false,
      reasons: ['the tag names no attestation'],
    })
    expect(expectExit(await sandbox.casebook('verify', 'v1', '--attestation', 'none'), 2).stderr).toContain(
      'error: there is no attestation "',
    )
    expect(expectExit(await sandbox.casebook('verify', 'v1', '--key', 'x'), 2).stderr).toBe(
      'error: --key wants an --attestation\nhint: casebook verify v1 --attestation <file>\n',
    )
  })
})
