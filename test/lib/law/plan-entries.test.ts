import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tier } from '../../../lib/case/types.ts'
import type { CaseEntries } from '../../../lib/law/entries-by-case.ts'
import { type CaseStanding, planEdge, planMove } from '../../../lib/law/plan-entries.ts'
import { traceDemand } from '../../../lib/law/trace-demand.ts'

const at = (demand: string, tier: Tier = 'smoke', tags: readonly string[] = []): CaseStanding => ({
  demand,
  tier,
  tags,
})
const said = (...edges: [from: string, to: string | null][]): CaseEntries => ({
  edges: edges.map(([from, to]) => ({ note: 'n', from, to })),
  moves: [],
})

describe('planEdge', () => {
  it.each<
    [what: string, known: CaseEntries, fork: string | null, head: string | null, to: string | null, from: string | null]
  >([
    ['leads from where the branch began', said(), 'a', 'a', null, 'a'],
    ['leads on from what notes explain', said(['a', 'b']), 'a', 'b', null, 'b'],
    ['leads all the way past what none explains', said(), 'a', 'b', 'c', 'a'],
    ['leads all the way where the branch has the case no more', said(['a', 'b']), 'a', null, null, 'a'],
    ['leads from the branch where the case began there', said(), null, 'b', null, 'b'],
    ['is not there where notes lead to it already', said(['a', 'b'], ['b', null]), 'a', 'b', null, null],
    ['is not there where nothing changes', said(), 'a', 'a', 'a', null],
    ['is not there where the case was never held', said(), null, null, 'a', null],
    ['is not there where the case left by a note and is back', said(['a', null]), 'a', 'b', 'c', null],
  ])('%s', (_what, known, fork, head, to, from) => {
    const standings = { fork: fork === null ? null : at(fork), head: head === null ? null : at(head) }
    expect(planEdge(known, standings, to)).toEqual(from === null ? null : { from, to })
  })

  it('makes every way lawful, and none twice', () => {
    const demand = fc.constantFrom('a', 'b', 'c')
    const standing = fc.oneof(demand, fc.constant(null))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(demand, standing), { maxLength: 5 }),
        demand,
        standing,
        standing,
        (edges, fork, head, to) => {
          const known = said(...edges)
          const standings = { fork: at(fork), head: head === null ? null : at(head) }
          const edge = planEdge(known, standings, to)
          const all = edge ? [...known.edges, { note: 'new', ...edge }] : known.edges
          expect(traceDemand(all, fork, to).explained).toBe(true)
          expect(planEdge({ ...known, edges: all }, standings, to)).toBeNull()
        },
      ),
    )
  })
})

describe('planMove', () => {
  const noted: CaseEntries = { edges: [], moves: [{ note: 'n', from: 'full', to: 'extended' }] }
  it.each<[what: string, known: CaseEntries, before: CaseStanding | null, to: Tier, from: Tier | null]>([
    ['is needed out of the gate', said(), at('a', 'full'), 'extended', 'full'],
    ['is not needed between smoke and full', said(), at('a'), 'full', null],
    ['is not needed back into the gate', said(), at('a', 'extended'), 'smoke', null],
    ['is not needed of a case that is there', said(), at('a', 'extended'), 'extended', null],
    ['is not needed of one that was adversarial', said(), at('a', 'full', ['adversarial']), 'extended', null],
    ['is not needed twice', noted, at('a'), 'extended', null],
    ['is not needed of one that left by a note', said(['a', null]), at('a'), 'extended', null],
    ['is not needed of a new case', said(), null, 'extended', null],
  ])('%s', (_what, known, before, to, from) => {
    const move = from === null ? null : { from, to }
    expect(planMove(known, { fork: before, head: null }, to)).toEqual(move)
    expect(planMove(known, { fork: null, head: before }, to)).toEqual(move)
  })
})
