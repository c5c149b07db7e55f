/** Where a case can stand: a demand (its hash), or null, which is out of the set. */
export type Standing = string | null

/** What one entry of a note allows for its case. */
export interface DemandEdge {
  readonly from: string
  /** Null where the entry retires. */
  readonly to: Standing
}

export interface DemandTrace<E extends DemandEdge> {
  /** Whether the edges lead from the base's demand to the tip's. */
  readonly explained: boolean
  /** Whether they lead out of the set, from where a case may come back with any demand. */
  readonly leaves: boolean
  /** The edges that lie on no such path. */
  readonly strays: readonly E[]
}

/**
 * Looks for paths of `edges` from the base's demand `from` to the tip's standing `to`. Adding is free, so whatever the edges
 * lead out of the set may stand anywhere; that way is taken only where no other leads there, or `mustLeave` says that the
 * case did leave. An order of edges, or an edge twice, makes no difference. Time and space grow with the edges.
 */
export function traceDemand<E extends DemandEdge>(
  edges: readonly E[],
  from: string,
  to: Standing,
  mustLeave = false,
): DemandTrace<E> {
  const ahead = reach([from], edges.map(forward))
  const towards = reach([to], edges.map(backward))
  const leaves = ahead.has(null)
  const arrives = ahead.has(to)
  const isDirect = (edge: E): boolean => ahead.has(edge.from) && towards.has(edge.to)
  if (!leaves || to === null || (arrives && !mustLeave))
    return { explained: arrives, leaves, strays: edges.filter((edge) => !isDirect(edge)) }
  const out = reach([null], edges.map(backward))
  const isRoundabout = (edge: E): boolean => (ahead.has(edge.from) && out.has(edge.to)) || towards.has(edge.to)
  return { explained: true, leaves, strays: edges.filter((edge) => !isRoundabout(edge)) }
}

type Step = readonly [Standing, Standing]
const forward = ({ from, to }: DemandEdge): Step => [from, to]
const backward = ({ from, to }: DemandEdge): Step => [to, from]

/** All that `steps` lead to from `starts`, which are in it. */
function reach(starts: readonly Standing[], steps: readonly Step[]): Set<Standing> {
  const next = new Map<Standing, Standing[]>()
  for (const [at, to] of steps) {
    const known = next.get(at)
    if (known) known.push(to)
    else next.set(at, [to])
  }
  const reached = new Set(starts)
  for (const at of reached) for (const to of next.get(at) ?? []) reached.add(to)
  return reached
}
