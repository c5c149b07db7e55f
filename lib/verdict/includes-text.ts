/**
 * Tells whether `text` contains `wanted`, in time linear in both (Knuth, Morris, Pratt).
 * `String.prototype.includes` can take minutes on a hostile pair, and no time budget can interrupt it.
 */
export function includesText(text: string, wanted: string): boolean {
  const borders = bordersOf(wanted)
  let matched = 0
  for (let i = 0; i < text.length && matched < wanted.length; i++) {
    matched = extend(wanted, borders, matched, text.charCodeAt(i))
  }
  return matched === wanted.length
}

/** For each prefix of `wanted`, the length of its longest proper prefix that is also its suffix. */
function bordersOf(wanted: string): Uint32Array {
  const borders = new Uint32Array(wanted.length)
  for (let i = 1; i < wanted.length; i++) borders[i] = extend(wanted, borders, borders[i - 1]!, wanted.charCodeAt(i))
  return borders
}

function extend(wanted: string, borders: Uint32Array, matched: number, code: number): number {
  let length = matched
  while (length > 0 && wanted.charCodeAt(length) !== code) length = borders[length - 1]!
  return wanted.charCodeAt(length) === code ? length + 1 : length
}
