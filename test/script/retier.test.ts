import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Tier } from '../../lib/case/types.ts'
import { aRun } from '../fakes/a-recorded-run.ts'
import { BROKEN, expectExit, FIXED, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

const DAY = 86_400
/** The sandbox's clock: the fifth of January 2026, 08:00. */
const NOW = 1_767_600_000
const later = (days: number) => ({ env: { SOURCE_DATE_EPOCH: String(NOW + days * DAY) } })
const CI = (days: number) => ({ env: { CI: 'true', SOURCE_DATE_EPOCH: String(NOW + days * DAY) } })

const idOf = (index: number): string => `reg-2026-01-05-${index.toString(16).padStart(6, '0')}`
const pathOf = (id: string, tier: Tier): string => `${SET}/${tier}/${id}.yaml`

async function aSet(config?: string): Promise<Sandbox> {
  const sandbox = await makeSandbox(config === undefined ? {} : { config })
  await sandbox.addCase({}, 'full')
  await sandbox.commit('A case')
  return sandbox
}

/** The case in full catches a bug: green, then red in CI, then green again. Returns the commit that was red. */
async function aCatch(sandbox: Sandbox): Promise<string> {
  expectExit(await sandbox.casebook('run', '--tier', 'full', later(0)), 0)
  await sandbox.rules(BROKEN)
  const bad = await sandbox.commit('Shorten the prompt')
  expectExit(await sandbox.casebook('run', '--tier', 'full', CI(1)), 1)
  await sandbox.rules([...FIXED, { when: 'x', say: 'y' }])
  await sandbox.commit('Mend the prompt')
  expectExit(await sandbox.casebook('run', '--tier', 'full', later(2)), 0)
  return bad
}

/** Records runs of a case by their bytes, as history has them. */
async function record(sandbox: Sandbox, runs: readonly { day: number; id: string }[]): Promise<void> {
  const commit = await sandbox.head()
  const files = runs.map(({ day, id }, index) =>
    aRun()
      .with({ commit, serial: `019b8b5e1400-${index.toString(16).padStart(8, '0')}` })
      .asking(id)
      .with({ at: `${new Date((NOW + day * DAY) * 1000).toISOString().slice(0, 19)}Z` })
      .rendered(),
  )
  const lines = files.map(
    ({ id, text }) => `M 100644 inline runs/${id.slice(0, 2)}/${id}.json\ndata ${text.length}\n${text}\n`,
  )
  const head = 'commit refs/casebook/history\ncommitter M <m@example.com> 1767600000 +0000\ndata 1\nx\n'
  await sandbox.write('.git/import', `${head}${lines.join('')}\n`)
  expectExit(await sandbox.exec('sh', ['-c', 'git fast-import --force --quiet < .git/import && rm .git/import']), 0)
}

describe.concurrent('retier', () => {
  it('brings a case that caught something to smoke, staged as git mv would, and says why', async () => {
    const sandbox = await aSet()
    const bad = await aCatch(sandbox)
    await sandbox.write('other.txt', 'staged before')
    await sandbox.git('add', 'other.txt')
    await sandbox.write('loose.txt', 'not staged')
    const reason = `caught ${bad.slice(0, 7)} on 2026-01-06`
    const message = `Move a case between tiers\n\n${REFUND.id} from full to smoke: ${reason}\n`

    const dry = await sandbox.json('retier', '--dry-run', later(3))
    expect(dry).toMatchObject({
      code: 0,
      stderr: '',
      document: { moves: [{ id: REFUND.id, from: 'full', to: 'smoke', reason }], dry_run: true, message, commit: null },
    })
    expectValid(dry.document)
    expect(await sandbox.git('diff', '--cached', '--name-only')).toBe('other.txt')

    const ran = expectExit(await sandbox.casebook('retier', later(3)), 0)
    expect(ran.stdout).toBe(
      `${REFUND.id}  full → smoke      ${reason}\n\n1 move staged; the commit message:\n\n  Move a case between tiers\n\n  ${REFUND.id} from full to smoke: ${reason}\n`,
    )
    expect(await sandbox.git('status', '--porcelain')).toBe(
      [`R  ${pathOf(REFUND.id, 'full')} -> ${pathOf(REFUND.id, 'smoke')}`, 'A  other.txt', '?? loose.txt'].join('\n'),
    )
    const again = await sandbox.json('retier', later(3))
    expect(again.document).toMatchObject({ moves: [], message: null })
  })

  it('commits the moves alone where it is told to, through the hooks', async () => {
    const sandbox = await aSet()
    await aCatch(sandbox)
    await sandbox.installHooks()
    await sandbox.write('other.txt', 'staged before')
    await sandbox.git('add', 'other.txt')
    const ran = await sandbox.json('retier', '--commit', later(3))
    expect(ran.document['commit']).toBe(await sandbox.head())
    expectValid(ran.document)
    expect(await sandbox.lastMessage()).toBe(ran.document['message'] as string)
    expect(await sandbox.git('show', '--name-status', '--format=', '-M')).toBe(
      `R100\t${pathOf(REFUND.id, 'full')}\t${pathOf(REFUND.id, 'smoke')}`,
    )
    expect(await sandbox.git('diff', '--cached', '--name-only')).toBe('other.txt')
    expect(expectExit(await sandbox.casebook('check', '--base', 'HEAD~1'), 0).stderr).toBe('')
  })

  it('says with list --tier smoke why each case is there', async () => {
    const sandbox = await aSet()
    const bad = await aCatch(sandbox)
    await sandbox.addCase({ id: idOf(1), title: 'New' })
    expectExit(await sandbox.casebook('retier', later(3)), 0)
    const ran = expectExit(await sandbox.casebook('list', '--tier', 'smoke', later(3)), 0)
    expect(ran.stdout).toBe(
      `${idOf(1)}  smoke     New  (captured on 2026-01-05; no recorded run asked it)\n` +
        `${REFUND.id}  smoke     ${REFUND.title}  (caught ${bad.slice(0, 7)} on 2026-01-06; green since 2026-01-07, in 1 run)\n`,
    )
    const told = await sandbox.json('list', '--tier', 'smoke', later(3))
    expectValid(told.document)
    expect((told.document['cases'] as { why: string }[])[0]!.why).toMatch(/^captured on/)
  })

  it('takes a case that was green for a year out of smoke, and the law takes that with a warning', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    await record(sandbox, [{ day: 0, id: REFUND.id }])
    expect((await sandbox.json('retier', '--dry-run', later(400))).document).toMatchObject({ moves: [], runs: 1 })
    await record(
      sandbox,
      [0, 1, 100, 200, 300, 366, 367].map((day) => ({ day, id: REFUND.id })),
    )
    const early = await sandbox.json('retier', '--dry-run', later(364))
    expect(early.document).toMatchObject({ moves: [], runs: 5 })
    expect((await sandbox.json('retier', '--commit', later(400))).document).toMatchObject({
      moves: [{ to: 'full', reason: 'green since 2026-01-05, in 7 runs' }],
    })
    const check = expectExit(await sandbox.casebook('check', '--base', 'HEAD~1'), 0)
    expect(check.stderr).toMatch(/^warning: case ".*" moved from "smoke" to "full", where no push asks it\n/)
  })

  it('keeps smoke within its limit: the oldest leave', async () => {
    const sandbox = await makeSandbox({ config: 'smoke: {limit: 2}\n' })
    for (const index of [1, 2, 3, 4]) await sandbox.addCase({ id: idOf(index), captured_at: `2026-01-0${index}` })
    await sandbox.commit('Cases')
    const ran = expectExit(await sandbox.casebook('retier', later(1)), 0)
    expect(ran.stderr).toBe(
      'warning: history holds no run of this set here, so nothing is known of catches\nhint: casebook history pull\n',
    )
    expect(ran.stdout).toContain(`${idOf(1)}  smoke → full      smoke has room for 2, `)
    expect(await sandbox.git('ls-files', `${SET}/smoke`)).toBe(
      [3, 4].map((index) => pathOf(idOf(index), 'smoke')).join('\n'),
    )
  })

  it('obeys pins, and names those that pin nothing', async () => {
    const sandbox = await aSet(`tiers: {pin: {smoke: [${REFUND.id}, ${idOf(9)}]}}\n`)
    const ran = await sandbox.json('retier', '--dry-run')
    expect(ran.document).toMatchObject({
      moves: [{ id: REFUND.id, to: 'smoke', reason: 'pinned in casebook.yaml' }],
      warnings: [
        { code: 'no-history' },
        { code: 'unknown-pin', message: `tiers.pin names "${idOf(9)}", which is no case of the set` },
      ],
    })
    expectValid(ran.document)
  })

  it('moves an adversarial case to extended only where the base has the tag, as the law does', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase({ tags: ['adversarial'] })
    await sandbox.commit('An attack')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.git('switch', '-q', '-c', 'topic')
    await sandbox.addCase({ id: idOf(1) })
    await sandbox.git('add', '-A')
    await sandbox.git('commit', '-qm', 'x', '--no-verify')
    await sandbox.addCase({ id: idOf(2) })
    await sandbox.commit('Another')
    expect((await sandbox.json('retier', '--commit')).document).toMatchObject({
      moves: [{ id: REFUND.id, to: 'extended', reason: 'tagged adversarial' }],
      held: [],
    })
    expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'topic:main')
    await sandbox.git('fetch', '-q')
    await sandbox.addCase({ id: idOf(1), tags: ['adversarial'] })
    await sandbox.commit('Tag it')
    const held = await sandbox.json('retier', '--dry-run')
    expect(held.document).toMatchObject({
      moves: [],
      held: [
        { id: idOf(1), to: 'extended', reason: expect.stringContaining('the base does not tag it adversarial yet') },
      ],
    })
  })

  it('leaves a case alone that has changes', async () => {
    const sandbox = await aSet()
    await aCatch(sandbox)
    await sandbox.addCase({ title: 'In the middle of something' }, 'full')
    const ran = await sandbox.json('retier', later(3))
    expect(ran.document).toMatchObject({
      moves: [],
      held: [{ id: REFUND.id, reason: expect.stringContaining('but its file has changes that are not committed') }],
    })
    expect(await sandbox.git('diff', '--cached', '--name-only')).toBe('')
  })

  it('undoes what it moved where git refuses the rest', async () => {
    const sandbox = await makeSandbox({ config: `tiers: {pin: {smoke: [${idOf(1)}], full: [${idOf(2)}]}}\n` })
    await sandbox.addCase({ id: idOf(1) }, 'full')
    await sandbox.addCase({ id: idOf(2) }, 'extended')
    await sandbox.commit('Cases')
    await sandbox.write(`.gitignore`, `${SET}/smoke/*\n`)
    // A file that nobody tracks stands in the way of the second move.
    await sandbox.write(pathOf(idOf(1), 'smoke'), 'in the way')
    const ran = expectExit(await sandbox.casebook('retier'), 3)
    expect(ran.stderr).toMatch(/^error: git mv failed: /)
    expect(await sandbox.git('status', '--porcelain')).toBe('?? .gitignore')
    expect(await sandbox.read(pathOf(idOf(1), 'smoke'))).toBe('in the way')
  })

  it('wants a work tree, a set that reads, and one set', async () => {
    const sandbox = await aSet()
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    expectExit(await sandbox.casebook('retier', { cwd: sandbox.remote }), 2)
    expectExit(await sandbox.casebook('retier', '--dry-run', '--commit'), 2)
    await sandbox.write(pathOf(idOf(3), 'full'), 'id: nothing\n')
    expectExit(await sandbox.casebook('retier'), 2)
  })

  it('works in a set of a monorepo, from any folder and a linked work tree', async () => {
    const sandbox = await makeSandbox()
    const text = await sandbox.read('casebook.yaml')
    await sandbox.git('rm', '-q', '--cached', 'casebook.yaml')
    await sandbox.exec('rm', ['casebook.yaml'])
    for (const name of ['a', 'b']) {
      await sandbox.write(
        `${name}/casebook.yaml`,
        `${text.replace('set: regression', `set: ${name}`)}tiers: {pin: {smoke: [${REFUND.id}]}}\n`,
      )
      await sandbox.write(`${name}/${pathOf(REFUND.id, 'full')}`, await readCase(sandbox))
    }
    await sandbox.commit('Two sets')
    expectExit(await sandbox.casebook('retier'), 2)
    await sandbox.git('worktree', 'add', '-q', '../linked')
    const linked = join(sandbox.root, 'linked')
    expectExit(await sandbox.casebook('retier', '-C', 'b/evals', { cwd: linked }), 0)
    expect(await sandbox.git('status', '--porcelain', { cwd: linked })).toBe(
      `R  b/${pathOf(REFUND.id, 'full')} -> b/${pathOf(REFUND.id, 'smoke')}`,
    )
    expect(await sandbox.git('status', '--porcelain')).toBe('')
  })
})

