import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { A, aRun } from '../fakes/a-recorded-run.ts'
import { BROKEN, expectExit, FIXED, makeSandbox, PROJECT, REFUND, type Rule, type Sandbox, SET } from './sandbox.ts'

const HISTORY = 'refs/casebook/history'
/** A target that costs next to nothing: it says what it is asked. */
const ECHO = 'target:\n  command: [cat]\n  mode: once\n  output: json\n'
const ECHOED = { input: 'abc', expected_output: 'abc', shipped_output: 'xyz' }
const SHORT = /[0-9a-f]{12}/.source

async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.commit('A case')
  return sandbox
}

/** A sandbox whose product is broken in one commit and mended in the next, with a run at each. */
async function aCaughtBug(): Promise<{ sandbox: Sandbox; good: string; bad: string; mended: string }> {
  const sandbox = await aSet()
  const good = await sandbox.head()
  expectExit(await sandbox.casebook('run'), 0)
  await sandbox.rules(BROKEN)
  const bad = await sandbox.commit('Shorten the prompt')
  expectExit(await sandbox.casebook('run', { env: { CI: 'true' } }), 1)
  await sandbox.rules([...FIXED, { when: 'x', say: 'y' }])
  const mended = await sandbox.commit('Mend the prompt')
  expectExit(await sandbox.casebook('run'), 0)
  return { sandbox, good, bad, mended }
}

const paths = async (sandbox: Sandbox): Promise<string[]> => {
  const ran = await sandbox.tryGit('ls-tree', '-r', '--name-only', HISTORY)
  return ran.code === 0 ? ran.stdout.trim().split('\n').filter(Boolean) : []
}
const events = async (sandbox: Sandbox): Promise<Record<string, unknown>[]> =>
  Promise.all(
    (await paths(sandbox)).map(async (path) => JSON.parse(await sandbox.git('show', `${HISTORY}:${path}`)) as never),
  )
const schemaOf = (name: string) =>
  new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(join(PROJECT, `dist/schema/${name}.schema.json`), 'utf8')),
  )
const expectValid = (name: string, document: unknown): void => {
  const validate = schemaOf(name)
  expect(validate(document) ? [] : validate.errors).toEqual([])
}

/** Puts files into a history by plain git, as somebody hostile could. */
async function forge(
  sandbox: Sandbox,
  files: readonly (readonly [mode: string, path: string, bytes: string | Buffer])[],
  ref = HISTORY,
): Promise<void> {
  const tip = await sandbox.tryGit('rev-parse', '--verify', '--quiet', ref)
  const parts = files.map(([mode, path, bytes]) => {
    const data = Buffer.from(bytes as Buffer)
    return Buffer.concat([Buffer.from(`M ${mode} inline ${path}\ndata ${data.length}\n`), data, Buffer.from('\n')])
  })
  const head = `commit ${ref}\ncommitter M <m@example.com> 1767600000 +0000\ndata 1\nx\n${tip.code === 0 ? `from ${tip.stdout.trim()}\n` : ''}`
  const input = Buffer.concat([Buffer.from(head), ...parts, Buffer.from('\n')])
  await sandbox.write('.git/forged', input)
  expectExit(await sandbox.exec('sh', ['-c', 'git fast-import --quiet < .git/forged && rm .git/forged']), 0)
}

const forgedGreen = (commit: string, root: string): readonly [string, string, string] => {
  const { id, text } = aRun()
    .with({ commit, root, asked: { '2026-01-05': 'aaaaaa' } })
    .rendered()
  return ['100644', `runs/${id.slice(0, 2)}/${id}.json`, text]
}

