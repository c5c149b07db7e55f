import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { configOf, MAIN, makeSandbox, PYTHON, type Sandbox } from './sandbox.ts'

/** A product that tells the test by a socket that it was asked, starts a process of its own, and answers never. */
const HANGING = `import os, signal, socket, subprocess, sys
line = socket.create_connection(("127.0.0.1", int(os.environ["TEST_PORT"])))
line.set_inheritable(True)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdin.readline()
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"], close_fds=False)
line.sendall(b"asked")
signal.pause()
`

interface Listener {
  readonly port: string
  /** Settles when the product was asked. */
  readonly asked: Promise<Socket>
}

async function listen(onTestFinished: (call: () => void) => void): Promise<Listener> {
  const server: Server = createServer()
  onTestFinished(() => void server.close())
  const asked = new Promise<Socket>((resolve) =>
    server.on('connection', (socket) => socket.once('data', () => resolve(socket))),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: String((server.address() as { port: number }).port), asked }
}

async function aHangingProduct(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ hooks: true })
  await sandbox.write('app/regress.py', HANGING)
  await sandbox.write('casebook.yaml', configOf(`[${PYTHON}, -u, app/regress.py]`))
  await sandbox.addCase()
  await sandbox.commit('It hangs')
  return sandbox
}

/** The end of the connection: every process that holds it is gone. */
const gone = (socket: Socket): Promise<unknown> => {
  socket.resume()
  return once(socket, 'close')
}

describe.concurrent.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s', (signal, code) => {
  it.for([
    ['a run in place', ['run'], false],
    ['a run in a temporary checkout', ['run', '--at', 'HEAD'], true],
  ] as const)(
    `ends %s with ${code} and leaves no process and no temporary folder`,
    async ([_name, args, isDirty], { onTestFinished }) => {
      const sandbox = await aHangingProduct()
      if (isDirty) await sandbox.write('dirty.txt', 'x')
      const listener = await listen(onTestFinished)
      const child = spawn(process.execPath, [MAIN, ...args], {
        cwd: sandbox.repo,
        env: { ...sandbox.env, TEST_PORT: listener.port },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const exit = once(child, 'close')
      const out: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      const socket = await Promise.race([
        listener.asked,
        exit.then(() => Promise.reject(new Error('it ended before the product was asked'))),
      ])
      if (isDirty) expect(sandbox.leftovers()).toHaveLength(1)
      const ended = gone(socket)
      child.kill(signal)
      expect((await exit)[0]).toBe(code)
      await ended
      expect(Buffer.concat(out).toString()).toBe('')
      expect(sandbox.leftovers()).toEqual([])
      expect(await sandbox.git('worktree', 'list')).not.toContain('\n')
      expect([...sandbox.snapshot().keys()].filter((name) => name.endsWith('.lock'))).toEqual([])
    },
  )
})

it('Ctrl-C at a push, which reaches the whole process group, ends hook and product and pushes nothing', async ({
  onTestFinished,
}) => {
  const sandbox = await aHangingProduct()
  await sandbox.write('dirty.txt', 'x')
  const before = await sandbox.remoteRef('main')
  const listener = await listen(onTestFinished)
  const child = spawn('git', ['push', 'origin', 'main'], {
    cwd: sandbox.repo,
    env: { ...sandbox.env, TEST_PORT: listener.port },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  child.stderr.resume()
  // git does not wait for its hook: the hook is gone when nobody holds the pipe.
  const exit = once(child, 'close')
  const socket = await Promise.race([
    listener.asked,
    exit.then(() => Promise.reject(new Error('it ended before the product was asked'))),
  ])
  const ended = gone(socket)
  process.kill(-child.pid!, 'SIGINT')
  await Promise.all([exit, ended])
  expect(sandbox.leftovers()).toEqual([])
  expect(await sandbox.remoteRef('main')).toBe(before)
})
