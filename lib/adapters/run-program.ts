import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export interface ProgramOutcome {
  readonly code: number
  readonly out: Buffer
  readonly err: string
  readonly pid: number | undefined
}

export interface ProgramCall {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input?: string | Uint8Array
}

type Program = ChildProcessByStdio<Writable | null, Readable, Readable>

const running = new Set<Program>()

/** Ends what still runs: what waits for a passphrase or fills a checkout must not go on and write after we are gone. */
export function endPrograms(): void {
  for (const child of running) child.kill()
}

process.on('exit', endPrograms)

/** Runs a program of ours once and waits for it, on the terminal that we have. Rejects only where it could not be started. */
export function runProgram(program: string, args: readonly string[], call: ProgramCall): Promise<ProgramOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: call.cwd,
      env: call.env as NodeJS.ProcessEnv,
      stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    }) as Program
    running.add(child)
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin?.on('error', () => {})
    child.on('error', (error) => {
      running.delete(child)
      reject(error)
    })
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code: code ?? 128, out: Buffer.concat(out), err: Buffer.concat(err).toString(), pid: child.pid })
    })
    child.stdin?.end(call.input)
  })
}
