import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderCase } from '../../lib/case/write-case.ts'
import {
  BROKEN,
  configOf,
  expectExit,
  FIXED,
  MAIN,
  makeSandbox,
  PYTHON,
  REFUND,
  type Sandbox,
  SET,
  TARGETS,
} from './sandbox.ts'
import { expectValid } from './valid-document.ts'

const CASE = `${SET}/smoke/${REFUND.id}.yaml`
const OTHER = 'reg-2026-02-02-bbbbbb'
const retire = ['retire', REFUND.id, '--reason', 'product-change', '--why', 'We sell no refunds any more.']
const textOf = (sandbox: Sandbox, tag: string): Promise<string> => sandbox.git('tag', '-l', '--format=%(contents)', tag)

async function aRelease(config?: string): Promise<Sandbox> {
  const sandbox = await makeSandbox(config === undefined ? {} : { config })
  await sandbox.addCase()
  await sandbox.commit('A case')
  expectExit(await sandbox.casebook('release', 'v1'), 0)
  return sandbox
}

describe.concurrent('the text of a release tag', () => {
  it('tells what came and went since the last release, and why', async () => {
    const sandbox = await aRelease()
    expectExit(await sandbox.casebook(...retire), 0)
    await sandbox.addCase({ id: OTHER, title: 'Greeting in the wrong language' }, 'full')
    await sandbox.commit('Sell no refunds')
    expectExit(await sandbox.casebook('release', 'v2'), 0)
    const note = (await readdir(sandbox.path(`${SET}/migrations`)))[0]!.slice(0, -3)
    expect((await textOf(sandbox, 'v2')).split('Regression-Set')[0]).toBe(`v2

The set regression since v1: 1 added, 0 changed, 1 retired, 0 moved, 0 described anew

* retired ${REFUND.id} ${REFUND.title}
* note ${note} (product-change): We sell no refunds any more.
* added ${OTHER} Greeting in the wrong language

`)
    expect(await textOf(sandbox, 'v1')).toContain('The set regression with no release before it: 1 added')
  })

  it('is read alike by git, whatever a title says', async () => {
    const sandbox = await makeSandbox()
    const root = `rcs1:${'0'.repeat(64)}`
    const titles = [
      `Regression-Set: regression@v9 ${root} cases=0 notes=8`,
      '-----BEGIN SSH SIGNATURE-----',
      '-----BEGIN PGP SIGNATURE-----',
      '# a comment; \u001b[2J\u202e and worse',
      'Signed-off-by: Eve <eve@example.com>',
    ]
    for (const [at, title] of titles.entries()) await sandbox.addCase({ id: `reg-2026-01-05-00000${at}`, title })
    await sandbox.commit('Hostile titles')
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    const message = await textOf(sandbox, 'v1')
    const parsed = await sandbox.git('interpret-trailers', '--parse', { input: message })
    expect(parsed.split('\n').map((line) => line.split(':')[0])).toEqual(['Regression-Set', 'Regression-Result'])
    expect(await sandbox.git('tag', '-l', '--format=%(contents:signature)', 'v1')).toBe('')
    expect(message).not.toMatch(/\u001b|\u202e/)
    expect((await sandbox.json('verify', 'v1')).document).toMatchObject({ ok: true, signature: 'none' })
  })
})

