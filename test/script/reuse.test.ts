import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BROKEN, configOf, expectExit, FIXED, makeSandbox, type Ran, RIGHT, type Sandbox, TARGETS } from './sandbox.ts'

const NOW = 1_767_600_000
const at = (hours: number): { env: { SOURCE_DATE_EPOCH: string } } => ({
  env: { SOURCE_DATE_EPOCH: String(NOW + hours * 3600) },
})
const OTHER = { id: 'reg-2026-01-06-bbbbbb', input: 'And on day 40, at noon?' }

const rest = (more = ''): string => `  inputs: ["app/**"]\n${more}`

/** Two cases and declared inputs, on a commit that is clean. */
async function aSet(config = rest()): Promise<Sandbox> {
  const sandbox = await makeSandbox({ config })
  await sandbox.addCase()
  await sandbox.addCase(OTHER)
  await sandbox.commit('Two cases')
  return sandbox
}

interface Told {
  readonly reused: readonly boolean[]
  readonly fingerprint: string | null
}

async function run(sandbox: Sandbox, ...args: Parameters<Sandbox['json']>): Promise<Ran & Told> {
  const { document, ...ran } = await sandbox.json('run', '--reuse', ...args)
  const results = document['results'] as { reused: boolean }[]
  const { fingerprint } = document['target'] as { fingerprint: string | null }
  return { ...ran, reused: results.map((one) => one.reused), fingerprint }
}

const ALL = [true, true]
const NONE = [false, false]

describe.concurrent('what this very state was green for today is not asked again', () => {
  it('by run --reuse, which says so in both forms', async () => {
    const sandbox = await aSet()
    const first = await run(sandbox)
    expect(first.reused).toEqual(NONE)
    const second = await run(sandbox)
    expect(second.reused).toEqual(ALL)
    expect(second.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(second.fingerprint).toBe(first.fingerprint)
    expect(expectExit(await sandbox.casebook('run', '--reuse'), 0).stdout).toContain('2/2 passed, 2 reused')
  })

  it('by run alone never, but it remembers', async () => {
    const sandbox = await aSet()
    expect(expectExit(await sandbox.casebook('run'), 0).stdout).not.toContain('reused')
    expect(expectExit(await sandbox.casebook('run'), 0).stdout).not.toContain('reused')
    expect((await run(sandbox)).reused).toEqual(ALL)
  })

  it('at a push, without the target being started', async () => {
    const sandbox = await aSet()
    await sandbox.installHooks()
    expectExit(await sandbox.casebook('run'), 0)
    const { stderr } = expectExit(await sandbox.push(), 0)
    expect(stderr).toContain('smoke 2/2 passed, 2 reused')
  })

  it('in another work tree of the clone, and beside a dirty one', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.git('worktree', 'add', '-q', join(sandbox.root, 'linked'))
    expect((await run(sandbox, { cwd: join(sandbox.root, 'linked') })).reused).toEqual(ALL)
    await sandbox.rules(BROKEN)
    expect((await run(sandbox, '--at', 'HEAD')).reused).toEqual(ALL)
  })

  it('after a commit that touches nothing that matters, and case by case', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.write('docs/a.md', 'a')
    await sandbox.commit('Docs')
    expect((await run(sandbox)).reused).toEqual(ALL)
    await sandbox.addCase({ ...OTHER, title: 'Only described otherwise' })
    await sandbox.commit('Another title')
    expect((await run(sandbox)).reused).toEqual(ALL)
    await sandbox.addCase({ ...OTHER, input: 'And on day 40, at night?' })
    await sandbox.commit('Another question')
    expect((await run(sandbox)).reused).toEqual([true, false])
  })
})

