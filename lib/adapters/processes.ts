import { spawn } from 'node:child_process'
import type { Child, ChildExit, ChildRequest, Processes } from '../ports.ts'

/** Milliseconds between asking a process group to end and ending it. */
const GRACE = 2_000

const running = new Set<number>()

/** Starts processes, each the leader of a group of its own, so that nothing of it outlives us. */
export function makeProcesses(relay: (line: string) => void): Processes {
  return { start: (request) => startChild(request), relay }
}

/** Ends every group that still runs, at once: for signals and for the very end. */
export function killAllGroups(): void {
  for (const pid of running) killGroup(pid, 'SIGKILL')
}

function startChild(request: ChildRequest): Child {
  const [program = '', ...args] = request.command
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: request.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const pid = child.pid
  if (pid !== undefined) running.add(pid)
  child.stdin.on('error', () => {})
  child.stdout.on('data', (chunk: Buffer) => request.onOutput(chunk))
  child.stderr.on('data', (chunk: Buffer) => request.onErrors(chunk))
  const batch = makeBatch((text) => void child.stdin.write(text))
  const exit = new Promise<ChildExit>((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, startError: error.message }))
    child.on('close', (code, signal) => resolve({ code, signal, startError: null }))
  })
  void exit.then(() => sweep(pid))
  return {
    write: batch.add,
    endInput: () => {
      batch.flush()
      child.stdin.end()
    },
    exit,
    kill: () => endGroup(pid, exit),
  }
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
    },
    flush,
  }
}

/** The leader is gone; what it left behind goes too. */
function sweep(pid: number | undefined): void {
  if (pid === undefined) return
  killGroup(pid, 'SIGKILL')
  running.delete(pid)
}

function endGroup(pid: number | undefined, exit: Promise<unknown>): void {
  if (pid === undefined) return
  killGroup(pid, 'SIGTERM')
  const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), GRACE)
  void exit.then(() => clearTimeout(timer))
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}
