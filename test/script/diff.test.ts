import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../lib/case/types.ts'
import { judgeTools } from '../fakes/judge-tools.ts'
import { expectExit, makeSandbox, PROJECT, type Sandbox, SET } from './sandbox.ts'

const [A, B, C, D] = ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'].map((tail) => `reg-2026-01-05-${tail}`) as [
  string,
  string,
  string,
  string,
]
const HOSTILE = 'Pay\u001b[2J \u202eback'
const WHY = ['--why', 'It is 14 days.\nAnd more of it.'] as const
const ROOT = /rcs1:[0-9a-f]{64}/g

/** What a document's own published schema has against it. */
function faultsOf(document: Record<string, unknown>): readonly string[] {
  const name = /^casebook-([a-z-]+)\/1$/.exec(String(document['format']))![1]!
  const schema = JSON.parse(readFileSync(join(PROJECT, `dist/schema/${name}.schema.json`), 'utf8')) as Json
  return judgeTools().compileSchema(schema)(document as Json)
}

/** Revision v1 with three cases; after it everything that can happen to one. */
async function aStory(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  for (const id of [A, B, C]) await sandbox.addCase({ id, title: `${HOSTILE} ${id.slice(-6)}`, input: id })
  await sandbox.commit('A set')
  await sandbox.git('tag', 'v1')
  await sandbox.addCase({ id: A, title: 'Said otherwise', input: 'Another' })
  expectExit(await sandbox.casebook('revise', A, '--reason', 'wrong-expectation', ...WHY), 0)
  expectExit(await sandbox.casebook('revise', B, '--tier', 'extended', '--why', 'It takes a minute.'), 0)
  expectExit(await sandbox.casebook('retire', C, '--reason', 'privacy', '--why', 'It names a person.'), 0)
  expectExit(await sandbox.casebook('waive', '#9', '--why', 'Docs.'), 0)
  await sandbox.addCase({ id: D, title: 'New', input: 'New' }, 'full')
  await sandbox.commit('Much at once')
  return sandbox
}

