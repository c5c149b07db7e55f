import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'

const A = REFUND.id
const B = 'reg-2026-02-02-bbbbbb'
const C = 'reg-2026-02-02-cccccc'
const D = 'reg-2026-02-02-dddddd'
const fileOf = (id: string): string => `${SET}/smoke/${id}.yaml`

const retire = async (sandbox: Sandbox, id: string, why: string): Promise<void> => {
  expectExit(await sandbox.casebook('retire', id, '--reason', 'duplicate', '--why', why), 0)
  await sandbox.git('commit', '-q', '-m', `Retire ${id}`)
}
const add = async (sandbox: Sandbox, id: string): Promise<void> => {
  await sandbox.addCase({
    id,
    input: `Ask ${id}`,
    bug_link: `https://github.com/acme/shop/issues/${parseInt(id.slice(-6), 16)}`,
  })
  await sandbox.commit(`Add ${id}`)
}
const branch = (sandbox: Sandbox, name: string, from = 'origin/main'): Promise<string> =>
  sandbox.git('checkout', '-q', '--no-track', '-b', name, from)
const merge = (sandbox: Sandbox, ...what: string[]): Promise<string> =>
  sandbox.git('merge', '-q', '--no-edit', '--no-ff', ...what)
const check = (sandbox: Sandbox, base = 'origin/main') => sandbox.json('check', '--base', base)

/** Three cases on the base branch, without a bug that a message refers to. */
async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  for (const id of [A, B, C]) await add(sandbox, id)
  await sandbox.git('push', '-q', 'origin', 'main')
  return sandbox
}

/** `one` and `two` retire a case each, `three` adds one; nothing is merged yet. */
async function threeBranches(): Promise<Sandbox> {
  const sandbox = await aSet()
  for (const [name, act] of [
    ['one', () => retire(sandbox, A, 'One says so.')],
    ['two', () => retire(sandbox, B, 'Two says so.')],
    ['three', () => add(sandbox, D)],
  ] as const) {
    await branch(sandbox, name)
    await act()
  }
  return sandbox
}

describe.concurrent('two branches that retire a case each and a third that adds one', () => {
  it('are lawful merged in any order, against the base branch and against each of them', async () => {
    const sandbox = await threeBranches()
    for (const order of [
      'one two three',
      'one three two',
      'two one three',
      'two three one',
      'three one two',
      'three two one',
    ]) {
      const names = order.split(' ')
      await sandbox.git('checkout', '-q', '--detach', 'origin/main')
      for (const name of names) await merge(sandbox, name)
      for (const base of ['origin/main', names[2]!])
        expect(await check(sandbox, base), `${order} against ${base}`).toMatchObject({
          code: 0,
          document: { problems: [], warnings: [] },
        })
    }
    expect((await sandbox.json('list')).document['cases']).toMatchObject([{ id: C }, { id: D }])
  })

  it('are lawful as an octopus', async () => {
    const sandbox = await threeBranches()
    await branch(sandbox, 'all')
    await merge(sandbox, 'one', 'two', 'three')
    expect((await check(sandbox)).document).toMatchObject({ ok: true })
  })
})

describe.concurrent('two branches that retire the same case', () => {
  it('merge clean, in one note where they say the same and in two where they do not', async () => {
    const sandbox = await aSet()
    for (const [name, why] of [
      ['one', 'One says so.'],
      ['two', 'Two says so.'],
      ['same', 'Two says so.'],
    ] as const) {
      await branch(sandbox, name)
      await retire(sandbox, A, why)
    }
    await merge(sandbox, 'one')
    await merge(sandbox, 'two')
    expect((await check(sandbox)).document).toMatchObject({ ok: true, warnings: [] })
    expect((await sandbox.git('ls-files', `${SET}/migrations`)).split('\n')).toHaveLength(2)
  })

  it('or one retires and the other changes: either outcome is lawful, and the other entry warns', async () => {
    const sandbox = await aSet()
    await branch(sandbox, 'one')
    await retire(sandbox, A, 'One says so.')
    await branch(sandbox, 'two')
    await sandbox.addCase({ input: 'Asked better' })
    expectExit(await sandbox.casebook('revise', A, '--reason', 'wrong-expectation', '--why', 'Badly asked.'), 0)
    await sandbox.git('commit', '-q', '-m', 'Revise')
    for (const [choice, code] of [
      [['rm', '-q', fileOf(A)], 0],
      [['checkout', '-q', 'two', '--', fileOf(A)], 0],
    ] as const) {
      await sandbox.git('checkout', '-q', '--detach', 'two')
      expect((await sandbox.tryGit('merge', '-q', 'one')).code).toBe(1)
      await sandbox.git(...choice)
      await sandbox.commit('Merge')
      expect(await check(sandbox)).toMatchObject({ code, document: { warnings: [{ code: 'stray-entry', id: A }] } })
    }
  })
})

