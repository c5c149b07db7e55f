import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JoinGround, joinRuns, type NamedRun } from '../../../lib/run/join-runs.ts'
import { selectCases } from '../../../lib/run/select.ts'
import type { CaseResult, RunCase, RunDocument } from '../../../lib/run/types.ts'
import { aCase } from '../../fakes/a-case.ts'
import { attempt, result, runOf } from '../../fakes/a-run.ts'

const idOf = (index: number): string => `reg-2026-11-22-00000${index}`
const CASES: readonly RunCase[] = [0, 1, 2, 3, 4].map((index) => ({
  tier: index < 3 ? 'smoke' : 'extended',
  one: aCase().with('id', idOf(index)).with('title', `Case ${index}`).with('bug_link', `SHOP-${index}`).build(),
}))
const SET = runOf([]).set
const COMMIT = runOf([]).commit
const GROUND: JoinGround = { commit: COMMIT, set: SET, cases: CASES }

/** The document that shard i of n writes: every case of it passed, less what is changed. */
function shard(
  text: string,
  changed: Partial<RunDocument> = {},
  verdicts: Record<string, Partial<CaseResult>> = {},
): NamedRun {
  const tier = changed.tier ?? 'extended'
  const items = selectCases(CASES, { tier, ids: changed.selection?.ids ?? [], shard: text })
  const results = items.map(({ one, tier: its }) =>
    result({ id: one.id, title: one.title, tier: its, bug_link: one.bug_link!, ...verdicts[one.id] }),
  )
  return {
    name: `${text.replace('/', '-')}.json`,
    run: runOf(results, { tier, selection: { ids: null, shard: text }, ...changed }),
  }
}
const RED: Partial<CaseResult> = { verdict: 'failed', attempts: [attempt('failed')] }
const join = (...documents: readonly NamedRun[]): RunDocument => joinRuns(documents, GROUND)

