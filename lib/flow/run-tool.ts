import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { OncePerCase } from '../target/once.ts'
import { childEnvironment } from './child-environment.ts'

const TIMEOUT_MS = 60_000

/** Runs a command once and returns what it printed; anything but exit 0 is a `Problem`. */
export async function runTool(
  ports: Ports,
  command: readonly string[],
  cwd: string,
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  const launch = { command, cwd, env: childEnvironment(ports.env, values) }
  const limits = { timeoutMs: TIMEOUT_MS, parallel: 1, output: 'text' as const }
  const { outcome } = await new OncePerCase(launch, ports.processes, ports.clock, limits).ask({
    id: 'tool',
    input: null,
    attempt: 1,
  })
  if (outcome.kind === 'output') return String(outcome.output)
  throw unavailable('tool', `${command.at(-1)}: ${'detail' in outcome ? outcome.detail : outcome.error}`, {
    hints: [command.join(' ')],
  })
}