async function readCase(sandbox: Sandbox): Promise<string> {
  const path = await sandbox.addCase({}, 'full')
  const text = await sandbox.read(path)
  await sandbox.exec('rm', ['-r', SET])
  return text
}

describe.concurrent('smoke to full is refused while the last recorded verdict is red', () => {
  const REFUSED = new RegExp(
    `^error: case "${REFUND.id}" moved from "smoke" to "full", and its last recorded verdict is relapsed, at [0-9a-f]{7} on 2026-01-05\nhint: git mv it back to smoke, or record a green run of it first: casebook run ${REFUND.id}\n`,
  )

  async function aRedCase(): Promise<Sandbox> {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.addCase()
    await sandbox.commit('A case')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break it')
    expectExit(await sandbox.casebook('run'), 1)
    await sandbox.exec('mkdir', ['-p', `${SET}/full`])
    await sandbox.git('mv', pathOf(REFUND.id, 'smoke'), pathOf(REFUND.id, 'full'))
    await sandbox.commit('Make it somebody else’s')
    return sandbox
  }

  it('by check and by the push, until a green run is recorded', async () => {
    const sandbox = await aRedCase()
    expect(expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 1).stderr).toMatch(REFUSED)
    const push = expectExit(await sandbox.push(), 1)
    expect(push.stderr).toContain('and its last recorded verdict is relapsed')
    await sandbox.rules([...FIXED, { when: 'x', say: 'y' }])
    await sandbox.commit('Mend it')
    expectExit(await sandbox.casebook('run', REFUND.id), 0)
    const check = expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
    expect(check.stderr).toMatch(/^warning: case ".*" moved from "smoke" to "full"/)
    expectExit(await sandbox.push(), 0)
  })

  it('by retier, which never plans it', async () => {
    const sandbox = await makeSandbox({ config: `tiers: {pin: {full: [${REFUND.id}]}}\n` })
    await sandbox.addCase()
    await sandbox.rules(BROKEN)
    await sandbox.commit('A case')
    expectExit(await sandbox.casebook('run'), 1)
    expect((await sandbox.json('retier')).document).toMatchObject({
      moves: [],
      held: [{ id: REFUND.id, from: 'smoke', to: 'full' }],
    })
  })

  it('and only warned of where no history is at hand', async () => {
    const sandbox = await aRedCase()
    await sandbox.git('update-ref', '-d', 'refs/casebook/history')
    const check = expectExit(await sandbox.casebook('check', '--base', 'origin/main'), 0)
    expect(check.stderr).toMatch(/^warning: case ".*" moved from "smoke" to "full"/)
  })
})
