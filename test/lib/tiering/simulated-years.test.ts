import { describe, expect, it } from 'vitest'
import type { Tier } from '../../../lib/case/types.ts'
import { caseRecords } from '../../../lib/history/case-records.ts'
import { findCatches } from '../../../lib/history/catches.ts'
import type { RecordedRun, RecordedVerdict } from '../../../lib/history/event.ts'
import { makeRunBook } from '../../../lib/history/run-book.ts'
import { planMoves } from '../../../lib/tiering/plan-moves.ts'
import type { Move, TieredCase, TierPolicy } from '../../../lib/tiering/tiered-case.ts'
import { aRun, commitOf } from '../../fakes/a-recorded-run.ts'
import { seeded } from '../../fakes/seeded.ts'

const DAY = 86_400
const START = Date.UTC(2026, 0, 5) / 1000
const YEARS = 3
const LIMIT = 8
const TEMPLATE = aRun().recorded()

/** A repository that lives for years: cases come, break on the base, are mended, and flake; every week it is tidied. */
class Life {
  readonly runs: RecordedRun[] = []
  readonly graph = new Map<string, readonly string[]>()
  readonly tiers = new Map<string, TieredCase>()
  readonly moves: (Move & { readonly day: number })[] = []
  readonly held: (Move & { readonly day: number })[] = []
  readonly broken = new Map<string, number>()
  readonly next: () => number
  readonly policy: TierPolicy

