import { type Interval, TAIL } from './clopper-pearson.ts'
import { gammaQuantile } from './gamma.ts'

/** Answers of one case at states of the product at which it is right, and how many of them were red all the same. */
export interface FlakeCount {
  readonly id: string
  readonly answers: number
  readonly reds: number
  /** Times that one run asks it, all of which must pass. */
  readonly repeat: number
}

/** How often one run of these cases goes red for nothing, and what to do about it. Chances go from 0 to 1. */
export interface FalseReds extends Interval {
  readonly chance: number
  /** Cases without an answer: nothing is known of them, and the chance does not hold them. */
  readonly unasked: readonly string[]
  /** The few cases that cause most of it, the worst first, with their share of it. */
  readonly causes: readonly { readonly id: string; readonly share: number }[]
  /** The worst cases, as few as possible, without which the chance would be below the goal; empty where it is already. */
  readonly mend: readonly string[]
  /** The chance without them. */
  readonly left: number
  /** Further answers of each other case, none of them red, after which one could be sure of that; 0 where one is. */
  readonly needed: number
}

/** The share of false reds that a gate may have: one push in a hundred. */
export const GOAL = 0.01
/** How much of all false reds the few cases cause that are named, and how many are named at most. */
const MOST_OF_IT = 0.8
const MOST_NAMED = 5

/**
 * Estimates how often a run that asks every case goes red though the product is right. A first red answer makes a run red
 * whatever the two confirming ones say (they tell flaky from wrong), so that the chance is 1 − ∏(1 − q)^repeat with q the share
 * of red answers of each case. Takes the cases as independent.
 */
export function falseReds(counts: readonly FlakeCount[]): FalseReds {
  const known = counts.filter(({ answers }) => answers > 0).sort(byWeight)
  const all = known.reduce((sum, one) => sum + weightOf(one), 0)
  const flaky = known.filter(({ reds }) => reds > 0)
  const mend = flaky.slice(
    0,
    fewest(flaky.length, (count) => chanceOf(known.slice(count)) < GOAL),
  )
  const rest = known.slice(mend.length)
  return {
    chance: chanceOf(known),
    ...intervalOf(known),
    unasked: counts.filter(({ answers }) => answers === 0).map(({ id }) => id),
    causes: flaky
      .slice(
        0,
        Math.min(
          MOST_NAMED,
          fewest(flaky.length, (count) => shareOf(flaky.slice(0, count), all) >= MOST_OF_IT),
        ),
      )
      .map((one) => ({ id: one.id, share: shareOf([one], all) })),
    mend: mend.map(({ id }) => id),
    left: chanceOf(rest),
    needed: neededFor([...rest, ...counts.filter(({ answers }) => answers === 0)]),
  }
}

const chanceOf = (counts: readonly FlakeCount[]): number =>
  1 - counts.reduce((pass, one) => pass * (1 - one.reds / one.answers) ** one.repeat, 1)

/** What a case adds to the logarithm of the chance that none is red; infinite where every answer was. */
const weightOf = ({ reds, answers, repeat }: FlakeCount): number => -repeat * Math.log1p(-reds / answers)
const byWeight = (a: FlakeCount, b: FlakeCount): number =>
  Number(weightOf(b) > weightOf(a)) - Number(weightOf(b) < weightOf(a)) || (a.id < b.id ? -1 : 1)

function shareOf(some: readonly FlakeCount[], all: number): number {
  const part = some.reduce((sum, one) => sum + weightOf(one), 0)
  return part === all ? 1 : part / all
}

/** The least count from 0 that holds, `most` where none does. */
function fewest(most: number, holds: (count: number) => boolean): number {
  let count = 0
  while (count < most && !holds(count)) count++
  return count
}

/**
 * Fay and Feuer's gamma interval for a weighted sum of rare counts; for equal weights it is the exact one of Poisson. The sum
 * bounds the chance from above, 1 − e^−sum from below, so that the interval is rather too wide than too narrow.
 */
function intervalOf(counts: readonly FlakeCount[]): Interval {
  if (counts.length === 0) return { low: 0, high: 1 }
  const weights = counts.map(({ repeat, answers }) => repeat / answers)
  const sum = counts.reduce((total, { reds }, index) => total + weights[index]! * reds, 0)
  const spread = counts.reduce((total, { reds }, index) => total + weights[index]! ** 2 * reds, 0)
  const widest = Math.max(...weights)
  const [above, aboveSpread] = [sum + widest, spread + widest ** 2]
  const low = sum === 0 ? 0 : (spread / sum) * gammaQuantile(TAIL, sum ** 2 / spread)
  const high = (aboveSpread / above) * gammaQuantile(1 - TAIL, above ** 2 / aboveSpread)
  return { low: 1 - Math.exp(-low), high: Math.min(1, high) }
}

/** Past this nobody will ask. */
const MOST_NEEDED = 10_000_000

function neededFor(counts: readonly FlakeCount[]): number {
  if (counts.length === 0) return 0
  const isSure = (more: number): boolean =>
    counts.every((one) => one.answers + more > 0) &&
    intervalOf(counts.map((one) => ({ ...one, answers: one.answers + more }))).high <= GOAL
  if (isSure(0)) return 0
  let [low, high] = [0, 1]
  while (high < MOST_NEEDED && !isSure(high)) [low, high] = [high, high * 2]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isSure(middle)) high = middle
    else low = middle
  }
  return high
}