describe.concurrent('a run of a clean commit leaves one event', () => {
  it('with everything of the contract, and nothing that was asked or answered', async () => {
    const sandbox = await aSet()
    await sandbox.rules([{ when: 'day 40', say: 'MARKER-OUTPUT' }] satisfies Rule[])
    const commit = await sandbox.commit('MARKER-SUBJECT')
    expectExit(await sandbox.casebook('run', { env: { CI: '1', HOSTNAME: 'MARKER-HOST' } }), 1)
    const [path, ...more] = await paths(sandbox)
    expect(more).toEqual([])
    expect(path).toMatch(/^runs\/([0-9a-f]{2})\/\1[0-9a-f]{30}\.json$/)
    const [event] = await events(sandbox)
    expectValid('event', event)
    expect(event).toMatchObject({
      format: 'casebook-event/1',
      kind: 'run',
      set: 'regression',
      commit,
      base: await sandbox.git('rev-parse', 'origin/main'),
      tier: 'smoke',
      asked: { '2026-01-05': 'aaaaaa' },
      verdicts: [{ id: REFUND.id, verdict: 'failed', passes: 0, asks: 3 }],
      counts: { pass: 0, failed: 1 },
      at: '2026-01-05T08:00:00Z',
      place: 'ci',
    })
    const all = await sandbox.git('log', '-p', '--format=%an %ae %cn %ce %B', HISTORY, 'refs/notes/casebook')
    expect(all).not.toMatch(/MARKER|day 40|30 days|Ada|example\.com/)
    expect(await sandbox.git('status', '--porcelain')).toBe('')
  })

  it.each<[string, (sandbox: Sandbox) => Promise<unknown>, number]>([
    ['but none with uncommitted changes', (sandbox) => sandbox.write('note.txt', 'x'), 0],
    [
      'but none where the target can not be asked',
      (sandbox) => sandbox.write('app/regress.py', 'import nothing_there').then(() => sandbox.commit('Break')),
      3,
    ],
  ])('%s', async (_, change, exit) => {
    const sandbox = await aSet()
    await change(sandbox)
    expectExit(await sandbox.casebook('run'), exit)
    expect(await paths(sandbox)).toEqual([])
  })

  it('of a revision, in a bare repository and in a linked worktree too', async () => {
    const sandbox = await aSet()
    await sandbox.git('push', '-q', 'origin', 'main')
    expectExit(await sandbox.casebook('run', '--at', 'HEAD', { cwd: sandbox.remote }), 0)
    expect(
      (await sandbox.git('ls-tree', '-r', '--name-only', HISTORY, { cwd: sandbox.remote })).split('\n'),
    ).toHaveLength(1)
    await sandbox.git('worktree', 'add', '-q', '../linked')
    expectExit(await sandbox.casebook('run', { cwd: join(sandbox.root, 'linked') }), 0)
    expect(await paths(sandbox)).toHaveLength(1)
    expect(await sandbox.git('log', '-1', '--notes=casebook', '--format=%N')).toBe(
      '2026-01-05T08:00:00Z regression run smoke: 1/1 passed (local)\n',
    )
  })

  it('of a release, of a push, and of each proof of an admission', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.rules(BROKEN)
    await sandbox.addCase({}, 'inbox')
    const before = await sandbox.commit('The bug')
    await sandbox.rules(FIXED)
    const fix = await sandbox.commit('The fix')
    expectExit(await sandbox.casebook('admit', REFUND.id, '--red', before), 0)
    expect(
      (await events(sandbox)).map(({ kind, commit, repeated, counts }) => ({ kind, commit, repeated, counts })),
    ).toEqual(
      expect.arrayContaining([
        { kind: 'admit', commit: before, repeated: {}, counts: expect.objectContaining({ relapsed: 1, pass: 0 }) },
        { kind: 'admit', commit: fix, repeated: { [REFUND.id]: 5 }, counts: expect.objectContaining({ pass: 1 }) },
      ]),
    )
    await sandbox.commit('Admit it')
    expectExit(await sandbox.push(), 0)
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    const kinds = (await events(sandbox)).map(({ kind }) => kind as string).sort()
    expect(kinds).toEqual(['admit', 'admit', 'release', 'run'])
  })

  it('in a repository with object ids of 64 digits', async () => {
    const sandbox = await makeSandbox({ bare: true })
    const cwd = join(sandbox.root, 'sha256')
    await sandbox.git('init', '-q', '--object-format=sha256', '-b', 'main', cwd)
    await sandbox.write('../sha256/casebook.yaml', ECHO)
    await sandbox.git('add', '-A', { cwd })
    await sandbox.git('commit', '-q', '-m', 'Start', { cwd })
    await sandbox.git('-C', sandbox.repo, 'init', '-q')
    const path = await sandbox.addCase(ECHOED)
    await sandbox.write(`../sha256/${path}`, await sandbox.read(path))
    await sandbox.git('add', '-A', { cwd })
    await sandbox.git('commit', '-q', '-m', 'A case', { cwd })
    expectExit(await sandbox.casebook('run', { cwd }), 0)
    const shown = await sandbox.json('history', { cwd })
    expect(shown.document).toMatchObject({
      total: 1,
      runs: [{ commit: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      skipped: [],
    })
    expect(await sandbox.git('log', '-1', '--notes=casebook', '--format=%N', { cwd })).toContain('1/1 passed')
  })

  it('and a verdict that does not change where it can not be kept', async () => {
    const sandbox = await aSet()
    await sandbox.write(`.git/${HISTORY}.lock`, '')
    const ran = expectExit(await sandbox.casebook('run'), 0)
    expect(ran.stdout).toContain('green  smoke 1/1 passed')
    expect(ran.stderr).toBe(
      `warning: this run is not in the history: "${HISTORY}" is held by another process: it could not be moved in 20 tries\n` +
        `hint: if nothing else is at work here: rm "$(git rev-parse --git-path ${HISTORY}.lock)"\n`,
    )
    expect(sandbox.snapshot(sandbox.path('.git'), /^(?!fast_import)/)).toEqual(new Map())
  })
})

describe.concurrent('what is written at once', () => {
  it('loses none of thirty runs each of three writers', { timeout: 240_000 }, async () => {
    const sandbox = await makeSandbox()
    await sandbox.write('casebook.yaml', ECHO)
    await sandbox.addCase(ECHOED)
    await sandbox.commit('A case')
    await sandbox.git('worktree', 'add', '-q', '../linked')
    const folders = [sandbox.repo, join(sandbox.root, 'linked'), sandbox.path('evals')]
    await Promise.all(
      folders.map(async (cwd) => {
        for (let run = 0; run < 30; run++) {
          const ran = expectExit(await sandbox.casebook('run', { cwd }), 0)
          expect(ran.stderr).toBe('')
        }
      }),
    )
    expect(await paths(sandbox)).toHaveLength(90)
    expect((await sandbox.json('history')).document).toMatchObject({ total: 90, skipped: [] })
    expect(await sandbox.git('fsck', '--no-dangling')).toBe('')
  })

  it.each(['before git took the run', 'when git has taken the run'])(
    'by a writer that is killed %s harms nothing',
    async (when) => {
      const sandbox = await aSet()
      expectExit(await sandbox.casebook('run'), 0)
      const real = (await sandbox.exec('sh', ['-c', 'command -v git'])).stdout.trim()
      const kill = 'kill -9 $PPID; exit 1'
      const first = when.startsWith('before') ? kill : `"${real}" "$@"; ${kill}`
      await sandbox.write(
        '../bin/git',
        `#!/bin/sh\ncase "$*" in *fast-import*) ${first};; esac\nexec "${real}" "$@"\n`,
        0o755,
      )
      const ran = await sandbox.casebook('run', {
        env: { PATH: `${join(sandbox.root, 'bin')}:${process.env['PATH']}` },
      })
      expect(ran.signal).toBe('SIGKILL')
      expectExit(await sandbox.casebook('run'), 0)
      expect((await sandbox.json('history')).document).toMatchObject({
        total: when.startsWith('before') ? 2 : 3,
        skipped: [],
      })
      expect(await sandbox.git('fsck', '--no-dangling')).toBe('')
    },
  )

  it('by clones that push at once is all at the remote', { timeout: 120_000 }, async () => {
    const sandbox = await makeSandbox()
    await sandbox.write('casebook.yaml', ECHO)
    await sandbox.addCase(ECHOED)
    await sandbox.commit('A case')
    await sandbox.git('push', '-q', 'origin', 'main')
    const clones = ['one', 'two', 'three'].map((name) => join(sandbox.root, name))
    for (const clone of clones) await sandbox.git('clone', '-q', sandbox.remote, clone)
    await Promise.all(
      clones.map(async (cwd) => {
        for (let run = 0; run < 3; run++) {
          expectExit(await sandbox.casebook('run', { cwd }), 0)
          expectExit(await sandbox.casebook('history', 'push', { cwd }), 0)
        }
      }),
    )
    const tips = new Set<string>()
    for (const cwd of clones) {
      expectExit(await sandbox.casebook('history', 'pull', { cwd }), 0)
      tips.add(await sandbox.git('rev-parse', HISTORY, { cwd }))
    }
    expect([...tips]).toEqual([await sandbox.remoteRef(HISTORY)])
    expect((await sandbox.json('history', { cwd: clones[0]! })).document).toMatchObject({ total: 9 })
  })
})

describe.concurrent('history is shared', () => {
  it('by a refspec under which fetch --prune keeps the runs of this clone', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('init'), 0)
    await sandbox.commit('Adopt')
    expectExit(await sandbox.casebook('run'), 0)
    const tip = await sandbox.git('rev-parse', HISTORY)
    expectExit(await sandbox.tryGit('fetch', '--prune'), 0)
    expect(await sandbox.git('rev-parse', HISTORY)).toBe(tip)
    const pulled = await sandbox.json('history', 'pull')
    expectValid('history-sync', pulled.document)
    expect(pulled).toMatchObject({ code: 0, document: { action: 'pull', remote: 'origin', found: false, added: 0 } })
    expect((await sandbox.casebook('history', 'pull')).stdout).toBe('origin has no history yet\n')
    expect((await sandbox.casebook('history', 'push')).stdout).toBe('the history is at origin now\n')
    expectExit(await sandbox.tryGit('fetch', '--prune'), 0)
    expect(await sandbox.git('rev-parse', HISTORY, 'refs/casebook-remotes/origin/history')).toBe(`${tip}\n${tip}`)
    expect(await sandbox.git('config', '--get-all', 'remote.origin.fetch')).toContain('+refs/casebook/*:')
    expect((await sandbox.tryGit('config', '--get-all', 'remote.origin.push')).code).toBe(1)
  })

  it('by a plain push past the gate, and by no push of notes', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.addCase()
    await sandbox.commit('A case')
    expectExit(await sandbox.casebook('run'), 0)
    const ran = expectExit(await sandbox.push('origin', `${HISTORY}:${HISTORY}`), 0)
    expect(ran.stderr).not.toContain('casebook blocked')
    expect(await sandbox.remoteRef(HISTORY)).toBe(await sandbox.git('rev-parse', HISTORY))
    expectExit(await sandbox.casebook('history', 'push'), 0)
    expect(await sandbox.remoteRef('refs/notes/casebook')).toBeNull()
  })

  it('with notes in a clone that never ran anything', async () => {
    const { sandbox, bad } = await aCaughtBug()
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    expectExit(await sandbox.casebook('history', 'push'), 0)
    const cwd = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', sandbox.remote, cwd)
    expect((await sandbox.casebook('history', 'pull', { cwd })).stdout).toBe('3 runs came from origin\n')
    expect(await sandbox.git('log', '-1', '--notes=casebook', '--format=%N', bad, { cwd })).toContain(
      `${REFUND.id} relapsed`,
    )
  })

  it.each<[string, readonly string[], number, string]>([
    [
      'a remote that is none',
      ['pull', 'nowhere'],
      2,
      'error: there is no remote "nowhere"\nhint: casebook history pull origin\n',
    ],
    [
      'an address in place of a remote',
      ['pull', 'https://user:secret@example.com/shop.git'],
      2,
      'error: there is no remote "https://user:secret@example.com/shop.git"\nhint: casebook history pull origin\n',
    ],
    [
      'a case that is none',
      ['run'],
      2,
      'error: "run" is no case, and neither pull nor push\nhint: casebook list\nhint: casebook history pull\n',
    ],
    [
      'a case nobody knows',
      ['reg-2026-01-01-000000'],
      2,
      'error: there is no case "reg-2026-01-01-000000" in the set\nhint: casebook list\n',
    ],
    [
      'a word too many',
      [REFUND.id, 'origin'],
      2,
      `error: "origin" is one word too many\nhint: casebook history ${REFUND.id}\nhint: casebook history pull <remote>\n`,
    ],
    ['a limit that is none', ['--limit', 'all'], 2, 'error: --limit is "all"\nhint: --limit 50\n'],
    [
      'a limit of a pull',
      ['pull', '--limit', '5'],
      2,
      'error: --limit has no meaning with pull\nhint: casebook history --limit 50\n',
    ],
  ])('but not with %s', async (_, args, code, stderr) => {
    const sandbox = await aSet()
    expect(await sandbox.casebook('history', ...args)).toMatchObject({ code, stderr })
  })

  it('but not with a remote that is gone, which is told and changes nothing', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.git('remote', 'set-url', 'origin', '/nowhere/at/all')
    for (const action of ['pull', 'push']) {
      const ran = expectExit(await sandbox.casebook('history', action), 3)
      expect(ran.stderr).toContain(
        `error: could not ${action === 'pull' ? 'read' : 'write'} the history of "origin": fatal: `,
      )
      expect(ran.stderr).toContain('hint: git ls-remote origin\n')
    }
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.git('remote', 'remove', 'origin')
    expect(await sandbox.casebook('history', 'push')).toMatchObject({
      code: 2,
      stderr: 'error: there is no remote\nhint: git remote add origin <url>\n',
    })
  })
})

