import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { renderCase } from '../../lib/case/write-case.ts'
import { expectExit, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'

const ID = REFUND.id
const CASE = `${SET}/smoke/${ID}.yaml`
const WORDS = ['--reason', 'wrong-expectation', '--why', 'It was asked wrongly.'] as const

/** A case on the base branch; HEAD is a branch of its own. */
async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.commit('A case')
  await sandbox.git('push', '-q', 'origin', 'main')
  await sandbox.git('checkout', '-q', '--no-track', '-b', 'work', 'origin/main')
  return sandbox
}

const status = (sandbox: Sandbox): Promise<string> => sandbox.git('status', '--porcelain')
const commit = (sandbox: Sandbox): Promise<string> => sandbox.git('commit', '-q', '-m', 'A step')
const revise = (sandbox: Sandbox, ...more: string[]) => sandbox.json('revise', ID, ...WORDS, ...more)
const retire = (sandbox: Sandbox, ...more: string[]) =>
  sandbox.json('retire', ID, '--reason', 'duplicate', '--why', 'One of two.', ...more)
/** What the law has against the branch, staged work included. */
async function lawOf(sandbox: Sandbox): Promise<unknown> {
  await commit(sandbox)
  const { document } = await sandbox.json('check', '--base', 'origin/main')
  return [...(document['problems'] as object[]), ...(document['warnings'] as object[])]
}

describe.concurrent('revise', () => {
  it('leads on from what the branch changed before', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ input: 'First' })
    const first = await revise(sandbox)
    await commit(sandbox)
    await sandbox.addCase({ input: 'Second' })
    const second = await revise(sandbox)
    expect(second.document['from']).toBe(first.document['to'])
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('leads all the way where the branch changed it without a note', async () => {
    const sandbox = await aSet()
    const demand = (await sandbox.json('show', ID)).document['demand']
    await sandbox.addCase({ input: 'First' })
    await sandbox.commit('Without a note')
    await sandbox.addCase({ input: 'Second' })
    expect((await revise(sandbox)).document['from']).toBe(demand)
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('is told apart from what it was on the base branch, not from the push before', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ input: 'First' })
    await sandbox.commit('Without a note')
    await sandbox.git('push', '-q', '-u', 'origin', 'work')
    expectExit(await revise(sandbox), 0)
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('says what a note says already, and writes no second', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ input: 'First' })
    const { document } = await revise(sandbox)
    const again = expectExit(await sandbox.casebook('revise', ID, ...WORDS), 0)
    expect(again.stdout).toBe(`revised ${ID}, staged\n  explained already by ${document['note']}\n`)
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('needs no note for a case that no commit holds yet', async () => {
    const sandbox = await aSet()
    const other = 'reg-2026-02-02-bbbbbb'
    await sandbox.addCase({ id: other, input: 'New' })
    expect(expectExit(await sandbox.casebook('revise', other, ...WORDS), 0).stdout).toBe(
      `revised ${other}, staged\n  no note is needed: no commit holds it yet\n`,
    )
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('notes a move out of the release gate, made here or before, and asks no reason for it', async () => {
    for (const flags of [['--tier', 'extended'], []]) {
      const sandbox = await aSet()
      await sandbox.write(`${SET}/extended/.gitkeep`, '')
      if (flags.length === 0) await sandbox.git('mv', CASE, `${SET}/extended/${ID}.yaml`)
      const ran = await sandbox.json('revise', ID, '--why', 'It takes a minute.', ...flags)
      expect(ran).toMatchObject({ code: 0, document: { format: 'casebook-revise/1' } })
      expect(ran.document['text']).toBe(
        `---\nmove:\n  - id: ${ID}\n    from: smoke\n    to: extended\n---\n\nIt takes a minute.\n`,
      )
      expect(existsSync(sandbox.path(CASE))).toBe(false)
      expect(await lawOf(sandbox)).toEqual([])
    }
  })

  it('notes no move of a case that was adversarial on the base', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase({ tags: ['adversarial'] })
    await sandbox.commit('A case')
    await sandbox.git('push', '-q', 'origin', 'main')
    expect(await sandbox.json('revise', ID, '--tier', 'extended')).toMatchObject({ code: 0, document: { note: null } })
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('takes one reason more, evidence and who approved it', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ input: 'First' })
    const { document } = await revise(
      sandbox,
      '--evidence',
      'https://example.com/1',
      '--evidence',
      'a mail',
      '--approved-by',
      'Ada',
    )
    expect(document['text']).toContain('evidence:\n  - https://example.com/1\n  - a mail\napproved_by: Ada\n')
  })

  it.each([
    [
      'no case',
      ['revise', 'reg-2026-09-09-ffffff', ...WORDS],
      'error: there is no case "reg-2026-09-09-ffffff" in the set\n',
    ],
    ['no change, and no editor', ['revise', ID, ...WORDS], `error: ${CASE}: "${ID}" demands what it did before\n`],
    ['a base that is none', ['retire', ID, ...WORDS, '--base', 'nope'], 'error: "nope" names no commit here\n'],
    [
      'no reason',
      ['retire', ID, '--why', 'x'],
      'error: missing required argument: reason\nhint: --reason <impossible|',
    ],
    ['no why', ['retire', ID, '--reason', 'privacy'], 'error: missing required argument: why\n'],
    [
      'an empty why',
      ['retire', ID, '--reason', 'privacy', '--why', ' '],
      'error: the migration note would be refused: has no prose\n',
    ],
    ['a reason that is none', ['retire', ID, '--reason', 'because', '--why', 'x'], 'error: invalid values:'],
    ['a bug that is none', ['waive', 'the bug', '--why', 'x'], 'error: "the bug" names no bug\n'],
  ])('refuses %s, and leaves everything as it was', async (_what, args, text) => {
    const sandbox = await aSet()
    expect(expectExit(await sandbox.casebook(...args), 2).stderr).toContain(text)
    expect(await status(sandbox)).toBe('')
  })
})

