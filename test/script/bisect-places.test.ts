import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ASK, aLine, CONFIG, commitAll, type Made, STATES } from './commit-line.ts'
import { expectExit, MAIN, makeSandbox, REFUND, RIGHT, type Sandbox, SET, WRONG } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

const ID = REFUND.id

async function withCase(config = CONFIG): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true })
  await sandbox.write('casebook.yaml', config)
  await sandbox.write(ASK, `${STATES.g}\n`)
  await sandbox.write('.gitignore', 'deps/\n*.log\n')
  await sandbox.addCase()
  await sandbox.commit('A case')
  return sandbox
}

async function found(sandbox: Sandbox, ...args: string[]): Promise<string | null> {
  const ran = expectExit(await sandbox.casebook('bisect', ID, '--json', ...args), 0)
  expect(sandbox.leftovers()).toEqual([])
  return (JSON.parse(ran.stdout) as { first_bad: string }).first_bad
}

describe.concurrent('every commit is asked as if it were checked out anew', () => {
  it('whatever the product of another one changed, added, removed or hid from git', async () => {
    const sandbox = await withCase(CONFIG.replace('mode: once', 'mode: once\n  concurrency: 1'))
    const mess = [
      'rm -rf keep; mkdir -p new/a new/repo && echo x > new/a/b.log; git init -q new/repo; touch new/repo/x',
      'rm -f app/other.sh; mkdir -p app/other.sh; touch app/other.sh/y',
      `echo 'echo "${WRONG}"' > app/again.sh; chmod 777 keepers.txt; ln -sf /etc/passwd linked`,
    ].join('\n')
    // It may be asked twice at its commit, where its own mess is: only that of another commit must not be there.
    const ask = (index: number): string =>
      [
        `if test -e new/by; then test "$(cat new/by)" = ${index} || exit 1`,
        'else test -f keep/a.txt && test -f app/other.sh && test -f linked && ! test -e new || exit 1; fi',
        `mkdir -p new && echo ${index} > new/by`,
        '. ./app/answer.sh',
        `${mess} > /dev/null 2>&1`,
        '',
      ].join('\n')
    const made = [...'ggggggbbb'].map(
      (state, index): Made => ({
        files: {
          [ASK]: ask(index),
          'app/answer.sh': `${STATES[state as 'g']}\n`,
          'app/other.sh': 'x\n',
          'keep/a.txt': 'x\n',
          'keepers.txt': 'x\n',
          linked: `${index}\n`,
        },
      }),
    )
    const commits = await commitAll(sandbox, made)
    await sandbox.write('casebook.yaml', `${await sandbox.read('casebook.yaml')}# not checked out here\n`)
    const told = (await sandbox.json('bisect', ID, '--good', commits[0]!, '--jobs', '1')).document
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[6], skipped: [] })
    expect(sandbox.leftovers()).toEqual([])
  })

  it('with files that become folders, links and programs, and back', async () => {
    const sandbox = await withCase()
    const shapes = [
      { x: 'file\n' },
      { x: null, 'x/y/z': 'deep\n' },
      { 'x/y/z': null, x: 'file again\n' },
      { x: null },
    ] as const
    const made = Array.from(
      { length: 12 },
      (_, index): Made => ({
        files: shapes[index % shapes.length]! as Made['files'] & {},
        state: index < 8 ? 'g' : 'b',
      }),
    )
    const commits = await commitAll(sandbox, made)
    expect(await found(sandbox, '--jobs', '1')).toBe(commits[8])
  })

  it('with the line ends that its attributes ask for', async () => {
    const sandbox = await withCase(
      CONFIG.replace('sh, app/ask.sh', 'sh, -c, \'grep -q "$(printf "\\\\r")" app/text.txt && sh app/ask.sh\''),
    )
    const commits = await commitAll(sandbox, [
      { files: { '.gitattributes': 'app/text.txt text eol=crlf\n', 'app/text.txt': 'a\nb\n' }, state: 'g' },
      { files: { 'app/text.txt': 'a\nb\nc\n' } },
      { state: 'b' },
    ])
    expect(await found(sandbox, '--good', commits[0]!)).toBe(commits[2])
  })

  it('with its setup run there, and the linked folders of the work tree', async () => {
    const sandbox = await withCase(
      `${CONFIG}worktree: {link: [deps], setup: "cat app/version > built; ls deps >> built"}\n`,
    )
    await sandbox.write('deps/lib.txt', 'x')
    const made = [...'ggggbbb'].map(
      (state, index): Made => ({
        files: {
          'app/version': `${state}${index}\n`,
          [ASK]: `grep -q lib.txt built || exit 1\ntest "$(head -n1 built)" = "${state}${index}" || exit 1\n${STATES[state as 'g']}\n`,
        },
      }),
    )
    const commits = await commitAll(sandbox, made)
    await sandbox.write('built', `b6\nlib.txt\n`)
    expect(await found(sandbox, '--good', commits[0]!)).toBe(commits[4])
    expect(await sandbox.read('deps/lib.txt')).toBe('x')
  })

  it('unless a linked folder leads back into the work tree, which would be asked instead', async () => {
    const sandbox = await withCase(`${CONFIG}worktree: {link: [deps]}\n`)
    const commits = await commitAll(sandbox, aLine('ggbb'))
    await sandbox.write('deps/.keep', '')
    await sandbox.exec('ln', ['-s', '../app', 'deps/app'])
    const ran = expectExit(await sandbox.casebook('bisect', ID, '--good', commits[0]!), 3)
    expect(ran.stderr).toMatch(/^error: casebook\.yaml: "deps\/app" leads back into the work tree, to "app"/)
    expect(sandbox.leftovers()).toEqual([])
  })

  it('in a linked work tree, with the environment of a hook', async () => {
    const sandbox = await withCase()
    const commits = await commitAll(sandbox, aLine('gggbb'))
    await sandbox.git('worktree', 'add', '-q', `${sandbox.root}/linked`, '-b', 'linked')
    const env = { GIT_DIR: await sandbox.git('rev-parse', '--absolute-git-dir', { cwd: `${sandbox.root}/linked` }) }
    const ran = await sandbox.json('bisect', ID, { cwd: `${sandbox.root}/linked`, env })
    expect(ran).toMatchObject({ code: 0, document: { first_bad: commits[3] } })
    expect(await sandbox.git('worktree', 'list')).toContain('linked')
  })

  it('and the work tree is asked only where it is the commit', async () => {
    const sandbox = await withCase()
    const commits = await commitAll(sandbox, aLine('ggbb'))
    await sandbox.write(ASK, `${STATES.g}\n`)
    expect(await found(sandbox)).toBe(commits[2])
  })
})

