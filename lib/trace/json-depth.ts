export const MAX_TRACE_DEPTH = 512

/**
 * Returns the offset of the first bracket that opens a level below `limit`, or null.
 * One pass without recursion, so that no text can exhaust the stack; the text need not be valid JSON.
 */
export function findTooDeep(text: string, limit = MAX_TRACE_DEPTH): number | null {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) at = endOfString(text, at)
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      if (++depth > limit) return at
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth = Math.max(0, depth - 1)
  }
  return null
}

/** Returns the offset of the quote that closes the string opened at `start`, or the text's length when none does. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === BACKSLASH) at++
    else if (char === QUOTE) return at
  }
  return text.length
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
