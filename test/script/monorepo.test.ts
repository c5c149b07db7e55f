import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderCase } from '../../lib/case/write-case.ts'
import { expectExit, makeSandbox, REFUND, type Sandbox } from './sandbox.ts'

const fileOf = (set: string, id = REFUND.id): string => `${set}/cases/smoke/${id}.yaml`

/** Two packages with a set each, on the base branch. */
async function twoSets(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true })
  for (const set of ['a', 'b']) {
    await sandbox.write(
      `${set}/casebook.yaml`,
      `set: ${set}\npath: cases\ntarget: {command: ['true']}\nbugs: {repo: https://github.com/acme/shop}\n`,
    )
    await sandbox.write(fileOf(set), renderCase(REFUND))
  }
  await sandbox.commit('Start')
  await sandbox.git('push', '-q', '-u', 'origin', 'main')
  await sandbox.git('checkout', '-q', '-b', 'work')
  return sandbox
}

const check = (sandbox: Sandbox, folder = '.', base: readonly string[] = ['--base', 'origin/main']) =>
  sandbox.json('check', ...base, { cwd: join(sandbox.repo, folder) })
const codes = ({ document }: { document: Record<string, unknown> }): string[] =>
  (document['problems'] as { code: string; path?: string }[]).map(({ code, path }) => (path ? `${code} ${path}` : code))

describe.concurrent('check at the top of several sets', () => {
  it('judges each, in one document', async () => {
    const sandbox = await twoSets()
    expect(await check(sandbox)).toMatchObject({ code: 0, document: { problems: [], warnings: [] } })
    await sandbox.git('rm', '-q', fileOf('a'))
    await sandbox.write(fileOf('b'), renderCase({ ...REFUND, input: 'Another' }))
    await sandbox.commit('Both at once')
    expect(codes(await check(sandbox))).toEqual(['unexplained-retirement', 'unexplained-change'])
    expect(codes(await check(sandbox, 'a'))).toEqual(['unexplained-retirement'])
    expect(codes(await check(sandbox, 'b'))).toEqual(['unexplained-change'])
  })

  it('judges the work tree of each where no base is given', async () => {
    const sandbox = await twoSets()
    await sandbox.write(fileOf('a'), 'no case\n')
    await sandbox.write('b/casebook.yaml', 'set: [\n')
    expect(codes(await check(sandbox, '.', []))).toEqual(['yaml b/casebook.yaml', `case ${fileOf('a')}`])
    expect(codes(await check(sandbox, 'a', []))).toEqual([`case ${fileOf('a')}`])
  })

  it('a bug is linked by whichever set holds its case, and one that none links is told once', async () => {
    const sandbox = await twoSets()
    await sandbox.commit('Round down (fixes #77)')
    for (const folder of ['.', 'a', 'b']) expect(codes(await check(sandbox, folder))).toEqual(['bug-without-case'])
    const one = {
      ...REFUND,
      id: 'reg-2026-02-02-bbbbbb',
      input: 'New',
      bug_link: 'https://github.com/acme/shop/issues/77',
    }
    await sandbox.write(fileOf('a', one.id), renderCase(one))
    await sandbox.commit('Its case')
    for (const folder of ['.', 'a', 'b']) expect(codes(await check(sandbox, folder))).toEqual([])
  })

  it('a case that moves from one set to the other leaves the first', async () => {
    const sandbox = await twoSets()
    await sandbox.git('mv', fileOf('a'), `${fileOf('b', 'reg-2026-02-02-bbbbbb')}`)
    await sandbox.write(fileOf('b', 'reg-2026-02-02-bbbbbb'), renderCase({ ...REFUND, id: 'reg-2026-02-02-bbbbbb' }))
    await sandbox.commit('Move it')
    expect(codes(await check(sandbox))).toEqual(['unexplained-retirement'])
  })

  it('a set may move as a whole, into a folder that another configuration governed', async () => {
    const sandbox = await twoSets()
    await sandbox.write('x/keep', '')
    await sandbox.git('mv', 'a', 'x/a')
    await sandbox.commit('Move a')
    for (const folder of ['.', 'x/a']) expect(codes(await check(sandbox, folder))).toEqual([])
    await sandbox.git('rm', '-q', `x/${fileOf('a')}`)
    await sandbox.commit('And drop its case')
    for (const folder of ['.', 'x/a']) expect(codes(await check(sandbox, folder))).toEqual(['unexplained-retirement'])
  })

  it('a set whose configuration is deleted while others remain is named, from every folder', async () => {
    const sandbox = await twoSets()
    await sandbox.git('rm', '-q', 'a/casebook.yaml')
    await sandbox.commit('Drop a')
    for (const folder of ['.', 'a', 'b'])
      expect(codes(await check(sandbox, folder)), folder).toEqual(['config-removed a/casebook.yaml'])
  })

  it('sets that swap their names are each compared with what they were', async () => {
    const sandbox = await twoSets()
    await sandbox.write('a/casebook.yaml', (await sandbox.read('a/casebook.yaml')).replace('set: a', 'set: b'))
    await sandbox.git('rm', '-q', '-r', 'b')
    await sandbox.commit('Call a b')
    expect(codes(await check(sandbox))).toEqual(['config-removed a/casebook.yaml'])
    expect((await check(sandbox)).document['problems']).toMatchObject([
      { message: 'the set "a" is gone: "a/casebook.yaml" names another now' },
    ])
  })

  it('sets of one name, or in one folder, are named', async () => {
    const sandbox = await twoSets()
    await sandbox.write('b/casebook.yaml', (await sandbox.read('b/casebook.yaml')).replace('set: b', 'set: a'))
    await sandbox.write('casebook.yaml', `set: top\npath: a/cases\ntarget: {command: ['true']}\n`)
    await sandbox.commit('Confuse them')
    const { document } = await check(sandbox)
    expect(document['problems']).toMatchObject([
      { code: 'config-removed', message: 'the set "b" is gone: "b/casebook.yaml" names another now' },
      {
        code: 'duplicate-set',
        message: 'two sets have the name "a": a/casebook.yaml and b/casebook.yaml',
        hint: 'give "set" another name in b/casebook.yaml',
      },
      {
        code: 'shared-folder',
        message: 'the sets "a" and "top" share the folder "a/cases"',
        hint: 'give "path" another folder in casebook.yaml',
      },
    ])
  })

  it('retire and diff ask which set is meant', async () => {
    const sandbox = await twoSets()
    for (const args of [
      ['diff', 'HEAD'],
      ['retire', REFUND.id, '--reason', 'privacy', '--why', 'x'],
    ])
      expect(expectExit(await sandbox.casebook(...args), 2).stderr).toBe(
        'error: there are 2 sets below here: a/casebook.yaml, b/casebook.yaml\nhint: casebook -C a …\nhint: casebook -C b …\n',
      )
    expectExit(await sandbox.casebook('-C', 'a', 'retire', REFUND.id, '--reason', 'privacy', '--why', 'x'), 0)
    await sandbox.git('commit', '-q', '-m', 'Retire it')
    expect(codes(await check(sandbox))).toEqual([])
    expect((await sandbox.json('-C', 'a', 'diff', 'main', 'HEAD')).document).toMatchObject({ retired: [REFUND.id] })
    expect((await sandbox.json('-C', 'b', 'diff', 'main', 'HEAD')).document).toMatchObject({ retired: [] })
  })
})