describe('joinRuns', () => {
  it('gives what one run of all would have given, in the order of the set', () => {
    const joined = join(shard('2/2'), shard('1/2', { duration_ms: 99_000 }, { [idOf(2)]: RED }))
    expect(joined).toMatchObject({
      green: false,
      tier: 'extended',
      selection: { ids: null, shard: null },
      totals: { pass: 4, failed: 1, missing: 0 },
      duration_ms: 99_000,
      set: SET,
    })
    expect(joined.results.map(({ id }) => id)).toEqual(CASES.map(({ one }) => one.id))
  })

  it.each(['1/2', '2/2'])('calls every case missing whose shard is, here all but %s', (text) => {
    const alone = shard(text)
    const { totals, green, results } = join(alone)
    expect(green).toBe(false)
    expect(totals.missing).toBe(5 - alone.run.results.length)
    expect(results.find(({ verdict }) => verdict === 'missing')).toMatchObject({
      failures: [{ assertion: 'asked', at: null, reason: 'no document holds this case: its shard is missing' }],
      attempts: [],
    })
  })

  it('calls a case missing that its own shard left out, whatever the totals there say', () => {
    const cut = shard('1/1')
    const { run } = cut
    expect(join({ ...cut, run: { ...run, results: run.results.slice(1), green: true } }).totals).toMatchObject({
      pass: 4,
      missing: 1,
    })
  })

  it('trusts no colour, no totals, no title and no link of a document', () => {
    const { name, run } = shard(
      '1/1',
      {},
      { [idOf(0)]: { ...RED, title: 'harmless', bug_link: 'https://evil.example', tier: 'smoke' } },
    )
    const lying = { ...run, green: true, totals: { ...run.totals, pass: 99, failed: 0 } }
    const joined = join({ name, run: lying })
    expect(joined).toMatchObject({ green: false, totals: { pass: 4, failed: 1 } })
    expect(joined.results[0]).toMatchObject({ title: 'Case 0', bug_link: 'SHOP-0' })
  })

  it('takes the same document twice as once', () => {
    expect(join(shard('1/2'), shard('1/2'), shard('2/2')).totals).toMatchObject({ pass: 5 })
  })

  it('takes a late shard into what was joined without it', () => {
    const early: NamedRun = { name: 'joined.json', run: join(shard('1/2')) }
    expect(join(early, shard('2/2')).totals).toMatchObject({ pass: 5, missing: 0 })
  })

  it('joins named cases', () => {
    const ids = [idOf(0), idOf(4)]
    const one = shard('1/2', { selection: { ids, shard: '1/2' } })
    const other = shard('2/2', { selection: { ids, shard: '2/2' } })
    expect(join(one, other)).toMatchObject({ totals: { pass: 2 }, selection: { ids, shard: null } })
  })

  it('is dirty where any part was, and has a fingerprint where all have the same', () => {
    const target = (fingerprint: string | null) => ({ target: { kind: 'command', fingerprint } })
    expect(join(shard('1/2', { dirty: true }), shard('2/2'))).toMatchObject({ dirty: true })
    expect(join(shard('1/2', target('a')), shard('2/2', target('a')))).toMatchObject(target('a'))
    expect(join(shard('1/2', target('a')), shard('2/2', target('b')))).toMatchObject(target(null))
  })

  it('does not depend on the order or the number of shards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.nat({ max: 31 }),
        fc.infiniteStream(fc.nat()),
        (count, red, order) => {
          const verdicts = Object.fromEntries(CASES.map(({ one }, index) => [one.id, red & (1 << index) ? RED : {}]))
          const shards = Array.from({ length: count }, (_, index) => shard(`${index + 1}/${count}`, {}, verdicts))
          const mixed = [...shards].sort(() => (order.next().value! % 2 ? 1 : -1))
          expect(join(...mixed)).toEqual(join(shard('1/1', {}, verdicts)))
        },
      ),
      { numRuns: 200 },
    )
  })

  const whole = shard('1/1')
  const edited = (change: Partial<CaseResult>): NamedRun => ({
    name: '1.json',
    run: { ...whole.run, results: whole.run.results.map((one, index) => (index === 0 ? { ...one, ...change } : one)) },
  })
  it.each<[sentence: string, documents: NamedRun[], message: string]>([
    [
      'another commit',
      [shard('1/2', { commit: 'f'.repeat(40) })],
      '"1-2.json" is a run at ffffffffffff, not at 0123456789ab',
    ],
    ['no commit', [shard('1/2', { commit: null })], '"1-2.json" is a run at no commit, not at 0123456789ab'],
    [
      'another set',
      [shard('1/2', { set: { ...SET, root: `rcs1:${'00'.repeat(32)}` } })],
      `"1-2.json" is a run of the set "regression" rcs1:000000000000, not of "regression" ${SET.root.slice(0, 17)}`,
    ],
    [
      'another tier',
      [shard('1/2'), shard('2/2', { tier: 'smoke' })],
      '"2-2.json" is a run of the tier "smoke", and "1-2.json" of "extended"',
    ],
    [
      'other cases',
      [shard('1/2'), shard('2/2', { selection: { ids: [idOf(0)], shard: '1/1' } })],
      `"2-2.json" is a run of the cases ${idOf(0)}, and "1-2.json" of a whole tier`,
    ],
    [
      'another number of shards',
      [shard('1/2'), shard('2/3')],
      '"2-3.json" is the shard "2/3", and "1-2.json" is "1/2"',
    ],
    [
      'another kind of target',
      [shard('1/2'), shard('2/2', { target: { kind: 'http', fingerprint: null } })],
      '"2-2.json" is a run of a target of the kind "http", and "1-2.json" of "command"',
    ],
    [
      'two results of one case',
      [shard('1/2'), shard('1/2', {}, { [idOf(0)]: RED })],
      `the case "${idOf(0)}" has one result in "1-2.json" and another in "1-2.json"`,
    ],
    [
      'a case that its shard does not hold',
      [{ name: '2.json', run: { ...shard('2/2').run, results: shard('1/2').run.results } }],
      `"2.json" is not a run document: the case "${idOf(0)}" does not belong to it`,
    ],
    [
      'a verdict that its attempts deny',
      [edited({ attempts: [attempt('failed')] })],
      `"1.json" is not a run document: the case "${idOf(0)}" is called pass, but its attempts come to failed`,
    ],
    [
      'a pass that nothing stands for',
      [edited({ attempts: [] })],
      `"1.json" is not a run document: the case "${idOf(0)}" is called pass, but its attempts come to missing`,
    ],
    [
      'a reused red',
      [edited({ verdict: 'failed', reused: true, attempts: [] })],
      `"1.json" is not a run document: the case "${idOf(0)}" is called failed, but its attempts come to pass`,
    ],
    [
      'a shard of nothing',
      [shard('1/1', { selection: { ids: null, shard: '3/2' } })],
      'the shard "3/2" is not i/n, with i from 1 to n',
    ],
  ])('refuses %s', (_, documents, message) => {
    expect(() => join(...documents)).toThrow(expect.objectContaining({ kind: 'invalid', message }))
  })

  it('refuses a pass that was asked fewer times than the case demands', () => {
    const cases = CASES.map((item, index) => (index === 0 ? { ...item, one: { ...item.one, repeat: 2 } } : item))
    expect(() => joinRuns([whole], { ...GROUND, cases })).toThrow(`the case "${idOf(0)}" was asked 1 times of 2`)
  })
})