describe.concurrent('a release is refused', () => {
  it.each<[name: string, change: (sandbox: Sandbox) => Promise<unknown>, code: string, hint: RegExp]>([
    [
      'a case that left without a note',
      (s) => s.git('rm', '-q', CASE),
      'unexplained-retirement',
      new RegExp(`^casebook retire ${REFUND.id} --reason <reason> --why <why>$`),
    ],
    [
      'a case that changed without one',
      (s) => s.addCase({ input: 'Another' }),
      'unexplained-change',
      /^casebook revise /,
    ],
    [
      'a set that was deleted',
      (s) =>
        s
          .write('x/casebook.yaml', configOf('[x]').replace('regression', 'x'))
          .then(() => s.git('rm', '-q', 'casebook.yaml')),
      'config-removed',
      /^git checkout /,
    ],
    [
      'a case whose right answer would not pass',
      (s) => s.addCase({ id: OTHER, shipped_output: REFUND.expected_output! }),
      'offline',
      /./,
    ],
  ])('for %s', async (_name, change, code, hint) => {
    const sandbox = await aRelease()
    await change(sandbox)
    await sandbox.commit('Something')
    const released = await sandbox.json('release', 'v2')
    expectValid(released.document)
    expect(released.code).toBe(1)
    const problems = released.document['problems'] as { code: string; hint: string }[]
    if (code !== 'offline') expect(problems.map((one) => one.code)).toContain(code)
    expect(problems.some((one) => hint.test(one.hint))).toBe(true)
    expect(released.document).toMatchObject({ released: false, run: null, message: null })
    expect(expectExit(await sandbox.casebook('release', 'v2'), 1).stderr).toMatch(/^error: [\s\S]*\nhint: /)
    expect(await sandbox.git('tag', '-l')).toBe('v1')
  })

  it('for a bug that was fixed since without a case, and not for one fixed before', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('Fixes #12')
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    await sandbox.commit('Round down (fixes #77)')
    expect((await sandbox.json('release', 'v2')).document).toMatchObject({ problems: [{ code: 'bug-without-case' }] })
  })

  it.each([
    ['a..b', ['a..b']],
    ['v2.lock', ['v2.lock']],
    ['', ['']],
    ['HEAD', ['HEAD']],
    ['a\nb', ['a\nb']],
  ])('for the name %j', async (name, args) => {
    const sandbox = await makeSandbox()
    expect(expectExit(await sandbox.casebook('release', ...args), 2).stderr).toBe(
      `error: "${name.replace('\n', '\n  ')}" is no name that git gives a tag\nhint: casebook release v1.4.0\n`,
    )
  })

  it('for a name that could be an option', async () => {
    const sandbox = await makeSandbox()
    for (const args of [['-v2'], ['--', '-v2'], ['--force']]) expectExit(await sandbox.casebook('release', ...args), 2)
    expect(await sandbox.git('tag', '-l')).toBe('')
  })

  it('where a lightweight tag has the name', async () => {
    const sandbox = await makeSandbox()
    await sandbox.git('tag', 'v1')
    expect(expectExit(await sandbox.casebook('release', 'v1'), 2).stderr).toContain(
      'error: the tag "v1" exists already\n',
    )
  })
})

describe.concurrent('the last release', () => {
  const drop = async (sandbox: Sandbox): Promise<void> => {
    await sandbox.git('rm', '-q', CASE)
    await sandbox.commit('Tidy up')
  }

  it('is not a lightweight tag, nor one that pins what its commit does not hold: they hide nothing', async () => {
    const sandbox = await aRelease()
    await drop(sandbox)
    await sandbox.git('tag', 'v1.1')
    const message = `v1.2\n\nRegression-Set: regression@v1 rcs1:${'0'.repeat(64)} cases=0 notes=0\nRegression-Result: PASSED full 0/0 extended=0`
    await sandbox.git('tag', '-a', '-m', message, 'v1.2')
    await sandbox.git('tag', '-a', '-m', message.replaceAll('regression@', 'stranger@'), 'v1.3')
    await sandbox.commit('Later')
    const { code, document } = await sandbox.json('release', 'v2')
    expect({ code, document }).toMatchObject({
      code: 1,
      document: {
        sets: [{ since: 'v1' }],
        problems: [{ code: 'unexplained-retirement' }],
        warnings: [
          {
            code: 'no-release-tag',
            message: 'the tag "v1.3" looks like a release and is none, so that it is passed over',
            hint: 'casebook verify v1.3',
          },
          { message: expect.stringContaining('"v1.2"') },
        ],
      },
    })
  })

  it('is never the one at the commit itself, so that a final release tells what its candidate told', async () => {
    const sandbox = await aRelease()
    await sandbox.addCase({ id: OTHER })
    await sandbox.commit('Another case')
    expectExit(await sandbox.casebook('release', 'v2-rc1'), 0)
    expectExit(await sandbox.casebook('release', 'v2'), 0)
    expect(await textOf(sandbox, 'v2')).toContain('The set regression since v1: 1 added')
  })

  it('is the nearest of several, and not one of another branch', async () => {
    const sandbox = await aRelease()
    for (const [at, tag] of ['v2', 'v10', 'v3'].entries()) {
      await sandbox.addCase({ id: `reg-2026-02-0${at + 1}-bbbbbb` })
      await sandbox.commit('One more')
      expectExit(await sandbox.casebook('release', tag), 0)
    }
    await sandbox.git('checkout', '-q', '-b', 'side', 'v10')
    await sandbox.commit('On the side')
    expect((await sandbox.json('release', 'v11', '--dry-run')).document).toMatchObject({ sets: [{ since: 'v10' }] })
  })

  it('that a shallow clone does not hold is exit 3, not a first release', async () => {
    const sandbox = await aRelease()
    await drop(sandbox)
    await sandbox.git('push', '-q', 'origin', 'HEAD', 'v1')
    const cwd = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '--depth=1', `file://${sandbox.remote}`, cwd)
    expect(expectExit(await sandbox.casebook('release', 'v2', { cwd }), 3).stderr).toBe(
      'error: the history of this clone ends before the last release\nhint: git fetch --unshallow --tags\nhint: fetch-depth: 0 in CI\n',
    )
    await sandbox.git('fetch', '-q', '--unshallow', '--tags', { cwd })
    expectExit(await sandbox.casebook('release', 'v2', { cwd }), 1)
  })
})

