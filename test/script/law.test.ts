import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, FIXED, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'

const CASE = `${SET}/smoke/${REFUND.id}.yaml`

/** One case on the base branch, with the hooks in place. */
async function aGuarded(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ hooks: true })
  await sandbox.addCase()
  await sandbox.commit('A case')
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
  return sandbox
}

const retire = ['retire', REFUND.id, '--reason', 'product-change', '--why', 'We sell no refunds any more.']
const commit = (sandbox: Sandbox, message: string): Promise<string> => sandbox.git('commit', '-q', '-a', '-m', message)

describe.concurrent('a case that leaves the set', () => {
  it('without a note is named and blocks the push, also in check --base', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('rm', '-q', CASE)
    await commit(sandbox, 'Tidy up')
    const { stderr } = expectExit(await sandbox.push(), 1)
    expect(stderr).toContain(`error: case "${REFUND.id}" left the set without a migration note\n`)
    const checked = await sandbox.json('check', '--base', 'origin/main')
    expect(checked).toMatchObject({
      code: 1,
      document: { ok: false, problems: [{ code: 'unexplained-retirement', id: REFUND.id }] },
    })
  })

  it('by retire is explained: the note and the removal are staged together', async () => {
    const sandbox = await aGuarded()
    const retired = await sandbox.json(...retire)
    expect(retired).toMatchObject({ code: 0, document: { format: 'casebook-retire/1', id: REFUND.id, to: null } })
    expect((await sandbox.git('status', '--porcelain')).trim().split('\n')).toHaveLength(2)
    await commit(sandbox, 'Sell no refunds')
    expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
    expectExit(await sandbox.push(), 0)
  })

  it('gets its note after the removal was committed already', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('rm', '-q', CASE)
    await commit(sandbox, 'Tidy up')
    expectExit(await sandbox.casebook(...retire), 0)
    await commit(sandbox, 'Say why')
    expectExit(await sandbox.push(), 0)
  })

  it('links its bug in the range that added it and retired it', async () => {
    const sandbox = await aGuarded()
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    await sandbox.addCase({ id: 'reg-2026-02-02-bbbbbb', bug_link: 'https://github.com/acme/shop/issues/77' })
    await sandbox.git('add', '-A')
    await commit(sandbox, 'Round down (fixes #77)')
    expectExit(await sandbox.casebook('retire', 'reg-2026-02-02-bbbbbb', '--reason', 'duplicate', '--why', 'Same.'), 0)
    await commit(sandbox, 'Retire the twin')
    expectExit(await sandbox.casebook('release', 'v2'), 0)
  })
})

describe.concurrent('a case that demands something else', () => {
  const edited = async (): Promise<Sandbox> => {
    const sandbox = await aGuarded()
    await sandbox.addCase({ input: 'Something else entirely' })
    return sandbox
  }

  it('without a note blocks the push', async () => {
    const sandbox = await edited()
    await commit(sandbox, 'Ask another thing')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain(
      `error: case "${REFUND.id}" changed what it demands without a migration note\nhint: casebook revise ${REFUND.id}`,
    )
  })

  it('by revise is explained', async () => {
    const sandbox = await edited()
    expectExit(
      await sandbox.casebook('revise', REFUND.id, '--reason', 'wrong-expectation', '--why', 'It was asked wrongly.'),
      0,
    )
    await commit(sandbox, 'Ask another thing')
    expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
  })

  it('is not there to revise where nothing but its description changed', async () => {
    const sandbox = await aGuarded()
    await sandbox.addCase({ title: 'Told in better words' })
    const { stderr } = expectExit(
      await sandbox.casebook('revise', REFUND.id, '--reason', 'impossible', '--why', 'x'),
      2,
    )
    expect(stderr).toContain(`error: ${CASE}: "${REFUND.id}" demands what it did before\n`)
    await commit(sandbox, 'Better words')
    expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
  })
})

describe.concurrent('the whole set', () => {
  it('cannot leave with its configuration', async () => {
    const sandbox = await aGuarded()
    await sandbox.git('rm', '-q', 'casebook.yaml')
    await commit(sandbox, 'Stop it')
    expect(expectExit(await sandbox.push(), 1).stderr).toContain('error: casebook.yaml: "casebook.yaml" was deleted')
    expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 1)
  })
})

describe.concurrent('check --red-green', () => {
  it('passes a case that the base gets wrong and the tip gets right, and names one the base got right already', async () => {
    const sandbox = await makeSandbox()
    await sandbox.rules(BROKEN)
    await sandbox.commit('The bug ships')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.rules(FIXED)
    await sandbox.addCase()
    await sandbox.commit('Fix it')
    expectExit(await sandbox.casebook('check', '--red-green', '--base', 'origin/main'), 0)
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.addCase({ id: 'reg-2026-02-02-bbbbbb' })
    await sandbox.commit('The same once more')
    const { stderr } = expectExit(await sandbox.casebook('check', '--red-green', '--base', 'origin/main'), 1)
    expect(stderr).toContain('error: ')
    expect(stderr).toContain('"reg-2026-02-02-bbbbbb" passes at ')
  })

  it('wants a base', async () => {
    const sandbox = await makeSandbox()
    expect(expectExit(await sandbox.casebook('check', '--red-green'), 2).stderr).toContain(
      'error: --red-green wants a --base\n',
    )
  })
})
