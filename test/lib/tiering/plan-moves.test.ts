import { describe, expect, it } from 'vitest'
import { planMoves } from '../../../lib/tiering/plan-moves.ts'
import type { CaseRecord, TieredCase, TierPolicy } from '../../../lib/tiering/tiered-case.ts'

const DAY = 86_400
const NOW = Date.UTC(2026, 10, 22) / 1000
const A = 'reg-2026-01-05-aaaaaa'
const COMMIT = '4f2a91c0'.repeat(5)

const policy = (changes: Partial<TierPolicy> = {}): TierPolicy => ({
  caughtWithinMs: 90 * DAY * 1000,
  greenForMs: 365 * DAY * 1000,
  pin: { smoke: [], full: [] },
  smokeLimit: 30,
  ...changes,
})
const aTiered = (changes: Partial<TieredCase> = {}): TieredCase => ({
  id: A,
  tier: 'smoke',
  captured: '2024-01-05',
  isAdversarial: false,
  mayLeaveGate: false,
  grader: null,
  obstacle: null,
  ...changes,
})
const caught = (daysAgo: number): CaseRecord['lastCatch'] => ({ commit: COMMIT, at: NOW - daysAgo * DAY })
const red: CaseRecord['red'] = { verdict: 'relapsed', commit: COMMIT, at: NOW - DAY }
const green = (days: number): CaseRecord['green'] => ({ first: NOW - days * DAY, last: NOW - DAY, runs: 412 })
const record = (changes: Partial<CaseRecord>): CaseRecord => ({ lastCatch: null, red: null, green: null, ...changes })

const plan = (one: Partial<TieredCase>, of: Partial<CaseRecord> = {}, says: Partial<TierPolicy> = {}) => {
  const { moves, held } = planMoves([aTiered(one)], new Map([[A, record(of)]]), policy(says), NOW)
  return [...moves.map(({ to, reason }) => `${to}: ${reason}`), ...held.map(({ to, reason }) => `not ${to}: ${reason}`)]
}

const pinned = { pin: { smoke: [A], full: [] } }
const pinnedFull = { pin: { smoke: [], full: [A] } }
const RED = 'but its last recorded verdict is relapsed, at 4f2a91c on 2026-11-21'
const UNTAGGED = `but the base does not tag it adversarial yet; else: casebook revise ${A} --tier extended --why <why>`

describe('one case', () => {
  it.each<[string, Parameters<typeof plan>, string[]]>([
    [
      'comes to smoke by a catch',
      [{ tier: 'full' }, { lastCatch: caught(53) }],
      ['smoke: caught 4f2a91c on 2026-09-30'],
    ],
    [
      'comes from extended by a catch too',
      [{ tier: 'extended' }, { lastCatch: caught(1) }],
      ['smoke: caught 4f2a91c on 2026-11-21'],
    ],
    [
      'comes at the ninetieth day',
      [{ tier: 'full' }, { lastCatch: caught(90) }],
      ['smoke: caught 4f2a91c on 2026-08-24'],
    ],
    ['does not come at the ninety-first', [{ tier: 'full' }, { lastCatch: caught(91) }], []],
    ['does not leave smoke then either', [{}, { lastCatch: caught(91) }], []],
    [
      'leaves smoke when it was green for a year',
      [{}, { green: green(365) }],
      ['full: green since 2025-11-22, in 412 runs'],
    ],
    ['stays a day before', [{}, { green: green(364) }], []],
    ['stays by one run alone, however long ago', [{}, { green: { first: NOW - 900 * DAY, last: NOW, runs: 1 } }], []],
    ['stays where the last run was long ago', [{}, { green: { ...green(900)!, last: NOW - 91 * DAY } }], []],
    [
      'was not green before it was captured',
      [{ captured: '2026-01-05' }, { green: { first: 0, last: NOW, runs: 9 } }],
      [],
    ],
    ['stays in full, green for a year', [{ tier: 'full' }, { green: green(800) }], []],
    ['stays where nobody knows anything of it', [{}], []],
    [
      'stays in smoke for its catch, however short a year is',
      [{}, { lastCatch: caught(80), green: green(79) }, { greenForMs: 30 * DAY * 1000 }],
      [],
    ],
    [
      'does not leave while its last verdict is red',
      [{ grader: 'tone' }, { red }],
      [`not full: its grader "tone" is not deterministic, ${RED}`],
    ],
    [
      'leaves smoke for a grader that is not deterministic',
      [{ grader: 'tone' }],
      ['full: its grader "tone" is not deterministic'],
    ],
    [
      'does not come to smoke with such a grader',
      [{ tier: 'full', grader: 'tone' }, { lastCatch: caught(2) }],
      [
        'not smoke: caught 4f2a91c on 2026-11-20, but its grader "tone" is not deterministic, so it has no place in smoke',
      ],
    ],
    [
      'lives in extended when it is adversarial',
      [{ isAdversarial: true, mayLeaveGate: true }],
      ['extended: tagged adversarial'],
    ],
    ['lives there whatever it caught', [{ tier: 'extended', isAdversarial: true }, { lastCatch: caught(2) }], []],
    [
      'waits for the tag to be on the base',
      [{ isAdversarial: true }],
      [`not extended: tagged adversarial, ${UNTAGGED}`],
    ],
    [
      'does not leave the gate while it is red',
      [{ tier: 'full', isAdversarial: true, mayLeaveGate: true }, { red }],
      [`not extended: tagged adversarial, ${RED}`],
    ],
    ['is where its pin says', [{ tier: 'full' }, {}, pinned], ['smoke: pinned in casebook.yaml']],
    ['stays pinned to smoke, green for years', [{}, { green: green(2_000) }, pinned], []],
    ['stays pinned to full, whatever it caught', [{ tier: 'full' }, { lastCatch: caught(1) }, pinnedFull], []],
    ['stays pinned, adversarial as it is', [{ tier: 'full', isAdversarial: true }, {}, pinnedFull], []],
    ['comes down by its pin', [{}, {}, pinnedFull], ['full: pinned in casebook.yaml']],
    [
      'does not come down by its pin while it is red',
      [{}, { red }, pinnedFull],
      [`not full: pinned in casebook.yaml, ${RED}`],
    ],
    [
      'stays while its file may not be moved',
      [{ tier: 'full', obstacle: 'its file has changes' }, { lastCatch: caught(1) }],
      ['not smoke: caught 4f2a91c on 2026-11-21, but its file has changes'],
    ],
  ])('%s', (_, asked, told) => {
    expect(plan(...asked)).toEqual(told)
  })
})

