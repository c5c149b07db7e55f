import type { Tier } from '../case/types.ts'
import { caughtReason, graderReason, greenReason, redReason } from './reasons.ts'
import {
  type CaseRecord,
  type Move,
  NO_RECORD,
  type TieredCase,
  type TierPlan,
  type TierPolicy,
} from './tiered-case.ts'

/**
 * Decides which cases change tier at `now` (seconds since 1970). Pure: the same in any order of cases.
 *
 * A case comes to smoke by a catch alone, and leaves it by being green for long, or where the limit pushes it out; so that none
 * bounces: at the day a catch grows old nothing moves, and what left for being green needs a catch to return.
 */
export function planMoves(
  cases: readonly TieredCase[],
  records: ReadonlyMap<string, CaseRecord>,
  policy: TierPolicy,
  now: number,
): TierPlan {
  const judged = cases.map((one) => judge(one, records.get(one.id) ?? NO_RECORD, policy, now))
  const settled = seat(judged, policy.smokeLimit)
  return { moves: settled.flatMap(movesOf).sort(byId), held: settled.flatMap(heldOf).sort(byId) }
}

interface Judged {
  readonly one: TieredCase
  readonly record: CaseRecord
  /** Where it belongs, whatever room there is; null leaves it where it is. */
  readonly wish: { readonly to: Tier; readonly reason: string } | null
  /** What forbids the wish. */
  readonly obstacle: string | null
  /** True where it keeps its seat in smoke, however many there are. */
  readonly isSeated: boolean
}

function judge(one: TieredCase, record: CaseRecord, policy: TierPolicy, now: number): Judged {
  const wish = wishOf(one, record, policy, now)
  const obstacle = wish === null ? null : obstacleTo(one, record, wish.to)
  const isPinned = policy.pin.smoke.includes(one.id)
  const mayBePushedOut = !isPinned && obstacleTo(one, record, 'full') === null
  const staysIn = one.tier === 'smoke' && (!mayBePushedOut || obstacle !== null)
  return { one, record, wish, obstacle, isSeated: staysIn || (isPinned && obstacle === null) }
}

/** The rules of PRODUCT.md section 8, the first that says anything. */
function wishOf(one: TieredCase, record: CaseRecord, policy: TierPolicy, now: number): Judged['wish'] {
  const to = (tier: Tier, reason: string): Judged['wish'] => (tier === one.tier ? null : { to: tier, reason })
  const { lastCatch, green } = record
  if (policy.pin.smoke.includes(one.id)) return to('smoke', 'pinned in casebook.yaml')
  if (policy.pin.full.includes(one.id)) return to('full', 'pinned in casebook.yaml')
  if (one.isAdversarial) return to('extended', 'tagged adversarial')
  if (one.grader !== null && one.tier === 'smoke') return to('full', graderReason(one.grader))
  if (lastCatch !== null && now - lastCatch.at <= policy.caughtWithinMs / 1000)
    return to('smoke', caughtReason(lastCatch))
  if (one.tier !== 'smoke' || green === null || !isLongGreen(one, green, policy, now)) return null
  return to('full', greenReason(green))
}

/**
 * One run alone proves no stretch, nor do runs of which the last was long ago: nobody knows what was since. And a clock that was
 * wrong once can't make a case green before it was captured.
 */
function isLongGreen(
  { captured }: TieredCase,
  { first, last, runs }: NonNullable<CaseRecord['green']>,
  { greenForMs, caughtWithinMs }: TierPolicy,
  now: number,
): boolean {
  const since = Math.max(first, Date.parse(captured) / 1000 || 0)
  return runs > 1 && now - since >= greenForMs / 1000 && now - last <= caughtWithinMs / 1000
}

function obstacleTo(one: TieredCase, { red }: CaseRecord, to: Tier): string | null {
  if (to === 'smoke' && one.grader !== null) return `${graderReason(one.grader)}, so it has no place in smoke`
  if (to !== 'smoke' && red !== null && isLower(to, one.tier)) return redReason(red)
  if (to === 'extended' && !one.mayLeaveGate)
    return `the base does not tag it adversarial yet; else: casebook revise ${one.id} --tier extended --why <why>`
  return one.obstacle
}

const ORDER: readonly Tier[] = ['smoke', 'full', 'extended']
const isLower = (to: Tier, from: Tier): boolean => ORDER.indexOf(to) > ORDER.indexOf(from)

interface Settled {
  readonly judged: Judged
  readonly move: Move | null
  readonly held: Move | null
}

/** Gives the seats of smoke to those that keep theirs, then to the most recent catch, then to the newest. */
function seat(judged: readonly Judged[], limit: number): Settled[] {
  const seated = judged.filter((one) => one.isSeated)
  const asking = judged.filter((one) => !one.isSeated && one.obstacle === null && asksForSeat(one)).sort(byStanding)
  const all = new Set(asking)
  const within = new Set(asking.slice(0, Math.max(0, limit - seated.length)))
  return judged.map((one) => {
    const isOut = all.has(one) && !within.has(one)
    return isOut ? pushedOut(one, limit) : asItWishes(one)
  })
}

const asksForSeat = ({ one, wish }: Judged): boolean => (wish?.to ?? one.tier) === 'smoke'

/** Catches first, the latest before all; then by the day of capture, the newest first. */
function byStanding(a: Judged, b: Judged): number {
  const caught = (b.record.lastCatch?.at ?? -1) - (a.record.lastCatch?.at ?? -1)
  return caught || compare(b.one.captured, a.one.captured) || compare(b.one.id, a.one.id)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function pushedOut(judged: Judged, limit: number): Settled {
  const { one, wish } = judged
  const full = `smoke has room for ${limit}, and others are pinned, red, caught later or newer`
  if (one.tier === 'smoke') return { judged, move: moveOf(one, 'full', full), held: null }
  return { judged, move: null, held: moveOf(one, 'smoke', `${wish!.reason}, but ${full}`) }
}

function asItWishes(judged: Judged): Settled {
  const { one, wish, obstacle } = judged
  if (wish === null) return { judged, move: null, held: null }
  if (obstacle === null) return { judged, move: moveOf(one, wish.to, wish.reason), held: null }
  return { judged, move: null, held: moveOf(one, wish.to, `${wish.reason}, but ${obstacle}`) }
}

const moveOf = ({ id, tier }: TieredCase, to: Tier, reason: string): Move => ({ id, from: tier, to, reason })
const movesOf = ({ move }: Settled): Move[] => (move ? [move] : [])
const heldOf = ({ held }: Settled): Move[] => (held ? [held] : [])
const byId = (a: Move, b: Move): number => compare(a.id, b.id)