describe.concurrent('what somebody hostile pushed', () => {
  it('is told and left there, by a pull that takes the events beside it', async () => {
    const sandbox = await aSet()
    const good = forgedGreen(await sandbox.head(), `rcs1:${'0'.repeat(64)}`)
    const id = 'a'.repeat(32)
    await forge(sandbox, [
      good,
      ['100644', 'README.md', 'hello'],
      ['120000', 'runs/aa/link.json', '/etc/passwd'],
      ['120000', `runs/aa/${'a'.repeat(31)}b.json`, '/etc/passwd'],
      ['100755', `runs/aa/${'a'.repeat(31)}c.json`, '{}'],
      ['100644', `runs/aa/${id}.json`, good[2]],
      ['100644', `runs/ab/${'ab'.repeat(16)}.json`, Buffer.from([0xff, 0xfe, 0x00])],
      ['100644', `runs/ac/${'ac'.repeat(16)}.json`, Buffer.alloc(5 * 1024 * 1024, 0x20)],
      ['100644', `runs/ac/deep/er/${'ac'.repeat(16)}.json`, '{}'],
      ['100644', '"runs/ad/\\033[2J\\377.json"', '{}'],
      ['100644', 'runs/zz/x.json', '{}'],
    ])
    await sandbox.git('push', '-q', '--no-verify', 'origin', HISTORY)
    await sandbox.git('update-ref', '-d', HISTORY)
    const before = sandbox.snapshot()
    const ran = await sandbox.json('history', 'pull')
    expect(ran.document).toMatchObject({ added: 1, skipped_total: 10 })
    expectValid('history-sync', ran.document)
    const reasons = ran.document['skipped'] as { path: string; reason: string }[]
    expect(reasons.map(({ path, reason }) => [path.replace(/\ufffd/g, '?'), reason])).toEqual([
      ['README.md', 'it is no part of a history'],
      ['runs/zz', 'it is no folder of runs'],
      [`runs/aa/${'a'.repeat(31)}b.json`, 'it is not named or kept as an event is'],
      [`runs/aa/${'a'.repeat(31)}c.json`, 'it is not named or kept as an event is'],
      ['runs/aa/link.json', 'it is not named or kept as an event is'],
      ['runs/ac/deep', 'it is not named or kept as an event is'],
      ['runs/ad/\u001b[2J?.json', 'it is not named or kept as an event is'],
      [`runs/aa/${id}.json`, 'its name is not the hash of its content'],
      [`runs/ab/${'ab'.repeat(16)}.json`, 'not UTF-8'],
      [`runs/ac/${'ac'.repeat(16)}.json`, 'missing here, or larger than 4 MiB'],
    ])
    expect(await paths(sandbox)).toEqual([good[1]])
    const after = sandbox.snapshot()
    for (const [name, text] of before) expect([name, after.get(name)]).toEqual([name, text])
    expect([...after.keys()].filter((name) => !before.has(name) && !/^\.git\/(refs|casebook)\//.test(name))).toEqual([])
    expect(await sandbox.casebook('history')).toMatchObject({ code: 0, stderr: '' })
    expectExit(await sandbox.casebook('history', 'push'), 0)
    expect(await sandbox.git('ls-tree', '-r', '--name-only', HISTORY, { cwd: sandbox.remote })).toBe(good[1])
  })

  it('straight into this clone is told by history and counted as nothing', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await forge(sandbox, [['100644', '"runs/\\033]0;pwned\\007/x.json"', '{}']])
    const ran = expectExit(await sandbox.casebook('history'), 0)
    expect(ran.stdout.trim().split('\n')).toHaveLength(1)
    expect(ran.stderr).toBe(
      'warning: one file of the history is no event and counted as nothing: "runs/\\x1b]0;pwned\\x07": it is no folder of runs\n' +
        'hint: git log --stat refs/casebook/history shows which commit brought them; casebook history push leaves them out\n',
    )
    const shown = await sandbox.json('history')
    expectValid('history', shown.document)
    expect(shown.document).toMatchObject({ total: 1, skipped_total: 1 })
    for (const args of [['retier', '--dry-run'], ['audit'], ['list', '--tier', 'smoke']])
      expect((await sandbox.casebook(...args)).stderr).toContain('one file of the history is no event')
    expectExit(await sandbox.casebook('history', 'push'), 0)
    expect(await sandbox.casebook('history')).toMatchObject({ stdout: ran.stdout, stderr: '' })
    const there = await sandbox.git('ls-tree', '-r', '--name-only', HISTORY, { cwd: sandbox.remote })
    expect(there.split('\n')).toEqual(await paths(sandbox))
  })

  it('as what is no commit is told by a push too', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    const blob = await sandbox.git('hash-object', '-w', '--stdin', { cwd: sandbox.remote, input: 'x' })
    await sandbox.git('update-ref', HISTORY, blob, { cwd: sandbox.remote })
    const ran = expectExit(await sandbox.casebook('history', 'push'), 3)
    expect(ran.stderr).toBe(
      'error: the history of "origin" can not be read: it is no commit, or its tree is missing here\n' +
        `hint: git push origin :${HISTORY} takes it away there\nhint: casebook history push origin\n`,
    )
    expect((await paths(sandbox)).length).toBe(1)
  })

  it('with a day that no month has is no event', async () => {
    const { id, text } = aRun().with({ at: '2026-02-31T00:00:00Z' }).rendered()
    const sandbox = await aSet()
    await forge(sandbox, [['100644', `runs/${id.slice(0, 2)}/${id}.json`, text]])
    expect((await sandbox.json('history')).document).toMatchObject({ total: 0, skipped_total: 1 })
  })

  it('as a tree without an end does not hang anything', { timeout: 30_000 }, async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    let tree = await sandbox.git('hash-object', '-w', '-t', 'tree', '/dev/null')
    for (let depth = 0; depth < 20; depth++) {
      const entries = Array.from({ length: 16 }, (_, index) => `040000 tree ${tree}\td${index.toString(16)}\n`).join('')
      tree = await sandbox.git('mktree', { input: entries })
    }
    const runs = await sandbox.git('mktree', { input: `040000 tree ${tree}\taa\n040000 tree ${tree}\tbomb\n` })
    const top = await sandbox.git('mktree', { input: `040000 tree ${runs}\truns\n040000 tree ${tree}\tbomb\n` })
    const commit = await sandbox.git('commit-tree', '-m', 'x', top)
    await sandbox.git('push', '-q', '--no-verify', 'origin', `${commit}:${HISTORY}`)
    expect((await sandbox.json('history', 'pull')).document).toMatchObject({ added: 0, skipped_total: 18 })
    expect((await sandbox.json('history')).document).toMatchObject({ total: 1, skipped_total: 0 })
  })

  it('as a green event lets no release pass', async () => {
    const sandbox = await aSet()
    await sandbox.rules(BROKEN)
    const commit = await sandbox.commit('Break it')
    const root = (await sandbox.json('manifest')).document['set'] as { root: string }
    await forge(sandbox, [forgedGreen(commit, root.root)])
    expect((await sandbox.json('history', A)).document).toMatchObject({
      cases: { [A]: { last_red: null, green_since: '2026-01-05T00:00:00Z' } },
    })
    expectExit(await sandbox.casebook('release', 'v1'), 1)
    expect(await sandbox.git('tag', '--list')).toBe('')
  })
})

