import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DemandEdge, type Standing, traceDemand } from '../../../lib/law/trace-demand.ts'

const demand = fc.constantFrom('a', 'b', 'c', 'd')
const edge: fc.Arbitrary<DemandEdge> = fc.record({ from: demand, to: fc.oneof(demand, fc.constant(null)) })
const edges = fc.array(edge, { maxLength: 8 })

/** Walks every simple path, edge by edge; out of the set, any demand is one step away. */
function isReachable(all: readonly DemandEdge[], from: Standing, to: Standing): boolean {
  if (from === to || from === null) return true
  return all.some((one, index) => one.from === from && isReachable(all.toSpliced(index, 1), one.to, to))
}

describe('traceDemand', () => {
  it('explains exactly what a naive walk explains', () => {
    fc.assert(
      fc.property(edges, demand, fc.oneof(demand, fc.constant(null)), (all, from, to) => {
        const { explained, leaves } = traceDemand(all, from, to)
        expect({ explained, leaves }).toEqual({
          explained: isReachable(all, from, to),
          leaves: isReachable(all, from, null) && all.some((one) => one.to === null),
        })
      }),
      { numRuns: 1000 },
    )
  })

  it('explains as much without its strays', () => {
    fc.assert(
      fc.property(edges, demand, fc.oneof(demand, fc.constant(null)), fc.boolean(), (all, from, to, mustLeave) => {
        const { explained, leaves, strays } = traceDemand(all, from, to, mustLeave)
        const kept = traceDemand(
          all.filter((one) => !strays.includes(one)),
          from,
          to,
          mustLeave,
        )
        expect(kept.explained).toBe(explained)
        expect(kept.strays).toEqual([])
        if (mustLeave && to !== null) expect(kept.leaves).toBe(leaves)
      }),
      { numRuns: 1000 },
    )
  })

  it('explains no less with more edges, which is why merges stay lawful', () => {
    fc.assert(
      fc.property(edges, edges, demand, fc.oneof(demand, fc.constant(null)), (some, more, from, to) => {
        const before = traceDemand(some, from, to)
        const after = traceDemand([...more, ...some], from, to)
        expect(after.explained || !before.explained).toBe(true)
        expect(after.leaves || !before.leaves).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