/** Two sets, `a` and `b`, with one case each. */
async function twoSets(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true })
  const target = TARGETS.node
  for (const name of ['a', 'b']) {
    await sandbox.write(`${name}/casebook.yaml`, `set: ${name}\npath: cases\ntarget:\n  command: ${target.command}\n`)
    await sandbox.write(`${name}/${target.file}`, target.text)
    await sandbox.rules(FIXED, name)
    await sandbox.write(`${name}/cases/smoke/${REFUND.id}.yaml`, renderCase(REFUND))
  }
  await sandbox.commit('Start')
  return sandbox
}

describe.concurrent('several sets', () => {
  it('are each gated, pinned and verified, from whatever folder', async () => {
    const sandbox = await twoSets()
    const released = await sandbox.json('release', 'v1', '--attestation', '../../v1.json', { cwd: sandbox.path('b') })
    expect(released).toMatchObject({
      code: 0,
      document: { set: { name: 'a' }, sets: [{ set: { name: 'a' } }, { set: { name: 'b' } }] },
    })
    expectValid(released.document)
    expect(await textOf(sandbox, 'v1')).toMatch(
      /\n\nRegression-Set: a@v1 .*\nRegression-Result: PASSED full 1\/1 extended=0\nRegression-Set: b@v1 .*\nRegression-Result: PASSED full 1\/1 extended=0\nRegression-Attestation: sha256:[0-9a-f]{64}\n/,
    )
    const verified = await sandbox.json('verify', 'v1', '--attestation', '../../v1.json', { cwd: sandbox.path('a') })
    expect(verified).toMatchObject({
      code: 0,
      document: { pinned: { name: 'a' }, sets: [{ name: 'a' }, { name: 'b' }] },
    })
    await sandbox.rules(BROKEN, 'b')
    await sandbox.commit('Break b')
    expect(await sandbox.json('release', 'v2')).toMatchObject({
      code: 1,
      document: {
        sets: [
          { since: 'v1', run: { green: true } },
          { since: 'v1', run: { green: false } },
        ],
      },
    })
  })

  it('a set that is not pinned, and a pin without a set, are faults', async () => {
    const sandbox = await twoSets()
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    const text = `${await sandbox.git('cat-file', 'tag', 'v1')}\n`
    const retag = async (forged: string): Promise<void> =>
      void (await sandbox.git(
        'update-ref',
        'refs/tags/v1',
        await sandbox.git('hash-object', '-t', 'tag', '-w', '--stdin', { input: forged }),
      ))
    await retag(text.replace(/^Regression-Set: b@.*\n.*\n/m, ''))
    expect((await sandbox.json('verify', 'v1')).document).toMatchObject({
      ok: false,
      reasons: ['it does not pin the set "b"'],
    })
    await retag(text.replace(/Regression-Set: b@/, 'Regression-Set: c@'))
    expect((await sandbox.json('verify', 'v1')).document).toMatchObject({
      reasons: ['there is no set "c" at its commit', 'it does not pin the set "b"'],
    })
  })

  it('each look back to the release that pinned them', async () => {
    const sandbox = await twoSets()
    await sandbox.git('rm', '-q', '-r', 'b')
    await sandbox.commit('Only a')
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    await sandbox.git('checkout', '-q', 'HEAD~1', '--', 'b')
    await sandbox.commit('And b')
    expect((await sandbox.json('release', 'v2')).document).toMatchObject({
      sets: [
        { set: { name: 'a' }, since: 'v1' },
        { set: { name: 'b' }, since: null },
      ],
    })
  })
})