describe.concurrent('everything is asked', () => {
  it.each<[name: string, change: (sandbox: Sandbox) => Promise<unknown>]>([
    ['where an input changed', (sandbox) => sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }])],
    ['where an input is new', (sandbox) => sandbox.write('app/new.txt', 'x')],
    ['where an input may be executed now', (sandbox) => sandbox.exec('chmod', ['+x', sandbox.path('app/rules.json')])],
    [
      'where the configuration changed',
      (sandbox) => sandbox.write('casebook.yaml', configOf(TARGETS.python.command, rest('  timeout: 20s\n'))),
    ],
  ])('%s', async (_name, change) => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await change(sandbox)
    await sandbox.commit('Change')
    expect((await run(sandbox)).reused).toEqual(NONE)
  })

  it('where a declared environment value is another', async () => {
    const sandbox = await aSet(rest('  env: {MODEL: "${MODEL}"}\n'))
    expectExit(await sandbox.casebook('run', { env: { MODEL: 'a' } }), 0)
    expect((await run(sandbox, { env: { MODEL: 'b' } })).reused).toEqual(NONE)
    expect((await run(sandbox, { env: { MODEL: 'a' } })).reused).toEqual(ALL)
  })

  it('where the program that asks is another', async () => {
    const sandbox = await aSet()
    const tool = join(sandbox.root, 'bin/ask')
    const text = `#!/bin/sh\nexec ${TARGETS.python.command.slice(1).split(',')[0]} -u app/regress.py\n`
    await sandbox.write(tool, text, 0o755)
    await sandbox.write('casebook.yaml', configOf('[ask]', rest()))
    await sandbox.commit('Ask by a tool')
    const env = { PATH: `${join(sandbox.root, 'bin')}:${process.env['PATH']}` }
    expectExit(await sandbox.casebook('run', { env }), 0)
    expect((await run(sandbox, { env })).reused).toEqual(ALL)
    await sandbox.write(tool, `${text}# newer\n`, 0o755)
    expect((await run(sandbox, { env })).reused).toEqual(NONE)
  })

  it('where the verdicts are older than reuse.max_age, or from a future that is none', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run', at(0)), 0)
    expect((await run(sandbox, at(24))).reused).toEqual(ALL)
    expect((await run(sandbox, at(-1))).reused).toEqual(NONE)
    const other = await aSet(rest('reuse: {max_age: 2h}\n'))
    expectExit(await other.casebook('run', at(0)), 0)
    expect((await run(other, at(3))).reused).toEqual(NONE)
    expect((await run(other, at(4))).reused).toEqual(ALL)
  })

  it('where the work tree is not the commit in what matters', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.write('app/untracked.txt', 'x')
    const told = await run(sandbox)
    expect(told).toMatchObject({ reused: NONE, fingerprint: null })
  })

  it('where the commit is broken and the work tree is not, hidden from git', async () => {
    const sandbox = await aSet()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break')
    await sandbox.git('update-index', '--assume-unchanged', 'app/rules.json')
    await sandbox.rules(FIXED)
    expectExit(await sandbox.casebook('run'), 0)
    expectExit(await run(sandbox, '--at', 'HEAD'), 1)
  })

  it('where no inputs are declared, or they fit no file', async () => {
    const bare = await aSet('bugs: {repo: https://github.com/acme/shop}\n')
    expectExit(await bare.casebook('run'), 0)
    expect(await run(bare)).toMatchObject({ reused: NONE, fingerprint: null })
    const wrong = await aSet('  inputs: ["ap/**"]\n')
    expectExit(await wrong.casebook('run'), 0)
    expect(await run(wrong)).toMatchObject({ reused: NONE, fingerprint: null })
  })

  it('in any other tier, and for named cases: asking for it is refused', async () => {
    const sandbox = await aSet()
    expect(expectExit(await sandbox.casebook('run', '--reuse', '--tier', 'full'), 2).stderr).toBe(
      'error: --reuse is for the smoke tier as a whole, and this is --tier full\nhint: leave --reuse out: every case is asked anew\n',
    )
    expect(expectExit(await sandbox.casebook('run', '--reuse', OTHER.id), 2).stderr).toContain('and cases are named\n')
  })
})