describe.concurrent('diff', () => {
  it('tells a release manager what came, changed, moved and left, and why', async () => {
    const sandbox = await aStory()
    const { stdout } = expectExit(await sandbox.casebook('diff', 'v1', 'HEAD'), 0)
    const note = (text: string): string => text.replace(/(2026-01-05-[a-z][a-z0-9-]*)-[0-9a-f]{6}\b/g, '$1-<digest>')
    expect(note(stdout.replace(ROOT, '<root>'))).toBe(`v1  regression@v1 <root> cases=3 notes=0
HEAD  regression@v5 <root> cases=3 notes=4

added (1)
  ${D}  full              New

changed (1)
  ${A}  smoke             Said otherwise
    2026-01-05-it-is-14-days-<digest> (wrong-expectation): It is 14 days.

moved (1)
  ${B}  smoke → extended  Pay\\x1b[2J \\u202eback bbbbbb
    2026-01-05-it-takes-a-minute-<digest>: It takes a minute.

retired (1)
  ${C}  smoke             Pay\\x1b[2J \\u202eback cccccc
    2026-01-05-it-names-a-person-<digest> (privacy): It names a person.

waived bugs (1)
  https://github.com/acme/shop/issues/9: Docs. (2026-01-05-docs-<digest>)
`)
  })

  it('is one document with every field of the contract, and its schema holds', async () => {
    const sandbox = await aStory()
    const { code, document, stderr } = await sandbox.json('diff', 'v1', 'HEAD')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(document).toMatchObject({
      format: 'casebook-diff/1',
      from: {
        rev: 'v1',
        commit: await sandbox.git('rev-parse', 'v1'),
        set: { name: 'regression', version: 1, cases: 3 },
      },
      to: { rev: 'HEAD', commit: await sandbox.head(), set: { version: 5, notes: 4 } },
      added: [D],
      annotated: [],
      changed: [A],
      retired: [C],
      moved: [{ id: B, from: 'smoke', to: 'extended' }],
      unexplained: [],
      unreadable: { from: [], to: [] },
      problems: [],
    })
    expect(document['notes']).toMatchObject([
      { reason: null, waive: [{ bug: 'https://github.com/acme/shop/issues/9' }] },
      { reason: 'wrong-expectation', retire: [], change: [A], why: 'It is 14 days.' },
      { reason: 'privacy', retire: [C], change: [] },
      { reason: null, move: [B] },
    ])
    expect(faultsOf(document)).toEqual([])
    expect(faultsOf({ ...document, unexplained: 1 })).not.toEqual([])
  })

  it('says so where nothing changed, and compares with the work tree where no other revision is named', async () => {
    const sandbox = await aStory()
    expect(expectExit(await sandbox.casebook('diff', 'v1', 'v1'), 0).stdout).toMatch(/\n\nnothing changed\n$/)
    await sandbox.addCase({ id: D, title: 'Described better', input: 'New' }, 'full')
    const { document } = await sandbox.json('diff', 'HEAD')
    expect(document).toMatchObject({ to: { rev: null, commit: null }, annotated: [D], changed: [] })
  })

  it('names what no note explains, exits 0 and leaves the judgement to check --base', async () => {
    const sandbox = await aStory()
    await sandbox.git('rm', '-q', `${SET}/full/${D}.yaml`)
    await sandbox.git('mv', `${SET}/smoke/${A}.yaml`, `${SET}/extended/${A}.yaml`)
    const ran = expectExit(await sandbox.casebook('diff', 'HEAD'), 0)
    expect(ran.stdout).toContain(
      `\nunexplained (2)\n  case "${A}" moved from "smoke" to "extended", out of the release gate, without a migration note\n  case "${D}" left the set without a migration note\n`,
    )
    expect((await sandbox.json('diff', 'HEAD')).document['unexplained']).toEqual([A, D])
  })

  it('can look backwards', async () => {
    const sandbox = await aStory()
    const { document } = await sandbox.json('diff', 'HEAD', 'v1')
    expect(document).toMatchObject({ added: [C], retired: [D], changed: [A], unexplained: [A, D] })
  })

  it('names what does not read at either end', async () => {
    const sandbox = await aStory()
    await sandbox.write(`${SET}/smoke/${A}.yaml`, 'no case\n')
    await sandbox.commit('Spoil it')
    const there = await sandbox.json('diff', 'v1', 'HEAD')
    expect(there.document).toMatchObject({ unreadable: { from: [], to: [A] }, unexplained: [A] })
    const back = await sandbox.casebook('diff', 'HEAD', 'v1')
    expect(expectExit(back, 0).stdout).toContain(`\nunreadable at HEAD (1)\n  ${A}\n`)
  })

  it('counts a case in two folders, without a root', async () => {
    const sandbox = await aStory()
    await sandbox.addCase({ id: D, input: 'New' }, 'smoke')
    const { code, document } = await sandbox.json('diff', 'HEAD')
    expect({ code, to: document['to'] }).toMatchObject({ code: 0, to: { set: null } })
    expect(faultsOf(document)).toEqual([])
    expect((await sandbox.casebook('diff', 'HEAD')).stdout).toContain(
      'the work tree  no root: a case is in two folders\n',
    )
  })

  it('works where an end has no set, or a configuration that does not read', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.commit('Before')
    await sandbox.write('casebook.yaml', `path: ${SET}\nnovelty: 1\n`)
    await sandbox.addCase()
    await sandbox.commit('Another casebook')
    await sandbox.write('casebook.yaml', `path: ${SET}\n`)
    await sandbox.commit('This one')
    await rm(sandbox.path('casebook.yaml'))
    await sandbox.commit('None')
    for (const [from, to, lists] of [
      ['HEAD~3', 'HEAD~1', { added: [A] }],
      ['HEAD~2', 'HEAD~1', { added: [], changed: [] }],
      ['HEAD~1', 'HEAD~2', { added: [], changed: [] }],
      ['HEAD~1', 'HEAD', { retired: [A], unexplained: [A] }],
    ] as const)
      expect(await sandbox.json('diff', from, to), `${from} ${to}`).toMatchObject({ code: 0, document: lists })
    expect(expectExit(await sandbox.casebook('diff', 'HEAD~3', 'HEAD'), 2).stderr).toContain(
      'error: there is no casebook.yaml at ',
    )
  })

  it.each([
    [['diff', 'v1..v2'], 'error: "v1..v2" is a range\nhint: casebook diff v1 v2\n'],
    [['diff', 'v1...'], 'error: "v1..." is a range\nhint: casebook diff v1 HEAD\n'],
    [['diff', 'nope', 'HEAD'], 'error: "nope" names no commit here\n'],
    [['diff', 'HEAD', 'nope'], 'error: "nope" names no commit here\n'],
  ])('refuses %j', async (args, text) => {
    const sandbox = await makeSandbox()
    expect(expectExit(await sandbox.casebook(...args), 2).stderr).toContain(text)
  })

  it('works in a bare repository, and starts no configured command', async () => {
    const sandbox = await makeSandbox({ config: 'capture: {fetch: ["/no/such", "{id}"]}\n' })
    await sandbox.addCase()
    await sandbox.commit('A case')
    await sandbox.git('push', '-q', 'origin', 'main')
    const ran = await sandbox.json('diff', 'main~1', 'main', { cwd: sandbox.remote })
    expect(ran).toMatchObject({ code: 0, document: { added: [A] } })
  })
})

describe.concurrent('the documents of notes', () => {
  it.each([
    ['retire', [A, '--reason', 'privacy', '--why', 'x']],
    ['revise', [A, '--tier', 'extended', '--why', 'x']],
    ['waive', ['#9', '--why', 'x']],
  ])('of %s keep to their schemas', async (verb, args) => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    for (const more of [['--dry-run'], [], []]) {
      const { document } = await sandbox.json(verb, ...args, ...more)
      expect(document).toMatchObject({ format: `casebook-${verb}/1`, dry_run: more.length > 0 })
      expect(faultsOf(document)).toEqual([])
    }
  })
})
