import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, FIXED, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

/** A set whose case caught a bug, with another one in full and a bug in the inbox. */
async function aHistory(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', title: 'Never <i>asked</i>' }, 'full')
  await sandbox.write(
    `${SET}/inbox/reg-2026-01-02-cccccc.yaml`,
    'id: reg-2026-01-02-cccccc\ntitle: Not mended\ncaptured_at: "2026-01-02"\n',
  )
  await sandbox.commit('A set')
  expectExit(await sandbox.casebook('run'), 0)
  await sandbox.rules(BROKEN)
  await sandbox.commit('Break it')
  expectExit(await sandbox.casebook('run', { env: { CI: 'true' } }), 1)
  await sandbox.rules([...FIXED, { when: 'x', say: 'y' }])
  await sandbox.commit('Mend it')
  expectExit(await sandbox.casebook('run'), 0)
  return sandbox
}

describe.concurrent('the page of a set', () => {
  it('tells of its cases, what they caught, its history and the last run', async () => {
    const sandbox = await aHistory()
    const ran = expectExit(await sandbox.casebook('report', '--output', 'pages/set.html'), 0)
    expect([ran.stdout, ran.stderr]).toEqual(['wrote pages/set.html\n', ''])
    const page = await sandbox.read('pages/set.html')
    for (const part of [
      '<h1>regression <span class="badge good">green</span></h1>',
      '<p>1 in smoke, 1 in full, 0 in extended, 1 in inbox</p>',
      'One bug that came back and went no further',
      `<th scope="row" class="id">${REFUND.id}</th><td>${REFUND.title}</td>`,
      'Never &lt;i&gt;asked&lt;/i&gt;',
      '<span class="badge unsure">never asked</span>',
      '<td>Not mended</td><td></td><td></td><td>3</td>',
      '<caption>3 recorded</caption>',
    ])
      expect(page).toContain(part)
    expect(page).not.toMatch(/<script|<i>/)
    expect(page).toMatch(/^<!doctype html>\n/)
    // Without a file the page itself is what is printed.
    expect(expectExit(await sandbox.casebook('report'), 0).stdout).toBe(page)
  })

  it('tells a machine the same', async () => {
    const sandbox = await aHistory()
    const { document } = await sandbox.json('report')
    expectValid(document)
    expect(document).toMatchObject({
      format: 'casebook-report/1',
      commit: await sandbox.head(),
      set: { name: 'regression', cases: 2 },
      cases: [
        {
          id: REFUND.id,
          tier: 'smoke',
          why: expect.stringContaining('caught'),
          history: { catches: [{ verdict: 'relapsed' }], green_since: expect.any(String) },
        },
        { tier: 'full', history: null },
        { tier: 'inbox', history: null },
      ],
      last_run: { kind: 'run', green: true, commit: await sandbox.head() },
      total: 3,
    })
    const both = await sandbox.json('report', '--output', 'set.html')
    expect(both.document['format']).toBe('casebook-report/1')
    expect(await sandbox.read('set.html')).toContain('<h1>regression')
  })

  it('says red in words, with what did not pass', async () => {
    const sandbox = await aHistory()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break it again')
    expectExit(await sandbox.casebook('run'), 1)
    const page = expectExit(await sandbox.casebook('report'), 0).stdout
    expect(page).toContain('<h1>regression <span class="badge bad">red</span></h1>')
    expect(page).toMatch(new RegExp(`<td><span class="badge bad">relapsed</span></td><th [^>]*>${REFUND.id}</th>`))
  })

  it('is there before anything was run, or committed', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.write('casebook.yaml', "target: {command: ['true']}\n")
    await sandbox.addCase()
    const { document } = await sandbox.json('report')
    expectValid(document)
    expect(document).toMatchObject({ commit: null, last_run: null, runs: [], total: 0, cases: [{ id: REFUND.id }] })
    const page = expectExit(await sandbox.casebook('report'), 0).stdout
    expect(page).toContain('never run')
    expect(page).toContain('nothing committed yet')
  })

  it('tells of one set of several, and says so where it is not known of which', async () => {
    const sandbox = await makeSandbox({ bare: true })
    for (const name of ['a', 'b']) {
      await sandbox.write(
        `${name}/casebook.yaml`,
        `set: set-${name}\npath: evals\ntarget: {command: [cat], mode: once}\n`,
      )
      await sandbox.write(`${name}/evals/smoke/.gitkeep`, '')
    }
    await sandbox.commit('Two sets')
    expect(expectExit(await sandbox.casebook('report'), 2).stderr).toMatch(/casebook -C a .*\n.*casebook -C b /)
    expect(expectExit(await sandbox.casebook('-C', 'b', 'report'), 0).stdout).toContain('<h1>set-b ')
  })

  it('writes into no folder, and loses nothing', async () => {
    const sandbox = await aHistory()
    await sandbox.write('pages/mine.txt', 'mine\n')
    expectExit(await sandbox.casebook('report', '--output', 'pages'), 2)
    expect(await sandbox.read('pages/mine.txt')).toBe('mine\n')
  })
})
