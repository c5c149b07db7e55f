import type { Ports } from '../ports.ts'
import { OncePerCase } from '../target/once.ts'
import { childEnvironment } from './child-environment.ts'

export interface Tool {
  readonly command: readonly string[]
  readonly cwd: string
  readonly timeoutMs: number
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a command once: what it printed, or why there is nothing (it did not start, timed out, or failed). */
export async function runTool(
  ports: Ports,
  { command, cwd, timeoutMs, env = {} }: Tool,
): Promise<{ readonly text: string } | { readonly detail: string }> {
  const launch = { command, cwd, env: childEnvironment(ports.env, env) }
  const once = new OncePerCase(launch, ports.processes, ports.clock, { timeoutMs, parallel: 1, output: 'text' })
  const { outcome } = await once.ask({ id: 'tool', input: null, attempt: 1 })
  if (outcome.kind === 'output') return { text: String(outcome.output) }
  return { detail: outcome.kind === 'error' ? outcome.error : outcome.detail }
}
