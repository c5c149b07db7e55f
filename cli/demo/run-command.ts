import { makeProcesses } from '../../lib/adapters/processes.ts'

const TIMEOUT_MS = 120_000

export interface CommandRequest {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface CommandOutcome {
  readonly exit: number
  /** Standard output and standard error, in the order in which they were written. */
  readonly output: string
}

/** Runs a command as a person at a terminal sees it: both of its streams as one. Without input; two minutes at most. */
export async function runCommand({ command, cwd, env }: CommandRequest): Promise<CommandOutcome> {
  const chunks: Uint8Array[] = []
  const keep = (chunk: Uint8Array): void => void chunks.push(chunk)
  const merged = ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', ...command]
  const child = makeProcesses(() => {}).start({ command: merged, cwd, env, onOutput: keep, onErrors: keep })
  const timer = setTimeout(() => child.kill(), TIMEOUT_MS)
  child.endInput()
  const { code, startError } = await child.exit
  clearTimeout(timer)
  return { exit: code ?? 128, output: startError ?? Buffer.concat(chunks).toString('utf8') }
}
