import { continuedFraction } from './continued-fraction.ts'
import { logGamma } from './log-gamma.ts'
import { solveRising } from './solve-rising.ts'

/** The chance that a beta variable is at most `x`: the regularized incomplete beta function. Requires a, b > 0 and 0 ≤ x ≤ 1. */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  // The fraction runs fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a)
  const scale = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  )
  return scale / continuedFraction(1, (index) => [betaTerm(Math.floor(index / 2), index % 2 === 1, x, a, b), 1])
}

function betaTerm(m: number, isOdd: boolean, x: number, a: number, b: number): number {
  if (isOdd) return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
  return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
}

/** The `x` that a beta variable stays at or below with the chance `share`. */
export const betaQuantile = (share: number, a: number, b: number): number =>
  solveRising((x) => betaShare(x, a, b), share, 1)