describe.concurrent('revise in an editor', () => {
  const editing = (script: string) => ({ env: { EDITOR: script } })
  const sed = (from: string, to: string): string => `sed -i -e 's/${from}/${to}/'`

  it('takes what a person made of the case, and its note', async () => {
    const sandbox = await aSet()
    const ran = await sandbox.json('revise', ID, ...WORDS, editing(sed('day 40', 'day 41')))
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(await sandbox.read(CASE)).toContain('day 41')
    expect(await lawOf(sandbox)).toEqual([])
    expect(sandbox.leftovers()).toEqual([])
  })

  it('asks GIT_EDITOR, core.editor, VISUAL and EDITOR in git’s order', async () => {
    const sandbox = await aSet()
    await sandbox.git('config', 'core.editor', sed('day 40', 'day 42'))
    const env = { VISUAL: sed('day 40', 'day 43'), EDITOR: 'false' }
    expectExit(await sandbox.casebook('revise', ID, ...WORDS, { env }), 0)
    expect(await sandbox.read(CASE)).toContain('day 42')
  })

  it('writes another description without a note', async () => {
    const sandbox = await aSet()
    const ran = await sandbox.casebook('revise', ID, editing(sed('after day 30', 'late')))
    expect(expectExit(ran, 0).stdout).toBe(`revised ${ID}, staged\n  no note is needed: it demands what it did\n`)
    expect(await lawOf(sandbox)).toEqual([])
  })

  it.each([
    ['changes nothing', 'true', `"${ID}" demands what it did before`],
    ['breaks the case', sed('input:', 'imput:'), 'lacks "input"'],
    ['gives it another id', sed('aaaaaa', 'ffffff'), "is not the file's name"],
    ['fails', 'false', 'the editor "false" ended with exit 1'],
    ['is not there', '/no/such/editor', 'the editor "/no/such/editor" ended with exit 127'],
    ['empties the file', 'cp /dev/null', 'the file is empty'],
    [
      'demands something else, and no why is given',
      sed('day 40', 'day 41'),
      'missing required argument: why',
      '--reason',
      'privacy',
    ],
  ])('leaves everything as it was where a person %s', async (_what, editor, text, ...flags) => {
    const sandbox = await aSet()
    const ran = await sandbox.casebook('revise', ID, ...(flags.length > 0 ? flags : WORDS), editing(editor))
    expect(expectExit(ran, 2).stderr).toContain(text)
    expect(await status(sandbox)).toBe('')
    expect(sandbox.leftovers()).toEqual([])
  })

  it('is offered to a person at a terminal, who is then asked for reason and why', async () => {
    const sandbox = await aSet()
    const line = `'${process.execPath}' '${process.cwd()}/dist/main.cjs' revise ${ID}`
    const env = { EDITOR: sed('day 40', 'day 41'), TERM: 'xterm', CI: undefined }
    const ran = await sandbox.exec('script', ['-qec', line, '/dev/null'], { input: '\r\u0004', env })
    expect(ran.stdout).toContain('reason:')
  })
})

