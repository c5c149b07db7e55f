import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, type Sandbox } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

/** A release of two cases, one of them extended, and a commit after it. */
async function aRelease(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', input: 'On day 40, please!' }, 'extended')
  await sandbox.commit('Two cases')
  expectExit(await sandbox.casebook('release', 'v1'), 0)
  await sandbox.addCase({ title: 'Refund promised after a month' })
  await sandbox.commit('Reword a title')
  return sandbox
}

/** Puts an object in the place of the tag `v1`, as somebody with git and bad intentions would. */
async function forge(sandbox: Sandbox, change: (text: string) => string): Promise<void> {
  const text = `${await sandbox.git('cat-file', 'tag', 'v1')}\n`
  const forged = change(text)
  if (forged === text) throw new Error('nothing was changed')
  const oid = await sandbox.git('hash-object', '-t', 'tag', '-w', '--stdin', '--literally', { input: forged })
  await sandbox.git('update-ref', 'refs/tags/v1', oid)
}

const GLUED = 'its trailers are glued to other text'
const STRAY = 'a line like its trailers stands outside the last paragraph'
const OTHER_SET = 'the set at its commit is not the one it pins'
const NONE = 'the tag pins no set'

describe.concurrent('verify refuses a tag whose object was rewritten', () => {
  it.each<[name: string, change: (text: string) => string, reasons: string[]]>([
    ['another digit of the root', (text) => text.replace(/(?<=rcs1:)./, (it) => (it === '0' ? '1' : '0')), [OTHER_SET]],
    ['another version', (text) => text.replace('@v1 ', '@v2 '), [OTHER_SET]],
    [
      'another name',
      (text) => text.replace('regression@', 'other@'),
      ['there is no set "other" at its commit', 'it does not pin the set "regression"'],
    ],
    ['a result that failed', (text) => text.replace('PASSED', 'FAILED'), ['its result is not a pass of every case']],
    [
      'a result of fewer cases',
      (text) => text.replace('full 1/1', 'full 0/0'),
      ['its result counts 0 and 1 extended of 2 cases'],
    ],
    [
      'more cases called extended than are',
      (text) => text.replace('1/1 extended=1', '0/0 extended=2'),
      ['its result counts 2 extended cases, and the set holds 1'],
    ],
    ['a smaller tier', (text) => text.replace(' full ', ' smoke '), ['its result is of the smoke tier']],
    [
      'a word that is no result',
      (text) => text.replace('PASSED', 'passed'),
      ['its Regression-Result line does not read'],
    ],
    ['a count', (text) => text.replace('full 1/1', 'full 2/2'), ['its result counts 2 and 1 extended of 2 cases']],
    [
      'no result',
      (text) => text.replace(/^Regression-Result.*\n/m, ''),
      ['the tag states no result of the set "regression"'],
    ],
    [
      'a set twice',
      (text) => text.replace(/^Regression-Set.*\n/m, '$&$&'),
      ['the tag states no result of the set "regression"', 'the tag pins the set "regression" more than once'],
    ],
    ['prose glued to the trailers', (text) => text.replace(/^Regression-Set/m, 'All is well.\n$&'), [NONE, GLUED]],
    ['trailers glued to the list', (text) => text.replace('\n\nRegression-Set', '\nRegression-Set'), [NONE, GLUED]],
    [
      'a second paragraph of trailers',
      (text) => `${text}\nRegression-Set: x\n`,
      [STRAY, 'its Regression-Set line does not read'],
    ],
    [
      'a fairer result above',
      (text) => text.replace('\n\n', '\n\nRegression-Result: PASSED full 9/9 extended=0\n\n'),
      [STRAY],
    ],
    [
      'another name inside',
      (text) => text.replace('\ntag v1\n', '\ntag v0\n'),
      ['its object says that it is the tag "v0"'],
    ],
    [
      'an attestation that is no digest',
      (text) => `${text}Regression-Attestation: none\n`,
      ['its Regression-Attestation line does not read'],
    ],
  ])('%s', async (_name, change, reasons) => {
    const sandbox = await aRelease()
    await forge(sandbox, change)
    const { code, document } = await sandbox.json('verify', 'v1')
    expect({ code, reasons: (document['reasons'] as string[]).toSorted() }).toEqual({
      code: 1,
      reasons: reasons.toSorted(),
    })
    expectValid(document)
  })

  it('another commit', async () => {
    const sandbox = await aRelease()
    const head = await sandbox.head()
    await forge(sandbox, (text) => text.replace(/^object .*/, `object ${head}`))
    expect(await sandbox.json('verify', 'v1')).toMatchObject({
      code: 1,
      document: { commit: head, reasons: [OTHER_SET] },
    })
  })

  it('a tag of a tag', async () => {
    const sandbox = await aRelease()
    const inner = await sandbox.git('rev-parse', 'v1')
    await forge(sandbox, (text) => text.replace(/^object .*\ntype commit/, `object ${inner}\ntype tag`))
    expect(await sandbox.json('verify', 'v1')).toMatchObject({
      code: 1,
      document: { ok: false, reasons: ['it names a tag, not a commit'] },
    })
  })

  it.each(['tree', 'blob'])('a tag of a %s', async (type) => {
    const sandbox = await aRelease()
    const oid = await sandbox.git('rev-parse', type === 'tree' ? 'v1^{tree}' : 'v1:casebook.yaml')
    await forge(sandbox, (text) => text.replace(/^object .*\ntype commit/, `object ${oid}\ntype ${type}`))
    const { code, document } = await sandbox.json('verify', 'v1')
    expect({ code, document }).toMatchObject({
      code: 1,
      document: { commit: null, reasons: [`it names a ${type}, not a commit`] },
    })
    expectValid(document)
  })

  it('a case that was hidden in another folder of the tree', async () => {
    const sandbox = await aRelease()
    await sandbox.write('evals/data/regression/smoke/extra.txt', 'x')
    const head = await sandbox.commit('Something that is no case')
    await forge(sandbox, (text) => text.replace(/^object .*/, `object ${head}`))
    expect(await sandbox.json('verify', 'v1')).toMatchObject({ code: 1, document: { ok: false, computed: null } })
  })
})

