import { describe, expect, it } from 'vitest'
import { type FlakeCount, falseReds, GOAL } from '../../../lib/flakes/false-reds.ts'
import { seeded } from '../../fakes/seeded.ts'

const count = (id: string, reds: number, answers: number, repeat = 1): FlakeCount => ({ id, reds, answers, repeat })
const clean = (length: number, answers: number): FlakeCount[] =>
  Array.from({ length }, (_, index) => count(`clean-${index}`, 0, answers))

describe('the expected share of false reds', () => {
  it('is the chance that at least one case is red', () => {
    const { chance } = falseReds([count('a', 5, 100), count('b', 2, 100), ...clean(28, 100)])
    expect(chance).toBeCloseTo(1 - 0.95 * 0.98, 12)
  })

  it('counts a case as often as one run asks it', () => {
    expect(falseReds([count('a', 5, 100, 3)]).chance).toBeCloseTo(1 - 0.95 ** 3, 12)
  })

  it('is nothing where nothing was ever red, and yet not sure to be nothing', () => {
    const told = falseReds(clean(30, 20))
    expect([told.chance, told.low]).toEqual([0, 0])
    // Thirty cases asked twenty times each are twenty runs without a red one: the exact limit is 3.689 of 20.
    expect(told.high).toBeCloseTo(3.688879 / 20, 5)
    expect(told.causes).toEqual([])
    expect(told.mend).toEqual([])
  })

  it('is that of Poisson where all were asked alike', () => {
    const told = falseReds([count('a', 3, 200), count('b', 2, 200), ...clean(10, 200)])
    expect(told.low).toBeCloseTo(1 - Math.exp(-1.623486 / 200), 6)
    expect(told.high).toBeCloseTo(11.66833 / 200, 6)
  })

  it('is all open where nothing was asked', () => {
    expect(falseReds([count('a', 0, 0)])).toMatchObject({ chance: 0, low: 0, high: 1, unasked: ['a'] })
  })

  it('is little known where one case was hardly asked', () => {
    expect(falseReds([...clean(29, 1_000), count('new', 0, 2)]).high).toBe(1)
  })

  it('holds its own estimate, however bad', () => {
    for (const reds of [1, 10, 50, 90, 100]) {
      const { chance, low, high } = falseReds([count('a', reds, 100)])
      expect(low).toBeLessThanOrEqual(chance)
      expect(chance).toBeLessThanOrEqual(high)
    }
  })

  it('holds the true chance at least 95 times in 100, over seeded histories', () => {
    const shares = [0.02, 0.005, 0.001, ...Array.from({ length: 12 }, () => 0.0002)]
    const asked = [40, 90, 200, ...Array.from({ length: 12 }, (_, index) => 60 + 20 * index)]
    const truth = 1 - shares.reduce((pass, share) => pass * (1 - share), 1)
    const next = seeded(7)
    let held = 0
    for (let round = 0; round < 300; round++) {
      const counts = shares.map((share, index) => count(`c${index}`, draw(next, share, asked[index]!), asked[index]!))
      const { low, high } = falseReds(counts)
      if (low <= truth && truth <= high) held++
    }
    expect(held / 300).toBeGreaterThanOrEqual(0.95)
  })
})

describe('what to do about it', () => {
  it('names the few cases that cause most of it, the worst first', () => {
    const told = falseReds([count('b', 2, 100), count('a', 10, 100), count('c', 1, 1_000), ...clean(20, 100)])
    expect(told.causes.map(({ id }) => id)).toEqual(['a'])
    expect(told.causes[0]!.share).toBeCloseTo(0.83, 2)
  })

  it('names the fewest that would bring it under the goal', () => {
    const told = falseReds([count('b', 2, 100), count('a', 10, 100), count('c', 1, 1_000), ...clean(20, 400)])
    expect(told.mend).toEqual(['a', 'b'])
    expect(told.left).toBeCloseTo(0.001, 6)
  })

  it('says how many more answers would make one sure: 369 clean runs for one in a hundred', () => {
    expect(falseReds(clean(30, 20)).needed).toBe(349)
    expect(falseReds(clean(30, 369)).needed).toBe(0)
  })

  it('asks the cases too that nobody asked yet', () => {
    expect(falseReds([...clean(5, 400), count('new', 0, 0)]).needed).toBeGreaterThan(300)
  })

  it('needs no answers of what is to be mended', () => {
    expect(falseReds([count('a', 100, 100), ...clean(3, 400)])).toMatchObject({ chance: 1, mend: ['a'], needed: 0 })
  })

  it('keeps the goal at one push in a hundred', () => {
    expect(GOAL).toBe(0.01)
  })
})

const draw = (next: () => number, share: number, asks: number): number =>
  Array.from({ length: asks }, next).filter((chance) => chance < share).length
