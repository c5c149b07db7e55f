import { rename, rm, symlink } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { renderCase } from '../../lib/case/write-case.ts'
import { configOf, makeSandbox, REFUND, type Sandbox, SET, TARGETS } from './sandbox.ts'

const ID = REFUND.id
const OTHER = 'reg-2026-02-02-bbbbbb'
const CASE = `${SET}/smoke/${ID}.yaml`
const MIGRATIONS = `${SET}/migrations`

/** Two cases and a note on the base branch. */
async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.addCase({ id: OTHER, input: 'Another' })
  await sandbox.write(`${MIGRATIONS}/2026-01-01-old.md`, '---\nwaive: [{bug: "#1", reason: docs}]\n---\n\nDocs.\n')
  await sandbox.commit('A set')
  await sandbox.git('push', '-q', 'origin', 'main')
  return sandbox
}

const move = async (sandbox: Sandbox, from: string, to: string): Promise<void> => {
  await sandbox.write(to, '')
  await rename(sandbox.path(from), sandbox.path(to))
}
const edit = async (sandbox: Sandbox, path: string, change: (text: string) => string): Promise<void> =>
  sandbox.write(path, change(await sandbox.read(path)))
const drop = (sandbox: Sandbox): Promise<void> => rm(sandbox.path(CASE))
const note = (front: string): string => `---\n${front}\n---\n\nBecause.\n`
const retiring = (demand: string): string => note(`retire: [{id: ${ID}, demand: "${demand}"}]\nreason: duplicate`)
const demandOf = async (sandbox: Sandbox): Promise<string> =>
  (await sandbox.json('show', ID, '--at', 'origin/main')).document['demand'] as string

type Trick = (sandbox: Sandbox) => Promise<unknown>

