import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { type Problem, unavailable } from '../problem.ts'

export interface GitOutcome {
  readonly code: number
  readonly out: Buffer
  readonly err: string
}

export interface GitCall {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input?: string | Uint8Array
}

/** Runs `git` once and waits for it. Never throws for git's own exit code; a missing git is a `Problem`. */
export function runGit(args: readonly string[], call: GitCall): Promise<GitOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: call.cwd,
      env: call.env as NodeJS.ProcessEnv,
      stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    }) as ChildProcessByStdio<Writable | null, Readable, Readable>
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin?.on('error', () => {})
    child.on('error', (error) => reject(startProblem(error)))
    child.on('close', (code) =>
      resolve({ code: code ?? 128, out: Buffer.concat(out), err: Buffer.concat(err).toString() }),
    )
    child.stdin?.end(call.input)
  })
}

export function startProblem(error: Error): Problem {
  return unavailable('no-git', `git could not be started: ${error.message}`, {
    hints: ['install git, or put it on the PATH'],
    cause: error,
  })
}

/** The problem of a git command that was expected to work. */
export function gitProblem(args: readonly string[], outcome: GitOutcome): Problem {
  const said = outcome.err.trim().split('\n').at(-1) ?? ''
  return unavailable('git', `git ${args[0]} failed: ${said || `exit ${outcome.code}`}`, {
    hints: [`git ${args.join(' ')}`.slice(0, 200)],
  })
}
