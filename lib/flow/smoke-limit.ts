import type { Finding } from '../problem.ts'
import type { LoadedSet } from './load-set.ts'

/** Says that the smoke tier is larger than it should be; a warning. */
export function smokeLimitFinding({ cases, config }: LoadedSet): Finding[] {
  const smoke = cases.filter(({ file }) => file.tier === 'smoke').length
  if (smoke <= config.smoke.limit) return []
  return [
    {
      code: 'smoke-limit',
      message: `the smoke tier holds ${smoke} cases, more than ${config.smoke.limit}`,
      hint: 'casebook retier',
    },
  ]
}