describe.concurrent('the run of a release', () => {
  it('trusts no cache', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    expectExit(await sandbox.casebook('run'), 0)
    const folder = sandbox.path('.git/casebook/cache')
    const names = await readdir(folder, { recursive: true })
    expect(names.length).toBeGreaterThan(0)
    const truth = (await sandbox.json('release', 'v1')).document['set']
    await sandbox.git('tag', '-d', 'v1')
    for (const [name, bytes] of sandbox.snapshot(folder, /$^/))
      await writeFile(
        join(folder, name),
        bytes
          .replaceAll(/"content":"[0-9a-f]{64}"/g, `"content":"${'0'.repeat(64)}"`)
          .replaceAll(/rcs1:[0-9a-f]{64}/g, `rcs1:${'0'.repeat(64)}`),
      )
    expect((await sandbox.json('release', 'v1')).document).toMatchObject({ released: true, set: truth })
    expectExit(await sandbox.casebook('verify', 'v1'), 0)
  })

  /** A product that commits to the branch, or edits a tracked file, while it is asked. */
  const meddling = (what: string): string => `import subprocess
${what}
${TARGETS.python.text}`

  it.each([
    [
      'HEAD moves',
      'subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "meanwhile"], check=True)',
      'HEAD moved',
    ],
    ['a file changes', 'open("casebook.yaml", "a").write("# meanwhile\\n")', '"casebook.yaml" changed'],
  ])('in the work tree proves nothing where %s meanwhile', async (_name, what, said) => {
    const sandbox = await makeSandbox()
    await sandbox.write('app/regress.py', meddling(what))
    await sandbox.addCase()
    await sandbox.commit('A case')
    expect(expectExit(await sandbox.casebook('release', 'v1'), 3).stderr).toContain(
      `error: ${said} while the cases were asked, so that it is not known what answered\nhint: leave the work tree alone`,
    )
    expect(await sandbox.git('tag', '-l')).toBe('')
  })

  it('in the work tree lets the product leave files behind', async () => {
    const sandbox = await makeSandbox()
    await sandbox.write('app/regress.py', meddling('open("app/log.txt", "w").write("asked")'))
    await sandbox.addCase()
    await sandbox.commit('A case')
    expectExit(await sandbox.casebook('release', 'v1'), 0)
  })

  it('in a checkout of its own tags the commit that it judged, wherever HEAD is by then', async () => {
    const sandbox = await makeSandbox()
    await sandbox.write(
      'app/regress.py',
      meddling(
        `subprocess.run(["git", "-C", ${JSON.stringify(sandbox.repo)}, "commit", "-q", "--allow-empty", "-m", "meanwhile"], check=True)`,
      ),
    )
    await sandbox.addCase()
    const judged = await sandbox.commit('A case')
    await sandbox.write('dirty.txt', 'x')
    expect((await sandbox.json('release', 'v1')).document).toMatchObject({ released: true, commit: judged })
    expect(await sandbox.git('rev-parse', 'v1^{commit}')).toBe(judged)
    expect(await sandbox.head()).not.toBe(judged)
  })

  it.for(['SIGINT', 'SIGTERM'] as const)(
    'that %s ends leaves no tag, no attestation and no temporary folder',
    async (signal, { onTestFinished }) => {
      const sandbox = await makeSandbox()
      const server: Server = createServer()
      onTestFinished(() => void server.close())
      const asked = once(server, 'connection')
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const port = String((server.address() as { port: number }).port)
      const hanging =
        'import os, signal, socket\nsocket.create_connection(("127.0.0.1", int(os.environ["TEST_PORT"])))\nsignal.pause()\n'
      await sandbox.write('app/regress.py', hanging)
      await sandbox.write('casebook.yaml', configOf(`[${PYTHON}, -u, app/regress.py]`))
      await sandbox.addCase()
      await sandbox.commit('It hangs')
      await sandbox.write('dirty.txt', 'x')
      const child = spawn(process.execPath, [MAIN, 'release', 'v1', '--attestation', '../v1.json'], {
        ...{ cwd: sandbox.repo, env: { ...sandbox.env, TEST_PORT: port }, stdio: 'ignore' },
      })
      const exit = once(child, 'close')
      await asked
      child.kill(signal)
      expect((await exit)[0]).toBe(signal === 'SIGINT' ? 130 : 143)
      expect(await sandbox.git('tag', '-l')).toBe('')
      expect(sandbox.leftovers()).toEqual([])
      await expect(sandbox.read('../v1.json')).rejects.toThrow('ENOENT')
    },
  )
})

