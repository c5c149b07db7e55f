const FAR = 0x7fffffff

/**
 * Computes the Levenshtein distance of two texts (in UTF-16 units), or null where it is more than `limit`.
 * Takes time `limit` × length and memory for two rows: only the band where the distance can still be within the limit.
 */
export function editDistanceWithin(a: string, b: string, limit: number): number | null {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const reach = Math.min(Math.floor(limit), long.length)
  if (long.length - short.length > reach) return null
  let row = Uint32Array.from(new Uint32Array(short.length + 1).keys())
  let next = new Uint32Array(short.length + 1)
  for (let i = 1; i <= long.length; i++) {
    if (fillRow(row, next, short, long.charCodeAt(i - 1), i, reach) > reach) return null
    ;[row, next] = [next, row]
  }
  return row[short.length]! <= reach ? row[short.length]! : null
}

/** Fills the band of row `i` and returns the least distance in it. */
function fillRow(row: Uint32Array, next: Uint32Array, short: string, code: number, i: number, reach: number): number {
  const from = Math.max(1, i - reach)
  const to = Math.min(short.length, i + reach)
  next[from - 1] = from === 1 ? i : FAR
  let least = next[from - 1]!
  for (let j = from; j <= to; j++) {
    const replaced = row[j - 1]! + (short.charCodeAt(j - 1) === code ? 0 : 1)
    const distance = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1)
    next[j] = distance
    least = Math.min(least, distance)
  }
  if (to < short.length) next[to + 1] = FAR
  return least
}