/** What makes a note that would explain a retirement none. */
const SPOILT: readonly (readonly [what: string, spoil: (text: string) => string])[] = [
  ['without a why', (text) => text.replace('\nBecause.\n', '')],
  ['without a reason', (text) => text.replace('reason: duplicate\n', '')],
  ['with CRLF line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['with a byte order mark', (text) => `\ufeff${text}`],
  ['with a demand cut short', (text) => text.replace(/[0-9a-f]{4}"/, '"')],
]

type Row = readonly [what: string, trick: Trick, codes: readonly string[]]

/** Ways to lose, weaken or skip a case, and the codes of what `check --base` has against each. */
const tricks: readonly Row[] = [
  ['deleting it', drop, ['unexplained-retirement']],
  [
    'giving it another id',
    async (sandbox) => {
      await drop(sandbox)
      await sandbox.addCase({ id: 'reg-2026-01-05-ffffff' })
    },
    ['unexplained-retirement'],
  ],
  [
    'giving it the id of another case',
    (sandbox) => edit(sandbox, CASE, (text) => text.replace(ID, OTHER)),
    ['case-id', 'unreadable-case'],
  ],
  [
    'putting a link in its place',
    async (sandbox) => {
      await drop(sandbox)
      await symlink(`${OTHER}.yaml`, sandbox.path(CASE))
    },
    ['symlink', 'unexplained-retirement'],
  ],
  [
    'making it a submodule',
    async (sandbox) => {
      await drop(sandbox)
      await sandbox.git('add', '-A')
      await sandbox.git('update-index', '--add', '--cacheinfo', `160000,${await sandbox.head()},${CASE}`)
      await sandbox.git('commit', '-q', '-m', 'A module')
    },
    ['submodule', 'unexplained-retirement'],
  ],
  [
    'making the set a submodule',
    async (sandbox) => {
      await sandbox.git('rm', '-q', '-r', SET)
      await sandbox.git('update-index', '--add', '--cacheinfo', `160000,${await sandbox.head()},${SET}`)
      await sandbox.git('commit', '-q', '-m', 'A module')
    },
    ['stray-file', 'unexplained-retirement', 'unexplained-retirement', 'note-removed'],
  ],
  ['making it no YAML', (sandbox) => sandbox.write(CASE, '{'), ['unreadable-case', 'yaml']],
  ['emptying it', (sandbox) => sandbox.write(CASE, ''), ['case', 'unreadable-case']],
  [
    'making it a pointer of Git LFS',
    (sandbox) => sandbox.write(CASE, 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
    ['lfs-pointer', 'unreadable-case'],
  ],
  ['moving it to the inbox', (sandbox) => move(sandbox, CASE, `${SET}/inbox/${ID}.yaml`), ['unexplained-retirement']],
  [
    'moving it a folder deeper',
    (sandbox) => move(sandbox, CASE, `${SET}/smoke/old/${ID}.yaml`),
    ['stray-file', 'unexplained-retirement'],
  ],
  ['moving it out of the set', (sandbox) => move(sandbox, CASE, `evals/${ID}.yaml`), ['unexplained-retirement']],
  [
    'moving it to a tier that is none',
    (sandbox) => move(sandbox, CASE, `${SET}/Smoke/${ID}.yaml`),
    ['stray-file', 'unexplained-retirement'],
  ],
  [
    'writing its name large',
    (sandbox) => move(sandbox, CASE, `${SET}/smoke/${ID.toUpperCase()}.yaml`),
    ['case-name', 'unexplained-retirement'],
  ],
  [
    'naming it .yml',
    (sandbox) => move(sandbox, CASE, `${SET}/smoke/${ID}.yml`),
    ['case-name', 'unexplained-retirement'],
  ],
  ['naming it README.md', (sandbox) => move(sandbox, CASE, `${SET}/smoke/README.md`), ['unexplained-retirement']],
  [
    'putting another with its id beside it',
    (sandbox) => sandbox.write(`${SET}/extended/${ID}.yaml`, renderCase({ ...REFUND, input: 'Hello' })),
    ['duplicate-id', 'unreadable-case'],
  ],
  [
    'putting a copy where no push asks it',
    (sandbox) => sandbox.write(`${SET}/extended/${ID}.yaml`, renderCase(REFUND)),
    ['duplicate-id', 'unexplained-move'],
  ],
  [
    'moving it out of the release gate',
    (sandbox) => move(sandbox, CASE, `${SET}/extended/${ID}.yaml`),
    ['unexplained-move'],
  ],
  [
    'tagging it adversarial as it moves out of the gate',
    async (sandbox) => {
      await drop(sandbox)
      await sandbox.addCase({ tags: ['adversarial'] }, 'extended')
    },
    ['unexplained-move'],
  ],
  ['asking it something else', (sandbox) => sandbox.addCase({ input: 'Hello' }), ['unexplained-change']],
  [
    'demanding less of it',
    (sandbox) => sandbox.addCase({ assert: [{ type: 'contains', value: 'No' }] }),
    ['unexplained-change'],
  ],
  ['asking it more often', (sandbox) => sandbox.addCase({ repeat: 2 }), ['unexplained-change']],
  [
    'configuring another folder',
    (sandbox) => edit(sandbox, 'casebook.yaml', (text) => text.replace(SET, 'evals/new')),
    ['unexplained-retirement', 'unexplained-retirement', 'note-removed'],
  ],
  [
    'naming the set anew as it empties',
    async (sandbox) => {
      await edit(sandbox, 'casebook.yaml', (text) => text.replace('set: regression', 'set: fresh'))
      await drop(sandbox)
    },
    ['unexplained-retirement'],
  ],
  [
    'naming the set anew in another place',
    async (sandbox) => {
      await edit(sandbox, 'casebook.yaml', (text) => text.replace('set: regression', 'set: fresh'))
      await move(sandbox, 'casebook.yaml', 'new/casebook.yaml')
    },
    ['config-removed'],
  ],
  ['deleting the configuration', (sandbox) => rm(sandbox.path('casebook.yaml')), ['config-removed']],
  [
    'making the configuration a submodule',
    async (sandbox) => {
      await rm(sandbox.path('casebook.yaml'))
      await sandbox.git('add', '-A')
      await sandbox.git('update-index', '--add', '--cacheinfo', `160000,${await sandbox.head()},casebook.yaml`)
      await sandbox.git('commit', '-q', '-m', 'A module')
    },
    ['config-removed'],
  ],
  ['making the configuration no YAML', (sandbox) => sandbox.write('casebook.yaml', 'set: [\n'), ['yaml']],
  [
    'a configuration with a field too many',
    (sandbox) => edit(sandbox, 'casebook.yaml', (text) => `${text}pathe: x\n`),
    ['config'],
  ],
  [
    'a second set of the same name that is empty',
    async (sandbox) => {
      await sandbox.write('a/casebook.yaml', configOf(TARGETS.python.command))
      await drop(sandbox)
    },
    ['duplicate-set', 'unexplained-retirement', 'unexplained-retirement', 'note-removed'],
  ],
  [
    'a note that says nothing',
    async (sandbox) => {
      await drop(sandbox)
      await sandbox.write(`${MIGRATIONS}/2026-02-02-x.md`, note('reason: duplicate'))
    },
    ['unexplained-retirement'],
  ],
  [
    'a note that retires another demand',
    async (sandbox) => {
      await drop(sandbox)
      await sandbox.write(`${MIGRATIONS}/2026-02-02-x.md`, retiring('0'.repeat(64)))
    },
    ['unexplained-retirement'],
  ],
  [
    'a note that retires another case',
    async (sandbox) => {
      const other = retiring(await demandOf(sandbox)).replace(ID, OTHER)
      await drop(sandbox)
      await sandbox.write(`${MIGRATIONS}/2026-02-02-x.md`, other)
    },
    ['unexplained-retirement'],
  ],
  ...SPOILT.map(
    ([what, spoil]): Row => [
      `a note ${what}`,
      async (sandbox) => {
        const text = spoil(retiring(await demandOf(sandbox)))
        await drop(sandbox)
        await sandbox.write('.gitattributes', '* -text\n')
        await sandbox.write(`${MIGRATIONS}/2026-02-02-x.md`, text)
      },
      ['note', 'unexplained-retirement'],
    ],
  ),
  [
    'a note in a folder of its own',
    async (sandbox) => {
      const text = retiring(await demandOf(sandbox))
      await drop(sandbox)
      await sandbox.write(`${MIGRATIONS}/2026/2026-02-02-x.md`, text)
    },
    ['stray-file', 'unexplained-retirement'],
  ],
  [
    'a note of the base that now retires it',
    async (sandbox) => {
      const text = retiring(await demandOf(sandbox))
      await drop(sandbox)
      await sandbox.write(`${MIGRATIONS}/2026-01-01-old.md`, text)
    },
    ['unexplained-retirement', 'note-changed'],
  ],
  ['deleting a note of the base', (sandbox) => rm(sandbox.path(`${MIGRATIONS}/2026-01-01-old.md`)), ['note-removed']],
]

/** What looks like one of them, and is not. */
const harmless: readonly Row[] = [
  ['nothing at all', async () => {}, []],
  [
    'another title, tags and postmortem',
    (sandbox) => sandbox.addCase({ title: 'x', tags: ['y'], postmortem: 'z' }),
    [],
  ],
  ['the same file in another style', (sandbox) => edit(sandbox, CASE, (text) => `# a remark\n${text}`), []],
  ['smoke to full', (sandbox) => move(sandbox, CASE, `${SET}/full/${ID}.yaml`), ['smoke-to-full']],
  [
    'the whole set in another folder, with its path',
    async (sandbox) => {
      await sandbox.git('mv', SET, 'regression')
      await edit(sandbox, 'casebook.yaml', (text) => text.replace(SET, 'regression'))
    },
    [],
  ],
  [
    'the whole set and its configuration in a package',
    async (sandbox) => {
      await sandbox.write('pkg/keep', '')
      await sandbox.git('mv', 'evals', 'pkg/evals')
      await sandbox.git('mv', 'casebook.yaml', 'pkg/casebook.yaml')
    },
    [],
  ],
  [
    'another name for the set',
    (sandbox) => edit(sandbox, 'casebook.yaml', (text) => text.replace('set: regression', 'set: fresh')),
    [],
  ],
  [
    'a note that retires it, with a blank line or two',
    async (sandbox) => {
      const text = retiring(await demandOf(sandbox)).replace('\nBecause', '\n\n\nBecause')
      await drop(sandbox)
      await sandbox.write(`${MIGRATIONS}/2026-02-02-x.md`, text)
    },
    [],
  ],
  ['a second set in the range', (sandbox) => sandbox.write('a/casebook.yaml', 'set: b\n'), ['no-target']],
]

const codesOf = (list: unknown): string[] => (list as { code: string }[]).map(({ code }) => code).sort()

describe.concurrent('check --base is not green after', () => {
  it.each(tricks)('%s', async (_what, trick, codes) => {
    const sandbox = await aSet()
    await trick(sandbox)
    if ((await sandbox.git('status', '--porcelain', '--ignore-submodules=all')) !== '') await sandbox.commit('A trick')
    const { code, document } = await sandbox.json('check', '--base', 'origin/main')
    expect({ code, problems: codesOf(document['problems']) }).toEqual({ code: 1, problems: [...codes].sort() })
  })
})

describe.concurrent('check --base is green after', () => {
  it.each(harmless)('%s', async (_what, change, warnings) => {
    const sandbox = await aSet()
    await change(sandbox)
    await sandbox.commit('A change')
    const { code, document } = await sandbox.json('check', '--base', 'origin/main')
    expect({ code, problems: document['problems'], warnings: codesOf(document['warnings']) }).toEqual({
      code: 0,
      problems: [],
      warnings,
    })
  })
})
