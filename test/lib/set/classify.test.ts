import { describe, expect, it } from 'vitest'
import { classifyFiles, type SetFile } from '../../../lib/set/classify.ts'

const ROOT = 'evals/set'
const ID = 'reg-2026-11-22-3f9a1c'
const file = (path: string, mode = '100644', root = ROOT): SetFile => ({ path: `${root}/${path}`, mode, oid: null })
const classify = (...paths: readonly string[]) =>
  classifyFiles(
    paths.map((path) => file(path)),
    ROOT,
  )
const saidOf = (one: SetFile, root = ROOT): string[] =>
  classifyFiles([one], root).findings.map(({ code, message, hint }) => `${code}: ${message} | ${hint}`)

const STRAY = 'cases lie in smoke, full, extended, inbox, migrations, one folder deep'
const CASE_NAME = 'name it reg-YYYY-MM-DD-xxxxxx.yaml, with six lower-case hex digits'
const NOTE_NAME = 'name it YYYY-MM-DD-why.md, in lower case'

describe('classifyFiles', () => {
  it('takes the folder for the tier, and keeps inbox and notes apart, each by id', () => {
    const files = classify(
      'smoke/reg-2026-11-22-bbbbbb.yaml',
      'smoke/reg-2026-11-22-aaaaaa.yaml',
      'full/reg-2026-11-21-cccccc.yaml',
      'extended/reg-2026-11-20-dddddd.yaml',
      'inbox/reg-2026-11-22-eeeeee.yaml',
      'migrations/2026-11-23-b.md',
      'migrations/2026-11-22-a.md',
    )
    expect(files.findings).toEqual([])
    expect(files.cases.map(({ id, tier }) => `${tier} ${id}`)).toEqual([
      'extended reg-2026-11-20-dddddd',
      'full reg-2026-11-21-cccccc',
      'smoke reg-2026-11-22-aaaaaa',
      'smoke reg-2026-11-22-bbbbbb',
    ])
    expect(files.inbox.map(({ id }) => id)).toEqual(['reg-2026-11-22-eeeeee'])
    expect(files.notes.map(({ id }) => id)).toEqual(['2026-11-22-a', '2026-11-23-b'])
  })

  it('keeps path, mode and object id as listed', () => {
    const one: SetFile = { path: `smoke-set/full/${ID}.yaml`, mode: '100644', oid: 'abc' }
    expect(classifyFiles([one], 'smoke-set').cases).toEqual([{ ...one, id: ID, tier: 'full' }])
  })

  it('leaves aside what keeps a folder or explains it', () => {
    const files = classify(
      'README.md',
      '.gitkeep',
      '.gitattributes',
      'smoke/README.md',
      'smoke/.gitkeep',
      'inbox/.gitignore',
      'migrations/README.md',
    )
    expect(files).toEqual({ cases: [], notes: [], inbox: [], findings: [] })
  })

  it.each<[what: string, path: string, said: string]>([
    [
      'a case beside the folders',
      `${ID}.yaml`,
      `stray-file: "evals/set/${ID}.yaml" is in no folder of the set | ${STRAY}`,
    ],
    [
      'a case of a fourth tier',
      `nightly/${ID}.yaml`,
      `stray-file: "evals/set/nightly/${ID}.yaml" is in no folder of the set | ${STRAY}`,
    ],
    [
      'a case one folder deeper',
      `smoke/a/${ID}.yaml`,
      `stray-file: "evals/set/smoke/a/${ID}.yaml" is in no folder of the set | ${STRAY}`,
    ],
    [
      'a README one folder deeper',
      'smoke/a/README.md',
      `stray-file: "evals/set/smoke/a/README.md" is in no folder of the set | ${STRAY}`,
    ],
    [
      'a folder that a prototype has',
      `constructor/${ID}.yaml`,
      `stray-file: "evals/set/constructor/${ID}.yaml" is in no folder of the set | ${STRAY}`,
    ],
    [
      'a case that ends in yml',
      `smoke/${ID}.yml`,
      `case-name: "evals/set/smoke/${ID}.yml" is no name for a case | ${CASE_NAME}`,
    ],
    [
      'a case in capitals',
      'smoke/reg-2026-11-22-3F9A1C.yaml',
      `case-name: "evals/set/smoke/reg-2026-11-22-3F9A1C.yaml" is no name for a case | ${CASE_NAME}`,
    ],
    [
      'an open case by another name',
      'inbox/todo.yaml',
      `case-name: "evals/set/inbox/todo.yaml" is no name for a case | ${CASE_NAME}`,
    ],
    [
      'a note in a tier',
      'smoke/2026-11-22-a.md',
      `case-name: "evals/set/smoke/2026-11-22-a.md" is no name for a case | ${CASE_NAME}`,
    ],
    [
      'a case among the notes',
      `migrations/${ID}.yaml`,
      `note-name: "evals/set/migrations/${ID}.yaml" is no name for a migration note | ${NOTE_NAME}`,
    ],
    [
      'a note in capitals',
      'migrations/Drop.md',
      `note-name: "evals/set/migrations/Drop.md" is no name for a migration note | ${NOTE_NAME}`,
    ],
    [
      'a note without a name',
      'migrations/.md',
      `note-name: "evals/set/migrations/.md" is no name for a migration note | ${NOTE_NAME}`,
    ],
    [
      'a note with a name of 129 letters',
      `migrations/${'a'.repeat(129)}.md`,
      `note-name: "evals/set/migrations/${'a'.repeat(129)}.md" is no name for a migration note | ${NOTE_NAME}`,
    ],
  ])('has no place for %s', (_, path, said) => {
    expect(saidOf(file(path))).toEqual([said])
    const { cases, notes, inbox } = classify(path)
    expect([...cases, ...notes, ...inbox]).toEqual([])
  })

  it.each<[mode: string, said: string]>([
    ['120000', 'symlink: "{}" is a symbolic link | put a copy of the file there'],
    ['160000', 'submodule: "{}" is a submodule | keep cases as files'],
    ['100755', 'executable: "{}" is executable | git update-index --chmod=-x {}; chmod -x {}'],
  ])('takes no case, note or open case of mode %s', (mode, said) => {
    for (const path of [`smoke/${ID}.yaml`, `inbox/${ID}.yaml`, 'migrations/2026-11-22-a.md'])
      expect(saidOf(file(path, mode))).toEqual([said.replaceAll('{}', `${ROOT}/${path}`)])
  })

  it('quotes a folder in a hint as a shell takes it', () => {
    expect(saidOf(file(`smoke/${ID}.yaml`, '100755', "my evals' $(x)"), "my evals' $(x)")[0]).toMatch(
      `chmod -x 'my evals'\\'' $(x)/smoke/${ID}.yaml'`,
    )
  })

  it('puts no name into a hint that a shell would act on', () => {
    expect(saidOf(file('smoke/$(reboot).yaml', '100755'))).toEqual([
      `case-name: "evals/set/smoke/$(reboot).yaml" is no name for a case | ${CASE_NAME}`,
    ])
  })

  it.each([
    ['two tiers', 'full', 'smoke'],
    ['a tier and the inbox', 'smoke', 'inbox'],
  ])('names an id that is in %s', (_, first, second) => {
    expect(classify(`${first}/${ID}.yaml`, `${second}/${ID}.yaml`).findings).toEqual([
      {
        code: 'duplicate-id',
        message: `"${ID}" is in two folders: "evals/set/${first}/${ID}.yaml" and "evals/set/${second}/${ID}.yaml"`,
        hint: `git rm evals/set/${second}/${ID}.yaml`,
        path: `evals/set/${second}/${ID}.yaml`,
        id: ID,
      },
    ])
  })
})