const many = (count: number, changes: (index: number) => Partial<TieredCase> = () => ({})): TieredCase[] =>
  Array.from({ length: count }, (_, index) => aTiered({ id: idOf(index), captured: dayAt(index), ...changes(index) }))
const idOf = (index: number): string => `reg-2026-01-05-${index.toString(16).padStart(6, '0')}`
const dayAt = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10)
const FULL = 'smoke has room for 3, and others are pinned, red, caught later or newer'

describe('the limit of smoke', () => {
  const limited = policy({ smokeLimit: 3 })
  const none = new Map<string, CaseRecord>()

  it('pushes out the oldest where nothing was caught', () => {
    expect(planMoves(many(5), none, limited, NOW).moves).toEqual([
      { id: idOf(0), from: 'smoke', to: 'full', reason: FULL },
      { id: idOf(1), from: 'smoke', to: 'full', reason: FULL },
    ])
  })

  it('keeps what caught something before what is new', () => {
    const records = new Map([[idOf(0), record({ lastCatch: caught(300) })]])
    expect(planMoves(many(4), records, limited, NOW).moves.map(({ id }) => id)).toEqual([idOf(1)])
  })

  it('lets a later catch take the seat of what caught nothing', () => {
    const cases = many(4, (index) => (index === 0 ? { tier: 'full' } : {}))
    const records = new Map([[idOf(0), record({ lastCatch: caught(5) })]])
    expect(planMoves(cases, records, limited, NOW).moves.map(({ id, to }) => [id, to])).toEqual([
      [idOf(0), 'smoke'],
      [idOf(1), 'full'],
    ])
  })

  it('makes a catch wait where all the others caught later', () => {
    const cases = many(4, (index) => (index === 0 ? { tier: 'full' } : {}))
    const records = new Map(cases.map(({ id }, index) => [id, record({ lastCatch: caught(index === 0 ? 50 : index) })]))
    const { moves, held } = planMoves(cases, records, limited, NOW)
    expect(moves).toEqual([])
    expect(held).toEqual([
      { id: idOf(0), from: 'full', to: 'smoke', reason: `caught 4f2a91c on 2026-10-03, but ${FULL}` },
    ])
  })

  it('counts pins, and pushes none of them out', () => {
    const says = policy({ smokeLimit: 3, pin: { smoke: [idOf(0), idOf(1)], full: [] } })
    expect(planMoves(many(5), none, says, NOW).moves.map(({ id }) => id)).toEqual([idOf(2), idOf(3)])
    const all = policy({ smokeLimit: 3, pin: { smoke: many(5).map(({ id }) => id), full: [] } })
    expect(planMoves(many(5), none, all, NOW).moves).toEqual([])
  })

  it('pushes out another where the lowest is red', () => {
    const records = new Map([[idOf(0), record({ red })]])
    expect(planMoves(many(4), records, limited, NOW).moves.map(({ id }) => id)).toEqual([idOf(1)])
  })

  it('of none empties smoke', () => {
    expect(planMoves(many(2), none, policy({ smokeLimit: 0 }), NOW).moves).toHaveLength(2)
  })

  it('falls to the same cases in any order', () => {
    const cases = many(9)
    const records = new Map([[idOf(4), record({ lastCatch: caught(5) })]])
    const told = planMoves(cases, records, limited, NOW)
    expect(planMoves([...cases].reverse(), records, limited, NOW)).toEqual(told)
  })
})
