import { describe, expect, it } from 'vitest'
import type { SetFile } from '../../../lib/set/classify.ts'
import { findLeaves } from '../../../lib/set/find-leaves.ts'

const ROOT = 'evals/set'
const file = (path: string, mode = '100644'): SetFile => ({ path: `${ROOT}/${path}`, mode, oid: 'abc' })
const find = (...paths: readonly string[]) =>
  findLeaves(
    paths.map((path) => file(path)),
    ROOT,
  )
const said = (files: readonly SetFile[], root = ROOT): string[] =>
  findLeaves(files, root).findings.map(({ code, message, hint }) => `${code}: ${message} | ${hint}`)

const STRAY = 'cases lie in smoke, full, extended, inbox, migrations, one folder deep'
const CASE_NAME = 'name it reg-YYYY-MM-DD-xxxxxx.yaml, with six lower-case hex digits'
const ID_HINT = 'name the file with lower-case letters, digits and hyphens, 128 at most'

describe('findLeaves', () => {
  it('finds cases by tier and notes, under any id that MERKLE.md allows', () => {
    const { leaves, findings } = find('smoke/a.yaml', 'full/0-b.yaml', 'extended/reg-1.yaml', 'migrations/why.md')
    expect(findings).toEqual([])
    expect(leaves.map(({ kind, id, tier }) => ({ kind, id, tier }))).toEqual([
      { kind: 'case', id: 'a', tier: 'smoke' },
      { kind: 'case', id: '0-b', tier: 'full' },
      { kind: 'case', id: 'reg-1', tier: 'extended' },
      { kind: 'note', id: 'why', tier: null },
    ])
  })

  it('says nothing of the inbox, nor of what keeps or explains a folder', () => {
    const outside = [
      'inbox/A.yaml',
      'inbox/notes.txt',
      'inbox/deep/er/x',
      'README.md',
      '.gitattributes',
      'smoke/.gitkeep',
    ]
    expect(find(...outside, 'full/README.md')).toEqual({ leaves: [], findings: [] })
    expect(said([file('inbox/a.yaml', '120000')])).toEqual([])
  })

  it('lets a case and a note have one id, and a case of the set one with a case of the inbox', () => {
    expect(find('smoke/a.yaml', 'migrations/a.md', 'inbox/a.yaml').findings).toEqual([])
  })

  it.each([
    [
      'a symbolic link',
      file('smoke/a.yaml', '120000'),
      `symlink: "${ROOT}/smoke/a.yaml" is a symbolic link | put a copy of the file there`,
    ],
    [
      'a tier that is a symbolic link',
      file('smoke', '120000'),
      `symlink: "${ROOT}/smoke" is a symbolic link | put a copy of the file there`,
    ],
    [
      'an executable case',
      file('smoke/a.yaml', '100755'),
      `executable: "${ROOT}/smoke/a.yaml" is executable | git update-index --chmod=-x ${ROOT}/smoke/a.yaml; chmod -x ${ROOT}/smoke/a.yaml`,
    ],
    ['an executable note', file('migrations/a.md', '100755'), expect.stringMatching(/^executable: /)],
    ['a submodule', file('full/a', '160000'), `submodule: "${ROOT}/full/a" is a submodule | keep cases as files`],
    [
      'a tier that is a submodule',
      file('full', '160000'),
      `submodule: "${ROOT}/full" is a submodule | keep cases as files`,
    ],
    [
      'a folder that is no tier',
      file('nightly/a.yaml'),
      `stray-file: "${ROOT}/nightly/a.yaml" is in no folder of the set | ${STRAY}`,
    ],
    [
      'a case in a deeper folder',
      file('smoke/b/a.yaml'),
      `stray-file: "${ROOT}/smoke/b/a.yaml" is in no folder of the set | ${STRAY}`,
    ],
    ['a file in no folder', file('a.yaml'), `stray-file: "${ROOT}/a.yaml" is in no folder of the set | ${STRAY}`],
    [
      'a case with another ending',
      file('smoke/a.yml'),
      `case-name: "${ROOT}/smoke/a.yml" is no name for a case | ${CASE_NAME}`,
    ],
    [
      'a note with another ending',
      file('migrations/a.txt'),
      `note-name: "${ROOT}/migrations/a.txt" is no name for a migration note | name it YYYY-MM-DD-why.md, in lower case`,
    ],
    [
      'a case with capitals',
      file('smoke/Reg.yaml'),
      `bad-leaf-id: case id "Reg" does not match ^[a-z0-9][a-z0-9-]{0,127}$ | ${ID_HINT}`,
    ],
    [
      'a case without a name',
      file('smoke/.yaml'),
      `bad-leaf-id: case id "" does not match ^[a-z0-9][a-z0-9-]{0,127}$ | ${ID_HINT}`,
    ],
    [
      'a note with a dot',
      file('migrations/a.b.md'),
      `bad-leaf-id: note id "a.b" does not match ^[a-z0-9][a-z0-9-]{0,127}$ | ${ID_HINT}`,
    ],
    ['a name with a line feed', file('smoke/a\nb.yaml'), expect.stringMatching(/^bad-leaf-id: /)],
    ['a name of 129 characters', file(`smoke/${'a'.repeat(129)}.yaml`), expect.stringMatching(/^bad-leaf-id: /)],
  ])('names %s', (_, one, expected) => {
    expect(said([one])).toEqual([expected])
  })

  it("names a set's folder that is a symbolic link", () => {
    const link: SetFile = { path: ROOT, mode: '120000', oid: 'abc' }
    expect(said([link])).toEqual([`symlink: "${ROOT}" is a symbolic link | put a copy of the file there`])
  })

  it('names the same id in two folders', () => {
    expect(said([file('full/a.yaml'), file('smoke/a.yaml')])).toEqual([
      `duplicate-id: "a" is in two folders: "${ROOT}/full/a.yaml" and "${ROOT}/smoke/a.yaml" | git rm ${ROOT}/smoke/a.yaml`,
    ])
  })

  it.each([
    [['smoke/reg.yaml', 'smoke/REG.yaml'], ['"REG" differs from "reg" only by case']],
    [['full/REG.yaml', 'smoke/reg.yaml'], ['"REG" differs from "reg" only by case']],
    [['migrations/A.md', 'migrations/a.md'], ['"A" differs from "a" only by case']],
    [
      ['smoke/REG.yaml', 'smoke/Reg.yaml'],
      ['"Reg" differs from "REG" only by case', 'case id "REG" does not match ^[a-z0-9][a-z0-9-]{0,127}$'],
    ],
  ])('names ids of %j that differ only by case', (paths, messages) => {
    const { findings } = find(...paths)
    expect(findings.map(({ message }) => message)).toEqual(messages)
    expect(findings[0]).toMatchObject({ code: 'case-twin', hint: `git rm ${findings[0]!.path}` })
  })
})
