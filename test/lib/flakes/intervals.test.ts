import { describe, expect, it } from 'vitest'
import { betaShare } from '../../../lib/flakes/beta.ts'
import { clopperPearson } from '../../../lib/flakes/clopper-pearson.ts'
import { gammaQuantile, gammaShare } from '../../../lib/flakes/gamma.ts'
import { logGamma } from '../../../lib/flakes/log-gamma.ts'
import { flakeRateBound } from '../../../lib/verdict/flake-bound.ts'

describe('the exact interval of a share', () => {
  // Tables of Clopper and Pearson's limits; R: binom.test(reds, asks)$conf.int
  it.each([
    [0, 10, 0, 0.3084971],
    [1, 10, 0.002528579, 0.4450161],
    [5, 10, 0.187086, 0.812914],
    [10, 10, 0.6915029, 1],
    [2, 3, 0.09429932, 0.9915962],
    [1, 100, 0.000253146, 0.05445939],
    [5, 120, 0.01366538, 0.0945588],
    [0, 369, 0, 0.009947],
  ])('of %i of %i runs from %d to %d', (reds, asks, low, high) => {
    const interval = clopperPearson(reds, asks)
    expect(interval.low).toBeCloseTo(low, 5)
    expect(interval.high).toBeCloseTo(high, 5)
  })

  it('leaves all open where nothing was asked', () => {
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 })
  })

  it('is what the binomial sums say, term by term', () => {
    for (const [reds, asks] of [
      [3, 17],
      [1, 40],
      [29, 30],
      [12, 300],
    ] as const) {
      const { low, high } = clopperPearson(reds, asks)
      expect(atLeast(reds, asks, low)).toBeCloseTo(0.025, 9)
      expect(1 - atLeast(reds + 1, asks, high)).toBeCloseTo(0.025, 9)
    }
  })

  it('holds the true share at least 95 times in 100, whatever it is', () => {
    for (const share of [0.001, 0.01, 0.05, 0.2, 0.5, 0.77])
      for (const asks of [5, 20, 60]) {
        const held = Array.from({ length: asks + 1 }, (_, reds) => reds)
          .filter((reds) => within(share, clopperPearson(reds, asks)))
          .reduce((sum, reds) => sum + exactly(reds, asks, share), 0)
        expect(held).toBeGreaterThanOrEqual(0.95)
      }
  })

  it('goes on where the one-sided bound of an admission leaves off: two sides leave out 2.5 % each', () => {
    expect(clopperPearson(0, 5).high).toBeCloseTo(1 - 0.025 ** (1 / 5), 12)
    expect(clopperPearson(0, 5).high).toBeGreaterThan(flakeRateBound(5))
  })

  it('is found for a hundred thousand answers too', () => {
    const { low, high } = clopperPearson(50, 100_000)
    expect([low, high].map((share) => Number((share * 1e5).toFixed(2)))).toEqual([37.11, 65.91])
  })
})

describe('the special functions', () => {
  it('log gamma is the logarithm of factorials', () => {
    let factorial = 1
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 10)
      factorial *= n
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
    expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 10)
  })

  it('the beta share is the share itself for one of one, and its own mirror', () => {
    expect(betaShare(0.3, 1, 1)).toBeCloseTo(0.3, 12)
    expect(betaShare(0.2, 3, 5) + betaShare(0.8, 5, 3)).toBeCloseTo(1, 12)
  })

  it('the gamma share of shape one is 1 − e^−x', () => {
    for (const x of [0.1, 1, 2, 5, 20]) expect(gammaShare(x, 1)).toBeCloseTo(1 - Math.exp(-x), 12)
  })

  // R: qgamma(0.975, 1), qgamma(0.025, 5), qgamma(0.975, 6): the exact limits of 0 and 5 of a Poisson count
  it.each([
    [0.975, 1, 3.688879],
    [0.025, 5, 1.623486],
    [0.975, 6, 11.66833],
    [0.025, 50, 37.11096],
  ])('the gamma quantile of %d and shape %d is %d', (share, shape, value) => {
    expect(gammaQuantile(share, shape)).toBeCloseTo(value, 4)
  })
})

const within = (share: number, { low, high }: { low: number; high: number }): boolean => low <= share && share <= high

function exactly(reds: number, asks: number, share: number): number {
  let ways = 1
  for (let index = 0; index < reds; index++) ways = (ways * (asks - index)) / (index + 1)
  return ways * share ** reds * (1 - share) ** (asks - reds)
}

function atLeast(reds: number, asks: number, share: number): number {
  let sum = 0
  for (let count = reds; count <= asks; count++) sum += exactly(count, asks, share)
  return sum
}