describe.concurrent('history tells', () => {
  it('the runs, and what they caught', async () => {
    const { sandbox, bad } = await aCaughtBug()
    const ran = expectExit(await sandbox.casebook('history'), 0)
    expect(ran.stdout).toMatch(
      new RegExp(
        `^2026-01-05 08:00  ${SHORT}  run  smoke  green  1/1 passed              local\n` +
          `2026-01-05 08:00  ${SHORT}  run  smoke  red    0/1 passed, 1 relapsed  ci\n` +
          `2026-01-05 08:00  ${SHORT}  run  smoke  green  1/1 passed              local\n` +
          `caught  ${REFUND.id} once at ${bad.slice(0, 12)} on 2026-01-05\n$`,
      ),
    )
    expect((await sandbox.casebook('history', '--limit', '1')).stdout).toContain('\n2 earlier runs: --limit 3\n')
    const shown = await sandbox.json('history')
    expectValid('history', shown.document)
    expect(shown).toMatchObject({
      stderr: '',
      document: {
        total: 3,
        runs: [
          { green: true },
          { green: false, commit: bad, place: 'ci', red: [{ id: REFUND.id, verdict: 'relapsed' }] },
          {},
        ],
        cases: {
          [REFUND.id]: { last_red: { commit: bad }, catches: [{ commit: bad }], green_since: '2026-01-05T08:00:00Z' },
        },
      },
    })
  })

  it('the story of one case', async () => {
    const { sandbox, good, bad } = await aCaughtBug()
    expect((await sandbox.casebook('history', REFUND.id)).stdout).toBe(
      `${REFUND.id}  ${REFUND.title}\n` +
        '  captured  2026-01-05 by Ada <ada@example.com>\n' +
        `  admitted  2026-01-05 by Ada <ada@example.com> in ${good.slice(0, 12)}\n` +
        '  green     since 2026-01-05\n' +
        `  caught    2026-01-05 at ${bad.slice(0, 12)}, relapsed\n` +
        `  red       2026-01-05 relapsed in a ci run, at ${bad.slice(0, 12)}: Ada <ada@example.com>, 2026-01-05, "Shorten the prompt"\n` +
        '  asked     in 3 recorded runs\n',
    )
    const shown = await sandbox.json('history', REFUND.id)
    expectValid('history', shown.document)
    expect(shown.document).toMatchObject({
      case: {
        title: REFUND.title,
        runs: 3,
        reds: [{ commit: bad, author: 'Ada <ada@example.com>', subject: 'Shorten the prompt' }],
      },
    })
  })

  it('nothing yet, in words', async () => {
    const sandbox = await aSet()
    expect((await sandbox.casebook('history')).stdout).toBe(
      'no run is in the history yet: casebook run, at a commit with nothing uncommitted\n',
    )
    expect((await sandbox.casebook('history', REFUND.id)).stdout).toContain(
      'green     unknown: no recorded run asked it\n',
    )
    expect((await sandbox.casebook('history', 'push')).stdout).toBe('there is no history here to push yet\n')
  })

  it('each set of a monorepo its own, and all of them at the top', async () => {
    const sandbox = await makeSandbox({ bare: true })
    for (const name of ['a', 'b']) {
      await sandbox.write(`${name}/casebook.yaml`, `set: set-${name}\npath: evals\n${ECHO}`)
      const path = await sandbox.addCase(ECHOED)
      await sandbox.write(`${name}/evals/smoke/${REFUND.id}.yaml`, await sandbox.read(path))
      await sandbox.git('clean', '-fdq', SET)
    }
    await sandbox.commit('Two sets')
    for (const name of ['a', 'b']) expectExit(await sandbox.casebook('-C', name, 'run'), 0)
    const sets = async (cwd: string) =>
      ((await sandbox.json('history', '-C', cwd)).document['runs'] as { set: string }[]).map(({ set }) => set)
    expect(await sets('a')).toEqual(['set-a'])
    expect(await sets('b')).toEqual(['set-b'])
    expect(await sets('.')).toEqual(['set-b', 'set-a'])
    expect((await sandbox.casebook('history')).stdout).toContain('  set-a  run')
    expect(Object.keys((await sandbox.json('history')).document['cases'] as object)).toEqual([
      `set-a:${REFUND.id}`,
      `set-b:${REFUND.id}`,
    ])
    expect(expectExit(await sandbox.casebook('history', REFUND.id), 2).stderr).toMatch(
      /casebook -C a .*\n.*casebook -C b /,
    )
    await sandbox.git('rm', '-q', `b/evals/smoke/${REFUND.id}.yaml`)
    await sandbox.commit('Leave it to a')
    await sandbox.git('update-ref', '-d', HISTORY)
    expectExit(await sandbox.casebook('-C', 'a', 'run'), 0)
    const story = expectExit(await sandbox.casebook('history', REFUND.id), 0).stdout
    expect(story).toBe((await sandbox.casebook('-C', 'a', 'history', REFUND.id)).stdout)
    expect(story).toMatch(/^ {2}captured {2}2026-.*\n {2}admitted {2}2026-.* in [0-9a-f]{12}\n {2}green {5}since /m)
  })

  it('and a commit that lies behind as what it was, never as how things are', async () => {
    const { sandbox, bad } = await aCaughtBug()
    const before = (await sandbox.json('history', REFUND.id)).document['cases']
    expectExit(await sandbox.casebook('run', '--at', bad), 1)
    expect((await sandbox.json('history', REFUND.id)).document['cases']).toEqual(before)
    const past = (await events(sandbox)).filter((event) => event['past'] === true)
    expect(past.map((event) => event['commit'])).toEqual([bad])
    for (const event of past) expectValid('event', event)
  })

  it('in notes that come back whole where they were lost', async () => {
    const { sandbox } = await aCaughtBug()
    expectExit(await sandbox.casebook('history', 'push'), 0)
    const notes = await sandbox.git('log', '--notes=casebook', '--format=%H%n%N')
    await sandbox.git('update-ref', '-d', 'refs/notes/casebook')
    await sandbox.commit('Go on')
    expectExit(await sandbox.casebook('run'), 0)
    expectExit(await sandbox.casebook('history', 'pull'), 0)
    expect(await sandbox.git('log', '--notes=casebook', '--format=%H%n%N', 'HEAD~1')).toBe(notes)
  })

  it('the same where what was kept of it is gone, torn or old', async () => {
    const { sandbox } = await aCaughtBug()
    await forge(
      sandbox,
      Array.from({ length: 70 }, (_, day) => {
        const { id, text } = aRun().on(String(day)).day(day).rendered()
        return ['100644', `runs/${id.slice(0, 2)}/${id}.json`, text] as const
      }),
    )
    const whole = (await sandbox.casebook('history', '--json')).stdout
    const kept = (await sandbox.exec('sh', ['-c', 'ls .git/casebook/cache/history-*'])).stdout.trim()
    expect((await sandbox.casebook('history', '--json')).stdout).toBe(whole)
    await sandbox.write(kept, (await sandbox.read(kept)).replace('019b8b5e1400', '019b8b5e1499'))
    expect((await sandbox.casebook('history', '--json')).stdout).toBe(whole)
    expectExit(await sandbox.casebook('run'), 0)
    expect((await sandbox.json('history')).document).toMatchObject({ total: 74 })
    await sandbox.git('update-ref', HISTORY, `${HISTORY}~1`)
    expect((await sandbox.casebook('history', '--json')).stdout).toBe(whole)
  })
})