describe.concurrent('docs/verify.py --tag', () => {
  const script = join(MAIN, '../../docs/verify.py')
  const python = (sandbox: Sandbox, tag: string, cwd = sandbox.repo) =>
    sandbox.exec(PYTHON, [script, '--tag', tag], { cwd })

  it('computes the roots of a tag with git alone, as casebook does, in a clone of the tag', async () => {
    const sandbox = await twoSets()
    await mkdir(sandbox.path('a/cases/migrations'), { recursive: true })
    for (let at = 0; at < 20; at++)
      await sandbox.write(
        `a/cases/full/reg-2026-03-01-0000${at + 10}.yaml`,
        renderCase({ ...REFUND, id: `reg-2026-03-01-0000${at + 10}` }),
      )
    await sandbox.write('a/cases/README.md', 'hello')
    await sandbox.write('a/cases/inbox/.gitkeep', '')
    await sandbox.commit('More')
    expectExit(await sandbox.casebook('release', 'v1'), 0)
    await sandbox.git('push', '-q', sandbox.remote, 'v1')
    const cwd = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '--depth=1', '--branch=v1', `file://${sandbox.remote}`, cwd)
    const pins = (await textOf(sandbox, 'v1')).split('\n').filter((line) => line.startsWith('Regression-Set: '))
    expect(expectExit(await python(sandbox, 'v1', cwd), 0).stdout).toBe(pins.map((line) => `holds: ${line}\n`).join(''))
  })

  it.each<[name: string, change: (text: string) => string, said: RegExp]>([
    [
      'another root',
      (text) => text.replace(/(?<=rcs1:)./g, 'x'),
      /^does not hold: the tag pins {3}Regression-Set: .*\ndoes not hold: its commit has Regression-Set: /,
    ],
    [
      'another name inside',
      (text) => text.replace('\ntag v1\n', '\ntag v0\n'),
      /^does not hold: inside, the tag has another name than "v1"\n/,
    ],
    ['no pin', (text) => text.replace(/^Regression-Set.*\n/m, ''), /^does not hold: its commit has /],
    [
      'a second pin above',
      (text) => text.replace('\n\n', '\n\nRegression-Set: x\n\n'),
      /^does not hold: the tag pins {3}Regression-Set: x\n/,
    ],
  ])('refuses a tag with %s', async (_name, change, said) => {
    const sandbox = await aRelease()
    const oid = await sandbox.git('hash-object', '-t', 'tag', '-w', '--stdin', '--literally', {
      input: change(`${await sandbox.git('cat-file', 'tag', 'v1')}\n`),
    })
    await sandbox.git('update-ref', 'refs/tags/v1', oid)
    expect(expectExit(await python(sandbox, 'v1'), 1).stdout).toMatch(said)
  })

  it('cannot tell of a tag that is not there, or of a set with a symbolic link in it', async () => {
    const sandbox = await aRelease()
    expect(expectExit(await python(sandbox, 'v9'), 1).stdout).toMatch(/^cannot tell: /)
    await sandbox.exec('ln', ['-s', `${REFUND.id}.yaml`, sandbox.path(`${SET}/smoke/${OTHER}.yaml`)])
    await sandbox.commit('A link')
    await sandbox.git('tag', '-a', '-m', await textOf(sandbox, 'v1'), 'v2')
    expect(expectExit(await python(sandbox, 'v2'), 1).stdout).toMatch(/^cannot tell: ".*" has no place in the set\n/)
    expectExit(await sandbox.casebook('verify', 'v2'), 1)
  })
})