describe.concurrent('a merge commit', () => {
  /** A branch that takes the base branch's new case in and, in the same commit, drops it. */
  it('that drops a case of the base branch silently is named', async () => {
    const sandbox = await aSet()
    await branch(sandbox, 'side')
    await sandbox.commit('Work')
    await sandbox.git('checkout', '-q', 'main')
    await add(sandbox, D)
    await sandbox.git('push', '-q', 'origin', 'main')
    await sandbox.git('checkout', '-q', 'side')
    await sandbox.git('merge', '-q', '--no-commit', '--no-ff', 'main')
    await sandbox.git('rm', '-q', '-f', fileOf(D))
    await sandbox.git('commit', '-q', '-m', 'Merge main')
    const { code, document } = await check(sandbox)
    expect({ code, document }).toMatchObject({
      code: 1,
      document: { problems: [{ code: 'unexplained-retirement', id: D }] },
    })
  })

  it('that drops another case than the one both sides retire is named', async () => {
    const sandbox = await threeBranches()
    await sandbox.git('checkout', '-q', 'one')
    await sandbox.git('merge', '-q', '--no-commit', '--no-ff', 'two')
    await sandbox.git('rm', '-q', '-f', fileOf(C))
    await sandbox.git('commit', '-q', '-m', 'Merge two')
    expect((await check(sandbox)).document).toMatchObject({ problems: [{ code: 'unexplained-retirement', id: C }] })
  })

  it('that changes a case silently is named', async () => {
    const sandbox = await threeBranches()
    await sandbox.git('checkout', '-q', 'one')
    await sandbox.git('merge', '-q', '--no-commit', '--no-ff', 'two')
    await sandbox.addCase({ id: C, input: 'Easy' })
    await sandbox.commit('Merge two')
    expect((await check(sandbox)).document).toMatchObject({ problems: [{ code: 'unexplained-change', id: C }] })
  })

  it('that drops a note of the base branch is named', async () => {
    const sandbox = await threeBranches()
    await sandbox.git('push', '-q', 'origin', 'one:main')
    await sandbox.git('checkout', '-q', 'two')
    await sandbox.git('merge', '-q', '--no-commit', '--no-ff', 'one')
    await sandbox.git('rm', '-q', '-f', await sandbox.git('ls-tree', '-r', '--name-only', 'one', `${SET}/migrations/`))
    await sandbox.git('commit', '-q', '-m', 'Merge one')
    expect((await check(sandbox)).document).toMatchObject({ problems: [{ code: 'note-removed' }] })
  })
})

describe.concurrent('a squash-merge', () => {
  const MESSAGE = 'Round down (#31)\n\n* Round down (fixes #77)\n\nRegression-Case: reg-2026-03-03-eeeeee\n\n* Tidy up'

  it('whose message lost its trailers is fine with the case, and names the bug without', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({
      id: 'reg-2026-03-03-eeeeee',
      input: 'Round',
      bug_link: 'https://github.com/acme/shop/issues/77',
    })
    await sandbox.commit(MESSAGE)
    expect(await check(sandbox)).toMatchObject({ code: 0 })
    await sandbox.git('rm', '-q', fileOf('reg-2026-03-03-eeeeee'))
    await sandbox.git('commit', '-q', '--amend', '--allow-empty', '-m', MESSAGE)
    expect(await check(sandbox)).toMatchObject({ code: 1, document: { problems: [{ code: 'bug-without-case' }] } })
  })
})

describe.concurrent('criss-cross merges', () => {
  /** Two branches that merged each other: `left` and `right` are both best common ancestors of what comes next. */
  async function crossed(): Promise<Sandbox> {
    const sandbox = await aSet()
    await branch(sandbox, 'left')
    await retire(sandbox, A, 'Left says so.')
    await branch(sandbox, 'right')
    await add(sandbox, D)
    await sandbox.git('branch', 'left-first', 'left')
    await sandbox.git('branch', 'right-first', 'right')
    await sandbox.git('checkout', '-q', 'left-first')
    await merge(sandbox, 'right')
    await sandbox.git('checkout', '-q', 'right-first')
    await merge(sandbox, 'left')
    expect((await sandbox.git('merge-base', '--all', 'left-first', 'right-first')).split('\n')).toHaveLength(2)
    return sandbox
  }

  it('are lawful', async () => {
    const sandbox = await crossed()
    expect(await check(sandbox, 'left-first')).toMatchObject({ code: 0, document: { warnings: [] } })
  })

  it.each([
    ['a case that one side added', D],
    ['a case that neither side touched', B],
  ])('hide no drop of %s', async (_what, id) => {
    const sandbox = await crossed()
    await sandbox.git('rm', '-q', fileOf(id))
    await sandbox.git('commit', '-q', '--amend', '--no-edit')
    for (const base of ['left-first', 'main'])
      if (base !== 'main' || id !== D)
        expect((await check(sandbox, base)).document, base).toMatchObject({
          problems: [{ code: 'unexplained-retirement', id }],
        })
  })

  it('let the one be retired whose note is there, whichever side is asked', async () => {
    const sandbox = await crossed()
    await retire(sandbox, D, 'Not needed.')
    expect(await check(sandbox, 'left-first')).toMatchObject({ code: 0 })
  })
})
