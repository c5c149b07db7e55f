import { undoEscapes } from './plain-text.ts'
import type { Find, SecretScanner } from './types.ts'

// No pattern crosses a NUL between two line ends, so that no two texts make a secret together.
const SEPARATOR = '\n\u0000\n'
const BATCH = 1 << 17

interface Piece {
  readonly text: string
  readonly start: number
}

/** Scans many texts in few calls; returns the finds of each, in the order of `texts`, escapes undone before and ranges as in `texts`. */
export async function scanTexts(texts: readonly string[], scan: SecretScanner): Promise<Find[][]> {
  const plain = texts.map(undoEscapes)
  const finds: Find[][] = texts.map(() => [])
  for (const batch of batches(plain.map(({ text }) => text))) {
    const pieces = placed(batch.map((at) => plain[at]!.text))
    const found = await scan(pieces.map(({ text }) => text).join(SEPARATOR))
    const first = batch[0]!
    for (const { kind, start, end } of found)
      for (const [at, from, to] of within(pieces, start, end))
        finds[first + at]!.push({ family: 'secret', kind, ...plain[first + at]!.original({ start: from, end: to }) })
  }
  return finds
}

/** Groups neighbours until a group is large: a scanner may take the square of what it finds in one text. */
function batches(texts: readonly string[]): number[][] {
  const groups: number[][] = []
  let room = -1
  for (const [at, { length }] of texts.entries()) {
    if (length > room) {
      groups.push([])
      room = BATCH
    }
    groups.at(-1)!.push(at)
    room -= length
  }
  return groups
}

function placed(texts: readonly string[]): Piece[] {
  let start = 0
  return texts.map((text) => {
    const piece = { text, start }
    start += text.length + SEPARATOR.length
    return piece
  })
}

/** Cuts a range of the joined text into the parts that lie in a piece. */
function within(pieces: readonly Piece[], start: number, end: number): [at: number, from: number, to: number][] {
  const parts: [number, number, number][] = []
  for (let at = lastAtOrBefore(pieces, start); at < pieces.length && pieces[at]!.start < end; at++) {
    const { text, start: offset } = pieces[at]!
    const from = Math.max(0, start - offset)
    const to = Math.min(text.length, end - offset)
    if (from < to) parts.push([at, from, to])
  }
  return parts
}

function lastAtOrBefore(pieces: readonly Piece[], offset: number): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (pieces[middle]!.start <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