  constructor(seed: number) {
    this.next = seeded(seed)
    this.policy = {
      caughtWithinMs: 90 * DAY * 1000,
      greenForMs: 365 * DAY * 1000,
      pin: { smoke: [idAt(0)], full: [idAt(1)] },
      smokeLimit: LIMIT,
    }
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  live(day: number): void {
    if (this.tiers.size < 40 && (day < 3 || this.chance(0.03))) this.add(day)
    for (const id of this.tiers.keys()) {
      if (this.chance(0.0015)) this.broken.set(id, day + 1 + Math.floor(this.next() * 5))
      if ((this.broken.get(id) ?? Number.POSITIVE_INFINITY) < day) this.broken.delete(id)
    }
    this.run(day, 'smoke')
    if (day % 7 === 3) this.run(day, 'extended')
  }

  add(day: number): void {
    const id = idAt(this.tiers.size)
    const isAdversarial = this.tiers.size % 11 === 10
    const captured = new Date((START + day * DAY) * 1000).toISOString().slice(0, 10)
    const still = { mayLeaveGate: isAdversarial, grader: null, obstacle: null }
    this.tiers.set(id, { id, tier: isAdversarial ? 'full' : 'smoke', captured, isAdversarial, ...still })
  }

  run(day: number, tier: Tier): void {
    const asked = [...this.tiers.values()]
      .filter((one) => tier === 'extended' || one.tier === 'smoke')
      .map(({ id }) => id)
    if (asked.length === 0) return
    const commit = commitOf(`day ${day}`)
    if (!this.graph.has(commit)) this.graph.set(commit, day === 0 ? [] : [commitOf(`day ${day - 1}`)])
    const verdicts = asked.flatMap((id): RecordedVerdict[] => {
      if (this.broken.has(id)) return [{ id, verdict: 'relapsed', passes: 0, asks: 3 }]
      return this.chance(0.002) ? [{ id, verdict: 'flaky', passes: 2, asks: 3 }] : []
    })
    const at = START + day * DAY + (tier === 'smoke' ? 0 : 60)
    const [id, serial] = [
      this.runs.length.toString(16).padStart(32, '0'),
      `019b8b5e1400-${this.runs.length.toString(16).padStart(8, '0')}`,
    ]
    this.runs.push({
      ...TEMPLATE,
      id,
      serial,
      at,
      tier,
      commit,
      verdicts,
      asked: new Set(asked),
      place: this.chance(0.5) ? 'ci' : 'local',
    })
  }

  recordsAt(day: number) {
    const book = makeRunBook(this.runs.filter((run) => run.at <= START + day * DAY + DAY / 2))
    return caseRecords(book, findCatches(book, { graph: this.graph, onBase: new Set(this.graph.keys()) }))
  }

  tidy(day: number): void {
    const [cases, records, now] = [[...this.tiers.values()], this.recordsAt(day), START + day * DAY + DAY / 2]
    const { moves, held } = planMoves(cases, records, this.policy, now)
    for (const move of moves) this.tiers.set(move.id, { ...this.tiers.get(move.id)!, tier: move.to })
    this.moves.push(...moves.map((move) => ({ ...move, day })))
    this.held.push(...held.map((move) => ({ ...move, day })))
    this.expectInOrder(day, records, now)
  }

  /** What must hold after every single time. */
  expectInOrder(day: number, records: ReturnType<Life['recordsAt']>, now: number): void {
    const cases = [...this.tiers.values()]
    const smoke = cases.filter(({ tier }) => tier === 'smoke')
    const kept = smoke.filter(({ id }) => this.policy.pin.smoke.includes(id) || records.get(id)?.red)
    expect(smoke.length, `day ${day}`).toBeLessThanOrEqual(Math.max(LIMIT, kept.length))
    expect(planMoves(cases, records, this.policy, now).moves, `twice on day ${day}`).toEqual([])
    expect(this.tiers.get(idAt(0))?.tier ?? 'smoke').toBe('smoke')
    const held = new Set(this.held.filter((one) => one.day === day).map(({ id }) => id))
    for (const one of cases) {
      const { lastCatch = null } = records.get(one.id) ?? {}
      const isHot = lastCatch !== null && now - lastCatch.at <= 90 * DAY
      if (isHot && !one.isAdversarial && one.id !== idAt(1) && one.tier !== 'smoke')
        expect(isPushedOut(this, one.id, day) || held.has(one.id)).toBe(true)
      if (one.isAdversarial) expect(one.tier === 'extended' || held.has(one.id)).toBe(true)
    }
  }
}

const isPushedOut = (life: Life, id: string, day: number): boolean =>
  life.moves.some((move) => move.day === day && move.id === id && /^smoke has room/.test(move.reason))

const idAt = (index: number): string => `reg-2026-01-05-${(index + 1).toString(16).padStart(6, '0')}`

describe('over simulated years', () => {
  it.each([1, 2, 3])('the tiers stay in order, and no case bounces (seed %i)', (seed) => {
    const life = new Life(seed)
    for (let day = 0; day < YEARS * 365; day++) {
      life.live(day)
      if (day % 7 === 6) life.tidy(day)
    }
    const reasons = life.moves.map(({ reason }) => reason.split(' ')[0])
    expect(reasons).toEqual(expect.arrayContaining(['caught', 'green', 'smoke', 'tagged']))
    for (const id of life.tiers.keys()) {
      const own = life.moves.filter((move) => move.id === id)
      // Every return to smoke has a catch of its own, newer than the move out of it.
      own.forEach((move, index) => {
        const before = own[index - 1]
        if (move.to !== 'smoke' || before === undefined || /^smoke has room/.test(before.reason)) return
        expect(move.reason).toMatch(/^(caught|pinned)/)
        expect(Date.parse(move.reason.slice(-10)) / 1000).toBeGreaterThan(START + (before.day - 7) * DAY)
      })
      expect(own.length, own.map(({ day, to, reason }) => `${day} ${to} ${reason}`).join('\n')).toBeLessThan(12)
    }
    const tail = life.moves.length
    const last = YEARS * 365
    // Nobody runs anything any more: what is in smoke grows a year green once, and then all is still.
    for (let day = last; day < last + 800; day += 7) life.tidy(day)
    const settling = life.moves.slice(tail)
    expect(settling.filter((move) => !/^(green since|caught)/.test(move.reason))).toEqual([])
    for (const id of life.tiers.keys()) expect(settling.filter((move) => move.id === id).length).toBeLessThan(3)
    expect(settling.filter(({ day }) => day > last + 372)).toEqual([])
  })

  it('one run alone never demotes', () => {
    const one = aRun().day(0).recorded()
    const late = { ...one, id: 'f'.repeat(32), at: one.at + 5_000 * DAY }
    const cases: TieredCase[] = [
      {
        id: 'reg-2026-01-05-aaaaaa',
        tier: 'smoke',
        captured: '2026-01-05',
        isAdversarial: false,
        mayLeaveGate: false,
        grader: null,
        obstacle: null,
      },
    ]
    const plan = (runs: readonly RecordedRun[]) =>
      planMoves(cases, caseRecords(makeRunBook(runs), []), new Life(1).policy, late.at).moves.length
    expect(plan([one])).toBe(0)
    expect(plan([one, late])).toBe(1)
    // A clock that was years behind once: the case was captured later than that.
    const recent = Array.from({ length: 20 }, (_, day) => ({
      ...one,
      id: day.toString(16).padStart(32, '0'),
      at: late.at - day * DAY,
    }))
    const old = cases.map((each) => ({
      ...each,
      captured: new Date((late.at - 30 * DAY) * 1000).toISOString().slice(0, 10),
    }))
    const odd = makeRunBook([{ ...one, at: 0 }, ...recent])
    expect(planMoves(old, caseRecords(odd, []), new Life(1).policy, late.at).moves).toEqual([])
  })
})
