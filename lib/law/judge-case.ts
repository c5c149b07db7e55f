import type { Finding } from '../problem.ts'
import type { CasePair } from './compare-sets.ts'
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
import type { LawCase, LawPlan } from './law-set.ts'
import { traceDemand } from './trace-demand.ts'

export interface CaseJudgement {
  readonly fate: 'untouched' | 'annotated' | 'changed' | 'retired'
  readonly move: LawPlan['moved'][number] | null
  /** Whether a path of entries leads to its demand, or out of the set where it is gone. */
  readonly explained: boolean
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Judges what became of one case of the base. */
export function judgeCase(pair: CasePair, places: LawPlaces): CaseJudgement {
  const { before, after, entries } = pair
  const escapes = escapesGate(pair)
  const trace = traceDemand(entries.edges, before.demand, after?.demand ?? null, escapes)
  const problems: Finding[] = []
  if (!trace.explained) problems.push(unexplained(pair, places))
  if (after !== null && escapes && !trace.leaves) problems.push(unexplainedMove(before, after))
  return {
    fate: fateOf(pair),
    move: after === null || after.tier === before.tier ? null : { id: before.id, from: before.tier, to: after.tier },
    explained: trace.explained,
    problems,
    warnings: [
      ...(before.tier === 'smoke' && after?.tier === 'full' ? [smokeToFull(before.id)] : []),
      ...trace.strays.map((edge) => strayEdge(before.id, edge, true)),
      ...entries.moves.filter((move) => isStray(move, before, after)).map((move) => strayMove(before.id, move, true)),
    ],
  }
}

/** Names every entry for a case that the base does not hold: adding it was free, and so is what came after. */
export const judgeAddedEntries = (id: string, { edges, moves }: CaseEntries): Finding[] => [
  ...edges.map((edge) => strayEdge(id, edge, false)),
  ...moves.map((move) => strayMove(id, move, false)),
]

function fateOf({ before, after }: CasePair): CaseJudgement['fate'] {
  if (after === null) return 'retired'
  if (after.demand !== before.demand) return 'changed'
  return after.content === before.content ? 'untouched' : 'annotated'
}

function unexplained({ before, after, entries }: CasePair, places: LawPlaces): Finding {
  const isNamed = entries.edges.length > 0
  if (after === null) return unexplainedRetirement(before.id, isNamed ? before.demand : null, places)
  return unexplainedChange(before, after, isNamed, places)
}

/**
 * Whether a case moves to `extended` with no tag or entry that lets it. Smoke and full lead to each other freely, so an
 * entry out of one of them does for the other.
 */
function escapesGate({ before, after, entries }: CasePair): boolean {
  if (after?.tier !== 'extended' || before.tier === 'extended' || before.tags.includes('adversarial')) return false
  return !entries.moves.some((move) => move.to === 'extended')
}

/** With three tiers, an entry lies on a way from one to another unless it leads back to the first or on from the last. */
const isStray = ({ from, to }: NotedMove, before: LawCase, after: LawCase | null): boolean =>
  after === null || before.tier === after.tier || to === before.tier || from === after.tier
