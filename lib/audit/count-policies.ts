import type { OpenCase } from '../case/types.ts'
import type { AuditDocument } from './audit-document.ts'

/** Counts the cases of each policy by the side that they probe it from; by name. */
export function countPolicies(cases: readonly Pick<OpenCase, 'policy'>[]): AuditDocument['policies'] {
  const counts = new Map<string, { inside: number; outside: number }>()
  for (const { policy } of cases) {
    if (!policy) continue
    const count = counts.get(policy.name) ?? { inside: 0, outside: 0 }
    count[policy.side]++
    counts.set(policy.name, count)
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => ({ name, ...count }))
}

export const isOneSided = ({ inside, outside }: AuditDocument['policies'][number]): boolean =>
  inside === 0 || outside === 0
