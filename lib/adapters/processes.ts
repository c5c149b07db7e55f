import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Child, ChildExit, ChildRequest, Processes } from '../ports.ts'

/** Milliseconds between asking a process group to end and ending it. */
const GRACE = 2_000
/** Milliseconds that what a dead leader left behind may hold its streams open. */
const STREAM_GRACE = 250
/** Characters that are joined at most before they are written. */
const BATCH = 1024 * 1024

const running = new Set<number>()

/** Starts processes, each the leader of a group of its own, so that nothing of it outlives us. */
export function makeProcesses(relay: (line: string) => void): Processes {
  return { start: startChild, relay }
}

/** Ends every group that still runs, at once: for signals and for the very end. */
export function killAllGroups(): void {
  for (const pid of running) killGroup(pid, 'SIGKILL')
}

function startChild(request: ChildRequest): Child {
  try {
    return watchChild(spawnChild(request), request)
  } catch (error) {
    return stillborn(describeStart(error, request))
  }
}

function spawnChild({ command: [program = '', ...args], cwd, env }: ChildRequest): ChildProcess {
  return spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
}

/** Some starts fail at once, and then not even the streams are there. */
function watchChild(child: ChildProcess, request: ChildRequest): Child {
  const { pid, stdin } = child
  stdin?.on('error', () => {})
  child.stdout?.on('data', (chunk: Buffer) => request.onOutput(chunk))
  child.stdout?.on('end', () => request.onOutputEnd?.())
  child.stderr?.on('data', (chunk: Buffer) => request.onErrors(chunk))
  const exit = pid === undefined ? startFailure(child, request) : exitOf(child, pid)
  const batch = makeBatch((text) => void (stdin?.writable && stdin.write(text)))
  return {
    write: batch.add,
    endInput: () => {
      batch.flush()
      stdin?.end()
    },
    exit,
    kill: pid === undefined ? () => {} : makeKill(pid, exit),
  }
}

const stillborn = (startError: string): Child => ({
  write: () => {},
  endInput: () => {},
  exit: Promise.resolve({ code: null, signal: null, startError }),
  kill: () => {},
})

const startFailure = (child: ChildProcess, request: ChildRequest): Promise<ChildExit> =>
  new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, startError: describeStart(error, request) }))
  })

function describeStart(error: unknown, { command: [program = ''], cwd }: ChildRequest): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return existsSync(cwd) ? `there is no program "${program}"` : `there is no folder "${cwd}"`
  if (code === 'EACCES') return `"${program}" may not be executed`
  return message
}

/**
 * Waits for the leader and for its streams. A grandchild that keeps them open is not waited for: the group is ended soon after
 * the leader is gone, and what is in the pipes by then is still read.
 */
function exitOf(child: ChildProcess, pid: number): Promise<ChildExit> {
  running.add(pid)
  child.on('error', () => {})
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      const settle = (): void => {
        clearTimeout(timer)
        sweep(pid)
        resolve({ code, signal, startError: null })
      }
      const timer = setTimeout(() => {
        killGroup(pid, 'SIGKILL')
        setImmediate(() => letGo(child, settle))
      }, STREAM_GRACE)
      child.on('close', settle)
    })
  })
}

function letGo(child: ChildProcess, settle: () => void): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  settle()
}

/** Joins what is written in one turn of the event loop: a system call a line is what a fast target spends most on. */
function makeBatch(write: (text: string) => void): { add(text: string): void; flush(): void } {
  let held = ''
  const flush = (): void => {
    if (held !== '') write(held)
    held = ''
  }
  return {
    add(text) {
      if (held === '') setImmediate(flush)
      held += text
      if (held.length > BATCH) flush()
    },
    flush,
  }
}

/** The leader is gone; what it left behind goes too. */
function sweep(pid: number): void {
  if (!running.delete(pid)) return
  killGroup(pid, 'SIGKILL')
}

/** Ends the group politely and then for good; once it is gone its number may be another's. */
function makeKill(pid: number, exit: Promise<unknown>): () => void {
  let asked = false
  return () => {
    if (asked || !running.has(pid)) return
    asked = true
    killGroup(pid, 'SIGTERM')
    const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), GRACE)
    void exit.then(() => clearTimeout(timer))
  }
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}