describe.concurrent('verify', () => {
  it('cannot tell of a tag that came without its commit, and says what to fetch', async () => {
    const sandbox = await aRelease()
    await forge(sandbox, (text) => text.replace(/^object .*/, `object ${'1'.repeat(40)}`))
    expect(expectExit(await sandbox.casebook('verify', 'v1'), 3).stderr).toBe(
      'error: the commit that the tag "v1" names is not here\nhint: git fetch --depth=1 origin tag v1\n',
    )
  })

  it.each(['v1^{}', 'v1~0', 'v1^{tag}', '../tags/v1', 'v1:casebook.yaml'])('takes %s for no name', async (name) => {
    const sandbox = await aRelease()
    expect(expectExit(await sandbox.casebook('verify', name), 2).stderr).toContain(`error: there is no tag "${name}"\n`)
  })

  it('takes a branch of the name for nothing', async () => {
    const sandbox = await aRelease()
    await sandbox.git('branch', 'v1', 'HEAD')
    expectExit(await sandbox.casebook('verify', 'v1'), 0)
  })

  it('looks at every set from whatever folder', async () => {
    const sandbox = await aRelease()
    expect((await sandbox.json('verify', 'v1', { cwd: sandbox.path('app') })).document).toMatchObject({ ok: true })
  })

  it('says in a clone without tags how to fetch it', async () => {
    const sandbox = await aRelease()
    await sandbox.git('push', '-q', 'origin', 'HEAD', 'v1')
    await sandbox.git(
      'clone',
      '-q',
      '--no-tags',
      '--origin',
      'hub',
      `file://${sandbox.remote}`,
      `${sandbox.root}/clone`,
    )
    const cwd = `${sandbox.root}/clone`
    expect(expectExit(await sandbox.casebook('verify', 'v1', { cwd }), 2).stderr).toBe(
      'error: there is no tag "v1"\nhint: git tag -l\nhint: git fetch hub tag v1\n',
    )
    await sandbox.git('fetch', '-q', 'hub', 'tag', 'v1', { cwd })
    expectExit(await sandbox.casebook('verify', 'v1', { cwd }), 0)
  })
})