/** A product that is asked through a socket, and answers when the test has seen who asks. */
const WAITING = `import os, signal, socket, sys
line = socket.create_connection(("127.0.0.1", int(os.environ["TEST_PORT"])))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
line.sendall(b"asked")
line.recv(1)
`

describe.concurrent('killed in the middle', () => {
  async function aHanging(onTestFinished: (call: () => void) => void) {
    const sandbox = await withCase(CONFIG.replace('[sh, app/ask.sh]', '[python3, app/ask.py]'))
    await commitAll(sandbox, [{ files: { 'app/ask.py': WAITING } }, { files: { a: '1' } }, { files: { a: '2' } }])
    await sandbox.write('casebook.yaml', `${await sandbox.read('casebook.yaml')}# so that no commit is here\n`)
    const sockets: Socket[] = []
    const server: Server = createServer()
    onTestFinished(() => {
      for (const each of sockets) each.destroy()
      server.close()
    })
    const asked = new Promise<void>((resolve) => {
      server.on('connection', (socket) => {
        socket.on('error', () => {})
        sockets.push(socket.resume())
        if (sockets.length === 2) resolve()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const child = spawn(process.execPath, [MAIN, 'bisect', ID, '--good', 'HEAD~2', '--jobs', '2'], {
      cwd: sandbox.repo,
      env: { ...sandbox.env, TEST_PORT: String(port) },
      stdio: 'ignore',
    })
    const exit = once(child, 'close')
    await Promise.race([asked, exit.then(() => Promise.reject(new Error('it ended before the product was asked')))])
    return { sandbox, child, exit, gone: () => Promise.all(sockets.map((each) => each.closed || once(each, 'close'))) }
  }

  it.for(['SIGINT', 'SIGTERM'] as const)(
    'by %s it leaves no process, no folder and the repository as it was',
    async (signal, { onTestFinished }) => {
      const { sandbox, child, exit, gone } = await aHanging(onTestFinished)
      const before = sandbox.snapshot()
      child.kill(signal)
      expect((await exit)[0]).toBe(signal === 'SIGINT' ? 130 : 143)
      await gone()
      expect(sandbox.leftovers()).toEqual([])
      expect(sandbox.snapshot()).toEqual(before)
    },
  )

  it('for good, the next one ends and removes what it left', async ({ onTestFinished }) => {
    const { sandbox, child, exit, gone } = await aHanging(onTestFinished)
    child.kill('SIGKILL')
    await exit
    const [first, ...rest] = aLine('ggbb')
    const commits = await commitAll(sandbox, [{ ...first, files: { 'casebook.yaml': CONFIG } }, ...rest])
    expect(sandbox.leftovers().length).toBeGreaterThan(0)
    expect(await found(sandbox, '--good', commits[0]!)).toBe(commits[2])
    // Where the system does not tell where a process runs, they live on.
    if (existsSync('/proc/self/cwd')) await gone()
  })
})

describe.concurrent('run --blame', () => {
  const SECOND = 'reg-2026-01-09-cccccc'

  async function aRedRun(): Promise<{ sandbox: Sandbox; commits: string[] }> {
    const sandbox = await withCase(CONFIG.replace('sh, app/ask.sh', "sh, -c, 'cat > /dev/null; . ./app/ask.sh'"))
    await sandbox.addCase({ id: SECOND, title: 'Another' })
    await sandbox.commit('Another')
    const commits = await commitAll(sandbox, aLine('gggggbbb'))
    return { sandbox, commits }
  }

  it('tells after the report who broke each red case, and changes neither verdict nor exit code', async () => {
    const { sandbox, commits } = await aRedRun()
    const ran = expectExit(await sandbox.casebook('run', '--blame'), 1)
    expect(ran.stdout).toMatch(/not green {2}smoke 0\/2 passed[\s\S]*broken by/)
    expect(ran.stdout.match(new RegExp(`broken by {2}${commits[5]!.slice(0, 12)}`, 'g'))).toHaveLength(2)
    expect(sandbox.leftovers()).toEqual([])
  })

  it('adds it to the document', async () => {
    const { sandbox, commits } = await aRedRun()
    const { document, code } = await sandbox.json('run', '--blame')
    expectValid(document)
    expect(code).toBe(1)
    expect(document).toMatchObject({
      green: false,
      blame: [ID, SECOND].map((id) => ({ id, reason: '', bisect: { outcome: 'found', first_bad: commits[5] } })),
    })
    const [, second] = document['blame'] as { bisect: { evaluated: number } }[]
    expect(second!.bisect.evaluated).toBeLessThanOrEqual(5)
  })

  it('says why nobody is blamed', async () => {
    const { sandbox } = await aRedRun()
    const limited = expectExit(await sandbox.casebook('run', ID, '--blame', '--blame-limit', '0s'), 1)
    expect(limited.stdout).toContain(`${ID}  nobody is blamed: the time for it was over\n`)
    await sandbox.write('app/more.txt', 'x')
    const dirty = expectExit(await sandbox.casebook('run', ID, '--blame'), 1)
    expect(dirty.stdout).toContain('nobody is blamed: there are uncommitted changes, which may be what broke it\n')
    const wrong = expectExit(await sandbox.casebook('run', '--blame', '--blame-limit', 'soon'), 2)
    expect(wrong.stderr).toBe(
      'error: --blame-limit is "soon"\nhint: --blame-limit 10m\nhint: a number with s, m or h\n',
    )
    expect(wrong.stdout).toBe('')
  })

  it('gives up when its time is over, and leaves nothing', async () => {
    const sandbox = await withCase(CONFIG.replace('mode: once', 'mode: once\n  timeout: 60s'))
    await commitAll(sandbox, aLine(`g${'h'.repeat(9)}b`))
    const ran = expectExit(await sandbox.casebook('run', '--blame', '--blame-limit', '3s'), 1)
    expect(ran.stdout).toContain('nobody is blamed: it was not found within ')
    expect(sandbox.leftovers()).toEqual([])
  })

  it('is silent where all is green, and stands in another report with the rest on standard error', async () => {
    const { sandbox, commits } = await aRedRun()
    const other = expectExit(await sandbox.casebook('run', '--blame', '--reporter', 'junit'), 1)
    expect(other.stdout).toContain(`  broken by ${commits[5]!.slice(0, 12)}  `)
    expect(other.stderr).toContain(`broken by  ${commits[5]!.slice(0, 12)}`)
    await sandbox.git('reset', '-q', '--hard', commits[4]!)
    expect(await sandbox.json('run', '--blame')).toMatchObject({ code: 0, document: { green: true, blame: [] } })
    expect(RIGHT + SET).toBeTruthy()
  })
})
