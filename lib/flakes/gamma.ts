import { continuedFraction } from './continued-fraction.ts'
import { logGamma } from './log-gamma.ts'
import { solveRising } from './solve-rising.ts'

/** The chance that a gamma variable of this shape and scale 1 is at most `x`. Requires shape > 0. */
export function gammaShare(x: number, shape: number): number {
  if (x <= 0) return 0
  const scale = Math.exp(shape * Math.log(x) - x - logGamma(shape))
  if (x < shape + 1) return scale * risingSum(x, shape)
  return 1 - scale / continuedFraction(x + 1 - shape, (index) => [-index * (index - shape), x + 2 * index + 1 - shape])
}

function risingSum(x: number, shape: number): number {
  let term = 1 / shape
  let sum = term
  for (let at = shape + 1; term > sum * 1e-16; at++) {
    term *= x / at
    sum += term
  }
  return sum
}

/** The `x` that a gamma variable stays at or below with the chance `share`. */
export function gammaQuantile(share: number, shape: number): number {
  let most = Math.max(1, 2 * shape)
  while (gammaShare(most, shape) < share) most *= 2
  return solveRising((x) => gammaShare(x, shape), share, most)
}
