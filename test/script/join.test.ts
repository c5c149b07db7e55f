import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, RIGHT, type Sandbox } from './sandbox.ts'

const idOf = (index: number): string => `reg-2026-01-0${index}-aaaaaa`
const INDEXES = [1, 2, 3, 4, 5]

/** A set of five cases, three in smoke and two in extended, committed. */
async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  for (const index of INDEXES)
    await sandbox.addCase({ id: idOf(index), title: `Case ${index}` }, index < 4 ? 'smoke' : 'extended')
  await sandbox.commit('Cases')
  return sandbox
}

/** Runs the shards beside the repository, as machines of a matrix would, and returns the documents' names. */
async function shards(sandbox: Sandbox, count: number, ...args: string[]): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `../${index + 1}.json`)
  for (const [index, name] of names.entries()) {
    const ran = await sandbox.casebook(
      'run',
      '--tier',
      'extended',
      '--shard',
      `${index + 1}/${count}`,
      '--json',
      ...args,
    )
    await sandbox.write(name, ran.stdout)
  }
  return names
}

describe.concurrent('run --join', () => {
  it('tells of a red case what the history of this clone knows, whatever the documents say', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run', '--tier', 'full'), 0)
    const good = (await sandbox.head()).slice(0, 12)
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break it')
    const bad = (await sandbox.head()).slice(0, 12)
    const names = await shards(sandbox, 2)
    const forged = (text: string): string => text.replaceAll(/"last_green": ?\{[^}]*\}/g, '"last_green":null')
    for (const name of names) await sandbox.write(name, forged(await sandbox.read(name)))
    const joined = expectExit(await sandbox.casebook('run', '--join', ...names), 1)
    expect(joined.stdout).toMatch(new RegExp(`\\n {2}green {2}at ${good} on [-0-9]{10}; red first at ${bad}`))
    expect(joined.stdout).toContain(`casebook bisect ${idOf(1)} --good ${good} --bad ${bad}\n`)
  })

  it('gives what one run would have given', async () => {
    const sandbox = await aSet()
    const names = await shards(sandbox, 3)
    const joined = await sandbox.json('run', '--join', ...names)
    expect(joined).toMatchObject({ code: 0, stderr: '' })
    expect(joined.document).toMatchObject({
      format: 'casebook-run/1',
      green: true,
      commit: await sandbox.head(),
      dirty: false,
      tier: 'extended',
      selection: { ids: null, shard: null },
      totals: { pass: 5, missing: 0 },
    })
    expect((joined.document['results'] as { id: string }[]).map(({ id }) => id)).toEqual(INDEXES.map(idOf))
  })

  it('is red where a shard is missing, and names its cases', async () => {
    const sandbox = await aSet()
    const [first, , third] = await shards(sandbox, 3)
    const ran = expectExit(await sandbox.casebook('run', '--join', first!, third!), 1)
    expect(ran.stdout).toContain(`✗ ${idOf(2)}  Case 2\n  missing: never asked\n`)
    expect(ran.stdout).toContain('not green  extended 3/5 passed, 2 missing, in ')
  })

  it('is red or untold by what the parts hold, never by what they say of themselves', async () => {
    const sandbox = await aSet()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Broken')
    const names = await shards(sandbox, 2)
    await sandbox.write(names[0]!, (await sandbox.read(names[0]!)).replace('"green": false', '"green": true'))
    expectExit(await sandbox.casebook('run', '--join', ...names), 1)
    await sandbox.git('rm', '-q', 'app/regress.py')
    await sandbox.commit('No target')
    const untold = expectExit(await sandbox.casebook('run', '--join', ...(await shards(sandbox, 2))), 3)
    expect(untold.stderr).toMatch(/^error: 5 of 5 cases could not be told: /)
  })

  it('takes parts that lie in the work tree, and says that it was not clean', async () => {
    const sandbox = await aSet()
    await sandbox.write('1.json', (await sandbox.casebook('run', '--shard', '1/2', '--json')).stdout)
    await sandbox.write('2.json', (await sandbox.casebook('run', '--shard', '2/2', '--json')).stdout)
    const ran = await sandbox.json('run', '--join', '1.json', '2.json')
    expect(ran).toMatchObject({ code: 0, document: { dirty: true, totals: { pass: 3 } } })
  })

  it('takes the denominator from the work tree where that is what was run', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ id: idOf(6) }, 'extended')
    const names = await shards(sandbox, 2)
    expect(await sandbox.json('run', '--join', ...names)).toMatchObject({ code: 0, document: { totals: { pass: 6 } } })
    await sandbox.git('clean', '-qfd')
    expectExit(await sandbox.casebook('run', '--join', ...names), 2)
  })

  it('joins another commit only where that is asked for', async () => {
    const sandbox = await aSet()
    const was = await sandbox.head()
    const names = await shards(sandbox, 2)
    await sandbox.addCase({ id: idOf(6) })
    await sandbox.commit('One more')
    const ran = expectExit(await sandbox.casebook('run', '--join', ...names), 2)
    expect(ran.stderr).toBe(
      `error: "../1.json" is a run at ${was.slice(0, 12)}, not at ${(await sandbox.head()).slice(0, 12)}\nhint: run every shard at one commit\nhint: casebook run --join … --at ${was}\n`,
    )
    expectExit(await sandbox.casebook('run', '--join', ...names, '--at', was), 0)
  })

  it('refuses shards of two commits', async () => {
    const sandbox = await aSet()
    const [first] = await shards(sandbox, 2)
    const kept = await sandbox.read(first!)
    await sandbox.commit('Nothing')
    const [, second] = await shards(sandbox, 2)
    await sandbox.write(first!, kept)
    expectExit(await sandbox.casebook('run', '--join', first!, second!), 2)
  })

  it.each<[sentence: string, args: string[], stderr: string]>([
    [
      'no files',
      ['--join'],
      'error: --join wants the documents of the shards\nhint: casebook run --join 1.json 2.json\n',
    ],
    [
      'a file that is not there',
      ['--join', 'no.json'],
      'error: there is no file "no.json"\nhint: casebook run --shard 1/2 --json > 1.json\n',
    ],
    [
      'what is no run document',
      ['--join', 'casebook.yaml'],
      'error: "casebook.yaml" is not a run document: it is not JSON, or cut off\nhint: casebook run --shard 1/2 --json > 1.json writes one\n',
    ],
    ['a folder', ['--join', 'app'], 'error: "REPO/app" is a folder\nhint: give a file\n'],
    [
      'cases beside it',
      ['reg-2026-01-05-aaaaaa', '--join', 'a.json'],
      'error: "reg-2026-01-05-aaaaaa" has no place beside --join\nhint: the documents say what was asked of them\n',
    ],
    [
      'a shard beside it',
      ['--shard', '1/2', '--join', 'a.json'],
      'error: "--shard" has no place beside --join\nhint: the documents say what was asked of them\n',
    ],
  ])('refuses %s', async (_, args, stderr) => {
    const sandbox = await makeSandbox()
    const ran = expectExit(await sandbox.casebook('run', ...args), 2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr.replaceAll(sandbox.repo, 'REPO')).toBe(stderr)
  })

  it('refuses the documents of another tier than the one asked for', async () => {
    const sandbox = await aSet()
    const names = await shards(sandbox, 1)
    const ran = expectExit(await sandbox.casebook('run', '--join', ...names, '--tier', 'full'), 2)
    expect(ran.stderr).toBe(
      'error: "../1.json" is a run of the tier "extended", not of "full"\nhint: join the shards of one run\n',
    )
  })

  it('starts no target', async () => {
    const sandbox = await aSet()
    const names = await shards(sandbox, 1)
    await sandbox.write('app/regress.py', `open('${sandbox.root}/started', 'w')\n`)
    expectExit(await sandbox.casebook('run', '--join', ...names), 0)
    await expect(sandbox.read('../started')).rejects.toThrow('ENOENT')
  })

  it('holds its ground against a document made to break it', async () => {
    const sandbox = await aSet()
    const [name] = await shards(sandbox, 1)
    const run = await sandbox.read(name!)
    await sandbox.write(name!, run.replaceAll(JSON.stringify(RIGHT), `${'['.repeat(300_000)}${']'.repeat(300_000)}`))
    const ran = expectExit(await sandbox.casebook('run', '--join', name!), 2)
    expect(ran.stderr).toContain('it nests deeper than 1100 levels')
  })
})
