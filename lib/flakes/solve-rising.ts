/** Finds where a rising function takes a value, between 0 and `most`, to the last digit that a number has. */
export function solveRising(rising: (x: number) => number, value: number, most: number): number {
  let [low, high] = [0, most]
  for (let round = 0; round < 200; round++) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (rising(middle) < value) low = middle
    else high = middle
  }
  return (low + high) / 2
}
