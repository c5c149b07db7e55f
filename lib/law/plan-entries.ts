import type { Tier } from '../case/types.ts'
import type { CaseEntries } from './entries-by-case.ts'
import { type DemandEdge, type Standing, traceDemand } from './trace-demand.ts'

/** How a case stood at one commit. */
export interface CaseStanding {
  readonly demand: string
  readonly tier: Tier
  readonly tags: readonly string[]
}

/** How a case stood where the branch began, and how it stands on the branch now; null where it is in no set. */
export interface FormerStandings {
  readonly fork: CaseStanding | null
  readonly head: CaseStanding | null
}

/**
 * Plans the entry that leads from where the branch began to `to`, given what the branch's notes say of the case already:
 * on from where they lead, where that is what the branch has, else all the way. Null where none is lacking.
 */
export function planEdge(known: CaseEntries, { fork, head }: FormerStandings, to: Standing): DemandEdge | null {
  const start = fork ?? head
  if (start === null || traceDemand(known.edges, start.demand, to).explained) return null
  const isOnWay = head !== null && traceDemand(known.edges, start.demand, head.demand).explained
  return { from: isOnWay ? head.demand : start.demand, to }
}

/** Plans the entry for a move out of the release gate; null where the law lets the case go there as it is. */
export function planMove(
  known: CaseEntries,
  { fork, head }: FormerStandings,
  to: Tier,
): { readonly from: Tier; readonly to: Tier } | null {
  const start = fork ?? head
  if (start === null || to !== 'extended' || start.tier === to || start.tags.includes('adversarial')) return null
  const isNoted = known.moves.some((move) => move.to === to) || traceDemand(known.edges, start.demand, null).explained
  return isNoted ? null : { from: start.tier, to }
}
