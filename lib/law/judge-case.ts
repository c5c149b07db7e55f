import type { Finding } from '../problem.ts'
import type { CaseEntries, NotedMove } from './entries-by-case.ts'
import {
  type LawPlaces,
  smokeToFull,
  strayEdge,
  strayMove,
  unexplainedChange,
  unexplainedMove,
  unexplainedRetirement,
} from './law-finding.ts'
import type { LawCase } from './plan.ts'
import { traceDemand } from './trace-demand.ts'

export interface CaseJudgement {
  /** Whether its change or retirement has a path; true where its demand stayed. */
  readonly explained: boolean
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Judges one case that the base holds; `after` is null where the tip does not. */
export function judgeCase(
  before: LawCase,
  after: LawCase | null,
  { edges, moves }: CaseEntries,
  places: LawPlaces,
): CaseJudgement {
  const { id } = before
  const escapes = after !== null && escapesGate(before, after, moves)
  const { explained, leaves, strays } = traceDemand(edges, before.demand, after?.demand ?? null, escapes)
  const named = edges.length > 0
  const problems: Omit<Finding, 'id'>[] = []
  if (!explained && after === null) problems.push(unexplainedRetirement(id, before.demand, named, places))
  if (!explained && after !== null) problems.push(unexplainedChange(before, after, named, places))
  if (escapes && !leaves) problems.push(unexplainedMove(before, after))
  const warnings = [
    ...(before.tier === 'smoke' && after?.tier === 'full' ? [smokeToFull(id)] : []),
    ...strays.map((edge) => strayEdge(id, edge, true)),
    ...moves.filter((move) => isStray(move, before, after)).map((move) => strayMove(id, move, true)),
  ]
  return { explained, problems: problems.map(withId(id)), warnings: warnings.map(withId(id)) }
}

const withId =
  (id: string) =>
  (told: Omit<Finding, 'id'>): Finding => ({ ...told, id })

/**
 * Whether a move to `extended` needs what no entry gives it. Smoke and full lead to each other freely, so an entry out of
 * either explains a move out of the other.
 */
function escapesGate(before: LawCase, after: LawCase, moves: readonly NotedMove[]): boolean {
  if (after.tier !== 'extended' || before.tier === 'extended' || before.tags.includes('adversarial')) return false
  return !moves.some((move) => move.to === 'extended')
}

/** With three tiers, an entry lies on a way from one to another unless it leads back to the first or on from the last. */
const isStray = ({ from, to }: NotedMove, before: LawCase, after: LawCase | null): boolean =>
  after === null || before.tier === after.tier || to === before.tier || from === after.tier
