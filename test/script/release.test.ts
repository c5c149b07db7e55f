import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, type Sandbox } from './sandbox.ts'

/** A green set of two cases, one of them extended, with the tag `v1`. */
async function aRelease(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', input: 'On day 40, please!' }, 'extended')
  await sandbox.commit('Two cases')
  expectExit(await sandbox.casebook('release', 'v1'), 0)
  return sandbox
}

/** Writes the tag `v1` anew, with its text changed, at another commit if one is named. */
async function retag(sandbox: Sandbox, change: (text: string) => string, at = 'v1^{commit}'): Promise<void> {
  const text = (await sandbox.git('cat-file', 'tag', 'v1')).split('\n\n').slice(1).join('\n\n')
  await sandbox.git('tag', '-f', '-a', '--cleanup=verbatim', '-F', '-', 'v1', at, { input: `${change(text)}\n` })
}

describe.concurrent('verify exits with 1 and says why', () => {
  it('when the tag was moved to a commit whose set is another', async () => {
    const sandbox = await aRelease()
    await sandbox.addCase({ title: 'Refund promised after a month' })
    await sandbox.commit('Reword a title')
    await retag(sandbox, (text) => text, 'HEAD')
    const verified = expectExit(await sandbox.casebook('verify', 'v1'), 1)
    expect(verified.stdout).toMatch(/^NOT verified v1 at [0-9a-f]{12}\n/)
    expect(verified.stdout).toContain('because the set at its commit is not the one it pins')
  })

  it('when the tag is a lightweight one', async () => {
    const sandbox = await aRelease()
    await sandbox.git('tag', 'light')
    expect(await sandbox.json('verify', 'light')).toMatchObject({
      code: 1,
      document: { ok: false, reasons: ['it is no annotated tag, so it pins nothing'] },
    })
  })

  it('when the commit it names holds no set', async () => {
    const sandbox = await aRelease()
    await sandbox.git('rm', '-q', 'casebook.yaml')
    await sandbox.commit('No configuration')
    await retag(sandbox, (text) => text, 'HEAD')
    expect(await sandbox.json('verify', 'v1')).toMatchObject({
      code: 1,
      document: { computed: null, reasons: ['there is no set at the commit that it names'] },
    })
  })
})

describe.concurrent('verify', () => {
  it('reads a tag in a clone that holds nothing but that tag', async () => {
    const sandbox = await aRelease()
    await sandbox.commit('Later')
    await sandbox.git('push', '-q', 'origin', 'v1')
    const clone = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '--depth=1', '--branch=v1', `file://${sandbox.remote}`, clone)
    expect(await sandbox.git('rev-list', '--count', 'HEAD', { cwd: clone })).toBe('1')
    expectExit(await sandbox.casebook('verify', 'v1', { cwd: clone }), 0)
  })

  it('reads a tag of the bare repository itself', async () => {
    const sandbox = await aRelease()
    await sandbox.git('push', '-q', 'origin', 'v1')
    expectExit(await sandbox.casebook('verify', 'v1', { cwd: sandbox.remote }), 0)
  })

  it('does not look at the work tree', async () => {
    const sandbox = await aRelease()
    await sandbox.addCase({ title: 'Changed and not committed' })
    expectExit(await sandbox.casebook('verify', 'v1'), 0)
  })

  it('does not know a tag that is not there', async () => {
    const sandbox = await makeSandbox()
    expect(expectExit(await sandbox.casebook('verify', 'v9'), 2).stderr).toBe(
      'error: there is no tag "v9"\nhint: git tag -l\nhint: git fetch origin tag v9\n',
    )
  })
})

describe.concurrent('release', () => {
  it('writes no tag for a set that is red', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Broken')
    expect(await sandbox.json('release', 'v1')).toMatchObject({
      code: 1,
      document: { released: false, message: null, run: { green: false } },
    })
    expect(await sandbox.git('tag', '-l')).toBe('')
  })

  it('judges the commit, not the dirty work tree', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    await sandbox.rules(BROKEN)
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    expect(sandbox.leftovers()).toEqual([])
  })

  it('asks what is full too, and what is extended not', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase({}, 'full')
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', input: 'Nobody knows this.' }, 'extended')
    await sandbox.commit('Two cases')
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    expect(await sandbox.git('tag', '-l', '--format=%(contents)', 'v1')).toMatch(
      /\n\nRegression-Set: regression@v1 rcs1:[0-9a-f]{64} cases=2 notes=0\nRegression-Result: PASSED full 1\/1 extended=1\n/,
    )
  })

  it('writes nothing with --dry-run, and says what it would write', async () => {
    const sandbox = await makeSandbox()
    const { code, document } = await sandbox.json('release', 'v1', '--dry-run')
    expect({ code, document }).toMatchObject({
      code: 0,
      document: {
        released: false,
        dry_run: true,
        message: expect.stringContaining('Regression-Result: PASSED full 0/0 extended=0'),
      },
    })
    expect(await sandbox.git('tag', '-l')).toBe('')
  })

  it('does not take a name that is taken', async () => {
    const sandbox = await aRelease()
    expect(expectExit(await sandbox.casebook('release', 'v1'), 2).stderr).toContain(
      'error: the tag "v1" exists already\nhint: casebook verify v1\n',
    )
  })
})