describe.concurrent('what is kept', () => {
  const folder = (sandbox: Sandbox): string => sandbox.path('.git/casebook/verdicts')

  it('is nothing of a red run, and a red verdict takes what was kept with it', async () => {
    const sandbox = await aSet()
    await sandbox.rules([{ when: 'noon', do: 'flip' }, ...FIXED])
    await sandbox.commit('One flickers')
    const { reused, code } = await run(sandbox)
    expect({ reused, code }).toEqual({ reused: NONE, code: 0 })
    await sandbox.rules([{ when: 'noon', say: 'Hm.' }, ...FIXED])
    await sandbox.commit('One is wrong')
    expect((await run(sandbox)).code).toBe(1)
    const again = await run(sandbox)
    expect({ reused: again.reused, code: again.code }).toEqual({ reused: NONE, code: 1 })
  })

  it('is nothing of a grader that may change its mind, and all of one that may not', async () => {
    const grader = 'import json, sys; json.load(sys.stdin); print(json.dumps({"pass": True, "reason": ""}))'
    const config = (deterministic: boolean): string =>
      rest(`graders: {tone: {command: ["python3", graders/tone.py], deterministic: ${deterministic}}}\n`)
    const sandbox = await makeSandbox({ config: config(false) })
    await sandbox.write('graders/tone.py', grader)
    await sandbox.addCase({ assert: [{ type: 'grader', value: 'tone' }] })
    await sandbox.addCase(OTHER)
    await sandbox.commit('A grader')
    const first = await run(sandbox)
    expect([first.code, (await run(sandbox)).reused]).toEqual([0, [false, true]])
    await sandbox.write('casebook.yaml', configOf(TARGETS.python.command, config(true)))
    await sandbox.commit('It is sure')
    expect([(await run(sandbox)).code, (await run(sandbox)).reused]).toEqual([0, ALL])
    await sandbox.write('graders/tone.py', `${grader}  # otherwise`)
    await sandbox.commit('Another grader')
    expect((await run(sandbox)).reused).toEqual(NONE)
  })

  it('counts for nothing once it was edited, torn or renamed, and holds no answer', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    const [name = ''] = readdirSync(folder(sandbox))
    const path = join(folder(sandbox), name)
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(RIGHT.slice(0, 8))
    expect(text).not.toContain('day 40')
    const stamp = /"at":(\d+)/.exec(text)![1]!
    for (const wrong of [text.replace(stamp, String(Number(stamp) + 1)), text.slice(0, -20), '', '{}', `${text}x`]) {
      writeFileSync(path, wrong)
      const fit = wrong === `${text}x`
      expect((await sandbox.casebook('run', '--reuse')).stdout.includes('reused')).toBe(fit)
      for (const one of readdirSync(folder(sandbox))) if (one !== name) writeFileSync(join(folder(sandbox), one), '')
    }
    const moved = `${'0'.repeat(64)}${name.slice(64)}`
    writeFileSync(join(folder(sandbox), moved), text)
    expect(expectExit(await sandbox.casebook('run', '--reuse'), 0).code).toBe(0)
  })

  it('stays bounded, and several runs at once lose nothing', async () => {
    const sandbox = await aSet()
    const runs = await Promise.all([1, 2, 3].map(() => sandbox.casebook('run')))
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0])
    expect((await run(sandbox)).reused).toEqual(ALL)
    const [name = ''] = readdirSync(folder(sandbox))
    const text = readFileSync(join(folder(sandbox), name))
    for (let index = 0; index < 150; index++)
      writeFileSync(join(folder(sandbox), `${name.slice(0, 65)}${index}-${'0'.repeat(16)}.json`), text)
    await sandbox.rules([...FIXED, { when: 'day 50', say: RIGHT }])
    await sandbox.commit('More')
    expectExit(await sandbox.casebook('run'), 0)
    expect(readdirSync(folder(sandbox)).length).toBe(100)
  })
})
