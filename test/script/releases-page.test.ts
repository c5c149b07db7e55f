import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, PROJECT, REFUND, type Sandbox, SET } from './sandbox.ts'

const NOTE = '2026-11-22-drop-legacy-refund'
const ADDED = 'reg-2026-02-02-bbbbbb'

/** The releases that docs/releases.md speaks of, and beside the repository what an auditee hands over. */
async function theReleases(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  const beside = (name: string): string => join(sandbox.root, name)
  expectExit(await sandbox.exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', beside('key')]), 0)
  await sandbox.git('config', 'gpg.format', 'ssh')
  await sandbox.git('config', 'user.signingKey', beside('key'))
  await sandbox.addCase()
  await sandbox.commit('A case')
  expectExit(await sandbox.casebook('release', 'v1.3.0', '--sign'), 0)
  const why = ['--reason', 'product-change', '--why', 'We sell no refunds any more.']
  expectExit(await sandbox.casebook('retire', REFUND.id, ...why), 0)
  const [note] = await readdir(sandbox.path(`${SET}/migrations`))
  await sandbox.git('mv', `${SET}/migrations/${note}`, `${SET}/migrations/${NOTE}.md`)
  await sandbox.addCase({ id: ADDED, title: 'Greeting in the wrong language' }, 'full')
  await sandbox.commit('Sell no refunds')
  expectExit(await sandbox.casebook('release', 'v1.4.0', '--sign', '--attestation', beside('v1.4.0.intoto.json')), 0)
  await sandbox.git('push', '-q', 'origin', 'v1.4.0')
  await sandbox.write('../allowed_signers', `release@acme.example ${await sandbox.read('../key.pub')}`)
  const proofs = { 'in-the-release': ADDED, retired: REFUND.id, note: NOTE }
  for (const [name, id] of Object.entries(proofs))
    await sandbox.write(`../${name}.json`, (await sandbox.casebook('proof', id, '--at', 'v1.4.0')).stdout)
  await cp(join(PROJECT, 'docs/verify.py'), beside('verify.py'))
  return sandbox
}

const page = await readFile(join(PROJECT, 'docs/releases.md'), 'utf8')
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)

/** Runs the blocks of the page as an auditor would, in one shell, each after its number. */
const runPage = (sandbox: Sandbox, edit = (script: string) => script) => {
  const script = blocks.map((block, at) => `echo "== ${at + 1}"\n${block}`).join('')
  const here = script.replace(/^URL=\S+/m, `URL=file://${sandbox.remote}`)
  return sandbox.exec('sh', ['-eu', '-c', edit(here)], { cwd: sandbox.root })
}

describe.concurrent('docs/releases.md', () => {
  it('tells an auditor commands that work, with nothing of casebook but verify.py', async () => {
    const sandbox = await theReleases()
    expect(blocks).toHaveLength(7)
    const { stdout } = expectExit(await runPage(sandbox), 0)
    const said = stdout.split(/^== \d+$/m).slice(1)
    const pin = /^Regression-Set: (.*)$/m.exec(said[1]!)![1]!
    const root = pin.split(' ')[1]
    expect(said[1]).toContain(
      'The set regression since v1.3.0: 1 added, 0 changed, 1 retired, 0 moved, 0 described anew',
    )
    expect(said[3]).toBe(`\nholds: Regression-Set: ${pin}\n`)
    expect(said[4]).toContain('"predicateType": "https://in-toto.io/attestation/test-result/v0.1"')
    expect(said[4]).toContain('Good "attestation@casebook.dev" signature for release@acme.example')
    expect(said[5]).toContain(`holds: case "${ADDED}" is in regression@v2 ${root}\n`)
    expect(said[5]).toContain('with the bytes of "../case.yaml"\n')
    expect(said[6]).toContain(`holds: case "${REFUND.id}" is not in regression@v2 ${root}\n`)
    expect(said[6]).toContain(`holds: note "${NOTE}" is in regression@v2 ${root}\n`)
    expect(said[6]).toContain('We sell no refunds any more.')
  })

  it('and they fail for a tag that was moved', async () => {
    const sandbox = await theReleases()
    await sandbox.git('rm', '-q', `${SET}/full/${ADDED}.yaml`)
    await sandbox.commit('Drop it quietly')
    const text = `${await sandbox.git('cat-file', 'tag', 'v1.4.0')}\n`
    const forged = text.replace(/^object .*/, `object ${await sandbox.head()}`)
    const oid = await sandbox.git('hash-object', '-t', 'tag', '-w', '--stdin', { input: forged })
    await sandbox.git('push', '-q', '-f', 'origin', `${oid}:refs/tags/v1.4.0`)
    const signed = await runPage(sandbox)
    expect(signed.code).not.toBe(0)
    expect(signed.stdout).not.toContain('== 4')
    const unsigned = await runPage(sandbox, (script) => `rm -rf audited\n${script.replace(/^git -c gpg.*$/m, '')}`)
    expect(unsigned.code).toBe(1)
    expect(unsigned.stdout).toMatch(/\n== 4\ndoes not hold: /)
  })

  it('shows a tag as release writes it', async () => {
    const shown = /^## What the tag says\n\n```\n([\s\S]*?)^```$/m.exec(page)![1]!
    const sandbox = await theReleases()
    const written = await sandbox.git('tag', '-l', '--format=%(contents)', 'v1.4.0')
    const alike = (text: string): string[] =>
      text
        .split('-----BEGIN')[0]!
        .replace(/[0-9a-f]{4}…[0-9a-f]{4}|[0-9a-f]{64}/g, '#')
        .replace(/cases=.*|full \d.*/g, '#')
        .trim()
        .split('\n')
    expect(alike(written)).toEqual(alike(shown))
  })
})
