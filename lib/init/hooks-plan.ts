import type { InitStep } from './step.ts'
import type { Foreign, Warning } from './warnings.ts'

export interface HooksPlan {
  readonly steps: readonly InitStep[]
  /** Hooks that somebody else wrote, with the line to add to each. */
  readonly foreign: readonly Foreign[]
  readonly warnings: readonly Warning[]
}

export function joinPlans(parts: readonly Partial<HooksPlan>[]): HooksPlan {
  return {
    steps: parts.flatMap(({ steps = [] }) => steps),
    foreign: parts.flatMap(({ foreign = [] }) => foreign),
    warnings: parts.flatMap(({ warnings = [] }) => warnings),
  }
}
