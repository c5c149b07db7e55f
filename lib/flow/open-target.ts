import { join } from 'node:path'
import { fillVariables } from '../config/environment.ts'
import type { Config, TargetConfig } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { OncePerCase } from '../target/once.ts'
import type { Target } from '../target/types.ts'
import { WorkerPool } from '../target/worker-pool.ts'
import { childEnvironment } from './child-environment.ts'

/** The configured target; none is a `Problem` that says how to fill it in. */
export function requireTarget(config: Config): TargetConfig {
  if (config.target) return config.target
  throw invalid('no-target', `${config.file} has no target: casebook does not know how to ask your product`, {
    path: config.file,
    hints: ['target: {command: [python, -u, -m, app.regress]}'],
  })
}

/** Opens the target in the checkout at `root`; its processes are started in the configuration's folder. */
export function openTarget(ports: Ports, config: Config, root: string): Target {
  const target = requireTarget(config)
  const env = childEnvironment(ports.env, fillVariables(target.env, ports.env, config.file))
  const launch = { command: target.command, cwd: join(root, config.folder), env }
  if (target.mode === 'once') {
    const limits = { timeoutMs: target.timeoutMs, parallel: target.workers * target.concurrency, output: target.output }
    return new OncePerCase(launch, ports.processes, ports.clock, limits)
  }
  const pool = new WorkerPool(launch, ports.processes, ports.clock, target)
  pool.warm()
  return pool
}
