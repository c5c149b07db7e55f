import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TIERS, type Tier } from '../../../lib/case/types.ts'
import { Problem } from '../../../lib/problem.ts'
import { includes, type Selection, selectCases } from '../../../lib/run/select.ts'
import type { RunCase } from '../../../lib/run/types.ts'
import { aCase } from '../../fakes/a-case.ts'

const idAt = (index: number): string => `reg-2026-11-22-${index.toString(16).padStart(6, '0')}`
const item = (index: number, tier: Tier): RunCase => ({ tier, one: aCase().withId(idAt(index)).build() })
const SET = TIERS.map((tier, index) => item(index, tier))
const select = (cases: readonly RunCase[], selection: Partial<Selection>): string[] =>
  selectCases(cases, { tier: 'extended', ids: [], shard: null, ...selection }).map(({ one }) => one.id)

describe('selectCases', () => {
  it.each<[tier: Tier, ids: string[]]>([
    ['smoke', [idAt(0)]],
    ['full', [idAt(0), idAt(1)]],
    ['extended', [idAt(0), idAt(1), idAt(2)]],
  ])('takes for %s all that its run holds', (tier, ids) => {
    expect(select(SET, { tier })).toEqual(ids)
  })

  it('takes named cases in the order named, once each, whatever their tier', () => {
    expect(select(SET, { tier: 'smoke', ids: [idAt(2), idAt(0), idAt(2)] })).toEqual([idAt(2), idAt(0)])
  })

  it.each(['reg-2026-11-22-ffffff', '__proto__', ''])('knows no case %j', (id) => {
    expect(problemOf(() => select(SET, { ids: [idAt(0), id] }))).toMatchObject({
      kind: 'invalid',
      code: 'unknown-case',
      message: `there is no case "${id}" in the set`,
      hints: ['casebook list'],
      id,
    })
  })

  it.each([
    '0/4',
    '5/4',
    '1/0',
    '0/0',
    '1',
    '1/',
    '/4',
    'a/b',
    '1/2/3',
    '-1/4',
    '1.5/4',
    ' 1/4',
    '1/4\n',
    '1/99999',
    '',
  ])('takes no shard %j', (shard) => {
    expect(problemOf(() => select(SET, { shard }))).toMatchObject({
      kind: 'invalid',
      code: 'bad-shard',
      message: `the shard "${shard}" is not i/n, with i from 1 to n`,
      hints: ['--shard 1/4 … --shard 4/4'],
    })
  })

  it('puts each case into exactly one of the shards, of which none is more than one case larger', () => {
    const sizes = fc.tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 12 }))
    fc.assert(
      fc.property(sizes, ([size, count]) => {
        const cases = Array.from({ length: size }, (_, index) => item(index, TIERS[index % 3]!))
        const shards = Array.from({ length: count }, (_, index) => select(cases, { shard: `${index + 1}/${count}` }))
        expect(shards.flat().sort()).toEqual(select(cases, {}))
        const lengths = shards.map((shard) => shard.length)
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('shards named cases too', () => {
    expect(select(SET, { ids: [idAt(2), idAt(1), idAt(0)], shard: '2/2' })).toEqual([idAt(1)])
  })
})

describe('includes', () => {
  it.each<[asked: Tier, held: Tier[]]>([
    ['smoke', ['smoke']],
    ['full', ['smoke', 'full']],
    ['extended', ['smoke', 'full', 'extended']],
  ])('has %s hold %j', (asked, held) => {
    expect(TIERS.filter((tier) => includes(asked, tier))).toEqual(held)
  })
})

function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('no problem')
}