describe.concurrent('a red case says between which commits it broke', () => {
  it('where history knows them, after the failing assertion and with the bisect command', async () => {
    const sandbox = await aSet()
    const good = await sandbox.head()
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.rules(BROKEN)
    const bad = await sandbox.commit('Shorten the prompt')
    expectExit(await sandbox.casebook('run', { env: { SOURCE_DATE_EPOCH: '1767700000' } }), 1)
    await sandbox.write('unrelated.txt', 'x')
    const here = await sandbox.commit('Unrelated')
    const ran = await sandbox.casebook('run')
    const [g, b] = [good.slice(0, 12), bad.slice(0, 12)]
    expect(ran.stdout).toContain(
      `  green  at ${g} on 2026-01-05; red first at ${b} on 2026-01-06\n  find the commit: casebook bisect ${REFUND.id} --good ${g} --bad ${b}\n\nnot green`,
    )
    const { document } = await sandbox.json('run')
    expectValid('run', document)
    expect(document).toMatchObject({
      commit: here,
      results: [
        {
          last_green: { commit: good, at: '2026-01-05T08:00:00Z' },
          first_red: { commit: bad, at: '2026-01-06T11:46:40Z' },
        },
      ],
    })
  })

  it('where this is the first red, and where it is the uncommitted changes', async () => {
    const sandbox = await aSet()
    const good = (await sandbox.head()).slice(0, 12)
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.rules(BROKEN)
    expect((await sandbox.casebook('run')).stdout).toContain(
      `  green  at ${good} on 2026-01-05; red with the uncommitted changes\n\n`,
    )
    const bad = (await sandbox.commit('Shorten the prompt')).slice(0, 12)
    expect((await sandbox.casebook('run')).stdout).toContain(
      `  green  at ${good} on 2026-01-05; red first at ${bad}, now\n`,
    )
  })

  it('where the same commit was green, so that no commit is to blame', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.write('.git/info/exclude', 'app/rules.json\n')
    await sandbox.git('update-index', '--assume-unchanged', 'app/rules.json')
    await sandbox.rules(BROKEN)
    const here = (await sandbox.head()).slice(0, 12)
    expect((await sandbox.casebook('run')).stdout).toContain(
      `  green  at ${here} on 2026-01-05, at this same commit: the model, the data or a grader has changed, or it is flaky\n`,
    )
  })

  it('and nothing where history knows nothing, or can not be read', async () => {
    const sandbox = await aSet()
    await sandbox.rules(BROKEN)
    await sandbox.commit('Break it')
    const blob = await sandbox.git('hash-object', '-w', 'casebook.yaml')
    await sandbox.git('update-ref', HISTORY, blob)
    const ran = expectExit(await sandbox.casebook('run'), 1)
    expect(ran.stdout).not.toMatch(/green {2}at|find the commit/)
    expect(ran.stderr).toMatch(/^warning: this run is not in the history: git could not write it: fatal: .*$/m)
    expect(ran.stderr).toContain(
      'hint: git for-each-ref refs/casebook refs/notes/casebook shows whether these are commits; the git folder must be writable\n',
    )
    expect(sandbox.snapshot(sandbox.path('.git'), /^(?!fast_import)/)).toEqual(new Map())
    expect((await sandbox.casebook('history')).stderr).toBe(
      'warning: the history can not be read: it is no commit, or its tree is missing here\nhint: git fsck tells more; beyond repair: git update-ref -d refs/casebook/history, then casebook history pull\n',
    )
  })
})
