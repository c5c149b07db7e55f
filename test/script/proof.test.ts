import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, PROJECT, REFUND, SET } from './sandbox.ts'

describe.concurrent('a proof', () => {
  it('of a case that is there holds, for casebook and for verify.py, and shows the root of the manifest', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    const { stdout } = expectExit(await sandbox.casebook('proof', REFUND.id, '--at', 'HEAD'), 0)
    const root = ((await sandbox.json('manifest', '--at', 'HEAD')).document['set'] as { root: string }).root
    expect(JSON.parse(stdout)).toMatchObject({ format: 'rcs-proof/1', type: 'inclusion', id: REFUND.id, root })
    await sandbox.write('proof.json', stdout)
    expect(expectExit(await sandbox.casebook('verify-proof', 'proof.json'), 0).stdout).toContain(
      `holds: case "${REFUND.id}" is in ${root}`,
    )
    const python = await sandbox.exec('python3', [
      join(PROJECT, 'docs/verify.py'),
      'proof.json',
      `${SET}/smoke/${REFUND.id}.yaml`,
    ])
    expect(python.code).toBe(0)
  })

  it('of a case that is not there is a proof of absence, exit 0', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    const { stdout } = expectExit(await sandbox.casebook('proof', 'reg-1999-01-01-000000'), 0)
    expect(JSON.parse(stdout)).toMatchObject({ type: 'absence' })
    expectExit(await sandbox.casebook('verify-proof', '-', { input: stdout }), 0)
  })

  it('that was tampered with does not hold; one that is no JSON is wrong input', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    const { stdout } = expectExit(await sandbox.casebook('proof', REFUND.id), 0)
    const forged = JSON.stringify({ ...(JSON.parse(stdout) as object), contentHash: '0'.repeat(64) })
    expect(expectExit(await sandbox.casebook('verify-proof', '-', { input: forged }), 1).stdout).toContain(
      'does not hold: ',
    )
    expectExit(await sandbox.casebook('verify-proof', '-', { input: 'hello' }), 2)
  })
})