describe.concurrent('retire', () => {
  it('leads on from what the branch changed before', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ input: 'First' })
    const revised = await revise(sandbox)
    await commit(sandbox)
    expect((await retire(sandbox)).document['from']).toBe(revised.document['to'])
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('of a case edited in the work tree says what the base demanded', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ input: 'First' })
    expectExit(await retire(sandbox), 0)
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('of a case in the inbox keeps the file there', async () => {
    const sandbox = await aSet()
    await sandbox.write(`${SET}/inbox/.gitkeep`, '')
    await rename(sandbox.path(CASE), sandbox.path(`${SET}/inbox/${ID}.yaml`))
    expectExit(await retire(sandbox), 0)
    expect(await lawOf(sandbox)).toEqual([])
    expect(await sandbox.git('ls-files', SET)).toContain(`${SET}/inbox/${ID}.yaml`)
  })

  it('twice says the same once', async () => {
    const sandbox = await aSet()
    const { document } = await retire(sandbox)
    const again = await retire(sandbox)
    expect(again.document).toMatchObject({ note: document['note'], path: null })
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('after it came back and left again needs no other note', async () => {
    const sandbox = await aSet()
    const { document } = await retire(sandbox)
    await commit(sandbox)
    await sandbox.addCase({ input: 'Back, and different' })
    await sandbox.commit('Back')
    expect((await sandbox.json('check', '--base', 'origin/main')).document).toMatchObject({ ok: true })
    expect((await retire(sandbox)).document).toMatchObject({ note: document['note'], path: null })
    expect(await lawOf(sandbox)).toEqual([])
  })

  it('of what the base branch changed meanwhile is said once it is merged', async () => {
    const sandbox = await aSet()
    expectExit(await retire(sandbox), 0)
    await commit(sandbox)
    await sandbox.git('checkout', '-q', 'main')
    await sandbox.addCase({ input: 'Asked better' })
    expectExit(await revise(sandbox), 0)
    await commit(sandbox)
    await sandbox.git('push', '-q', 'origin', 'main')
    await sandbox.git('checkout', '-q', 'work')
    expect((await sandbox.tryGit('merge', '-q', 'origin/main')).code).toBe(1)
    await sandbox.git('rm', '-q', CASE)
    await sandbox.commit('Merge main')
    expect((await sandbox.json('check', '--base', 'origin/main')).document).toMatchObject({
      problems: [{ code: 'unexplained-retirement' }],
    })
    expectExit(await retire(sandbox), 0)
    expect(await lawOf(sandbox)).toEqual([expect.objectContaining({ code: 'stray-entry' })])
  })

  it('works where no remote is, and where the configured base is not fetched', async () => {
    for (const config of ['', 'base: origin/trunk\n']) {
      const sandbox = await makeSandbox({ config })
      await sandbox.git('remote', 'remove', 'origin')
      await sandbox.addCase()
      await sandbox.commit('A case')
      expectExit(await retire(sandbox), 0)
      await commit(sandbox)
      expect((await sandbox.json('check', '--base', 'HEAD~1')).document).toMatchObject({ ok: true })
    }
  })

  it('says in a bare repository that there is nothing to change', async () => {
    const sandbox = await aSet()
    const ran = await sandbox.casebook('retire', ID, '--reason', 'privacy', '--why', 'x', { cwd: sandbox.remote })
    expect(expectExit(ran, 2).stderr).toBe(
      'error: there is no work tree here to change\nhint: git worktree add <folder>\n',
    )
  })

  it('--dry-run shows the note and changes nothing', async () => {
    const sandbox = await aSet()
    const ran = await sandbox.casebook('retire', ID, '--reason', 'privacy', '--why', 'It names a person.', '--dry-run')
    expect(expectExit(ran, 0).stdout).toMatch(
      /^evals\/data\/regression\/migrations\/2026-01-05-it-names-a-person-[0-9a-f]{6}\.md\n\n---\nretire:\n/,
    )
    expect(await status(sandbox)).toBe('')
  })
})

describe.concurrent('a note and its change are one', () => {
  it.each([
    ['retire', ['retire', ID, '--reason', 'privacy', '--why', 'x'], {}],
    ['revise', ['revise', ID, ...WORDS], { EDITOR: "sed -i -e 's/day 40/day 41/'" }],
    ['revise --tier', ['revise', ID, '--tier', 'extended', '--why', 'x'], {}],
    ['waive', ['waive', '#9', '--why', 'x'], {}],
  ])('where the index is locked %s leaves everything as it was', async (_what, args, env) => {
    const sandbox = await aSet()
    await sandbox.write('.git/index.lock', '')
    const ran = await sandbox.casebook(...args, { env })
    expect(expectExit(ran, 3).stderr).toContain('index.lock')
    await rm(sandbox.path('.git/index.lock'))
    expect(await status(sandbox)).toBe('')
    expect(await sandbox.read(CASE)).toBe(renderCase(REFUND))
  })

  it.each([
    ['the note is written and the case still stands', `${SET}/smoke/${ID}.yaml`],
    ['both are done and nothing is staged', null],
  ])('after a kill when %s, the same command ends it', async (_what, restored) => {
    const sandbox = await aSet()
    const { document } = await retire(sandbox)
    await sandbox.git('reset', '-q')
    if (restored !== null) await sandbox.git('checkout', '-q', '--', restored)
    expect((await retire(sandbox)).document).toMatchObject({ note: document['note'] })
    expect(await lawOf(sandbox)).toEqual([])
    expect(await sandbox.git('ls-files', SET)).toBe(`${SET}/migrations/${document['note']}.md`)
  })
})
