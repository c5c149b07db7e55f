import type { Config, TargetConfig } from '../config/types.ts'
import { invalid } from '../problem.ts'

/** The configured target; none is a `Problem` that says how to fill it in. */
export function requireTarget(config: Config): TargetConfig {
  if (config.target) return config.target
  throw invalid('no-target', 'the target is left to fill in: casebook does not know how to ask your product', {
    path: config.file,
    hints: ['target: {command: [python, -u, -m, app.regress]}'],
  })
}
