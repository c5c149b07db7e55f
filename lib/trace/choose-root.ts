import { isEmpty } from './field.ts'
import type { Call } from './types.ts'

export const hasInput = (call: Call): boolean => !isEmpty(call.input as never)
export const hasAnswer = (call: Call): boolean => !isEmpty(call.output) || call.error !== null
const isComplete = (call: Call): boolean => hasInput(call) && hasAnswer(call)

/**
 * Returns the index of the call whose conversation is the case: the outermost that has both input and answer,
 * of equals the last model call (it holds the turns of those before it), else the first; failing any such call
 * the outermost that was asked something. Null when none was.
 */
export function chooseRoot(calls: readonly Call[], all: readonly Call[] = calls): number | null {
  const depths = depthsOf(all)
  const ranked = calls.map((call, index) => ({ call, index, depth: depths.get(call) ?? 0 }))
  const complete = ranked.filter(({ call }) => isComplete(call))
  const usable = complete.length > 0 ? complete : ranked.filter(({ call }) => hasInput(call))
  const central = usable.filter(({ call }) => !AUXILIARY.has(call.kind))
  const pool = central.length > 0 ? central : usable
  const least = leastOf(pool)
  const outermost = pool.filter(({ depth }) => depth === least)
  const lastGeneration = outermost.findLast(({ call }) => call.kind === 'generation')
  return (lastGeneration ?? outermost[0])?.index ?? null
}

/** Units that serve a model call; one is the case only when nothing else is. */
const AUXILIARY = new Set(['tool', 'retriever', 'embedding', 'reranker', 'guardrail', 'evaluator', 'event', 'score'])

const leastOf = (ranked: readonly { readonly depth: number }[]): number =>
  ranked.reduce((least, { depth }) => Math.min(least, depth), Number.POSITIVE_INFINITY)

/** Counts each call's ancestors that are in the trace; a cycle of parents ends the count. */
function depthsOf(calls: readonly Call[]): ReadonlyMap<Call, number> {
  const parents = new Map(calls.flatMap((call) => (call.span_id === null ? [] : [[call.span_id, call.parent_id]])))
  const known = new Map<string | null, number>([[null, -1]])
  const depthOf = (id: string | null): number => {
    const path: (string | null)[] = []
    const seen = new Set<string | null>()
    let at: string | null = id
    while (!known.has(at) && !seen.has(at)) {
      seen.add(at)
      path.push(at)
      at = parents.get(at as string) ?? null
    }
    let depth = known.get(at) ?? -1
    for (const one of path.reverse()) {
      if (parents.has(one as string)) depth += 1
      known.set(one, depth)
    }
    return known.get(id) ?? 0
  }
  return new Map(
    calls.map((call) => [call, call.span_id === null ? depthOf(call.parent_id) + 1 : depthOf(call.span_id)]),
  )
}
