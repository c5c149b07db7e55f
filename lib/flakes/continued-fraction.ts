const TINY = 1e-300
const CLOSE = 1e-15
const MOST_STEPS = 100_000

/** Sums `first + a1/(b1 + a2/(b2 + …))` by Lentz's method; `step` gives [a, b] of each step from 1. */
export function continuedFraction(first: number, step: (index: number) => readonly [number, number]): number {
  let value = first === 0 ? TINY : first
  let [c, d] = [value, 0]
  for (let index = 1; index <= MOST_STEPS; index++) {
    const [a, b] = step(index)
    d = 1 / awayFromZero(b + a * d)
    c = awayFromZero(b + a / c)
    value *= c * d
    if (Math.abs(c * d - 1) < CLOSE) break
  }
  return value
}

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
