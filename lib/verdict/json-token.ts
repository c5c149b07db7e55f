export type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal'

interface Token {
  readonly kind: TokenKind
  readonly from: number
  readonly to: number
}

const MARKS: ReadonlySet<string> = new Set(['{', '}', '[', ']', ',', ':'])
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Reads the JSON token (RFC 8259) at or after an offset, white space skipped; null where there is none. */
export function readToken(text: string, offset: number): Token | null {
  const from = skipSpace(text, offset)
  const char = text.charAt(from)
  if (MARKS.has(char)) return { kind: char as TokenKind, from, to: from + 1 }
  const kind = char === '"' ? 'string' : 'literal'
  const to = kind === 'string' ? endOfString(text, from + 1) : endOfMatch(LITERAL, text, from)
  return to === null ? null : { kind, from, to }
}

function skipSpace(text: string, offset: number): number {
  let at = offset
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++
  return at
}

function endOfString(text: string, offset: number): number | null {
  let at = offset
  while (at < text.length && text.charCodeAt(at) >= 0x20) {
    if (text.charAt(at) === '"') return at + 1
    const next = text.charAt(at) === '\\' ? endOfMatch(ESCAPE, text, at) : at + 1
    if (next === null) return null
    at = next
  }
  return null
}

function endOfMatch(pattern: RegExp, text: string, offset: number): number | null {
  pattern.lastIndex = offset
  return pattern.test(text) ? pattern.lastIndex : null
}
