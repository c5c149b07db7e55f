/** Character classes by name, over ASCII as git has them. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

type Token =
  | { readonly is: 'byte'; readonly byte: string }
  | { readonly is: 'any' }
  | { readonly is: 'set'; readonly holds: (byte: string) => boolean }
  /** `*`: anything but a slash. */
  | { readonly is: 'star' }
  /** The start of a `**` that stands for whole components: none of them where `skips` states may be left out. */
  | { readonly is: 'start'; readonly skips: number }
  /** Anything at all. */
  | { readonly is: 'stars' }

/**
 * Compiles a pattern of gitignore and gitattributes: `*` and `?` stop at a slash, `**` does not. Bytes are matched, so text
 * comes as latin1 of UTF-8. Takes time in the product of both lengths, whatever the pattern is.
 */
export function compileWildmatch(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const tokens = tokenize(ignoreCase ? lower(pattern) : pattern, ignoreCase)
  if (tokens === null) return () => false
  return (text) => matches(tokens, ignoreCase ? lower(text) : text)
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (char) => char.toLowerCase())

/** Null where a pattern is malformed: it matches nothing. */
function tokenize(pattern: string, ignoreCase: boolean): Token[] | null {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at]!
    if (char === '*') {
      let end = at
      while (pattern[end] === '*') end++
      tokens.push(...starOf(pattern, at, end))
      at = end
    } else if (char === '[') {
      const set = readSet(pattern, at + 1, ignoreCase)
      if (set === null) return null
      tokens.push({ is: 'set', holds: set.holds })
      at = set.next
    } else if (char === '\\') {
      if (at + 1 >= pattern.length) return null
      tokens.push({ is: 'byte', byte: pattern[at + 1]! })
      at += 2
    } else {
      tokens.push(char === '?' ? { is: 'any' } : { is: 'byte', byte: char })
      at++
    }
  }
  return tokens
}

function starOf(pattern: string, start: number, end: number): Token[] {
  const after = pattern.slice(end, end + 2)
  const isWhole =
    end - start >= 2 &&
    (start === 0 || pattern[start - 1] === '/') &&
    (after === '' || after.startsWith('/') || after === '\\/')
  return isWhole ? [{ is: 'start', skips: after.startsWith('/') ? 3 : 1 }, { is: 'stars' }] : [{ is: 'star' }]
}

function readSet(
  pattern: string,
  start: number,
  ignoreCase: boolean,
): { holds: (byte: string) => boolean; next: number } | null {
  const tests: ((byte: string) => boolean)[] = []
  const negated = pattern[start] === '!' || pattern[start] === '^'
  let at = negated ? start + 1 : start
  let previous = ''
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
    const char = pattern[at]
    if (char === undefined) return null
    const named = char === '[' && pattern[at + 1] === ':' ? readClass(pattern, at + 2, ignoreCase) : null
    if (named === 'malformed') return null
    if (named) {
      tests.push(named.holds)
      at = named.next
      previous = ''
    } else if (char === '-' && previous !== '' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']') {
      const escaped = pattern[at + 1] === '\\'
      const to = pattern[at + (escaped ? 2 : 1)]
      if (to === undefined) return null
      const from = previous
      tests.push((byte) => from <= byte && byte <= to)
      at += escaped ? 3 : 2
      previous = ''
    } else {
      const byte = char === '\\' ? pattern[++at] : char
      if (byte === undefined) return null
      tests.push((one) => one === byte)
      previous = byte
      at++
    }
  }
  return { holds: (byte) => byte !== '/' && tests.some((test) => test(byte)) !== negated, next: at + 1 }
}

/** `[:name:]`; null where it is only a bracket. */
function readClass(
  pattern: string,
  start: number,
  ignoreCase: boolean,
): { holds: (byte: string) => boolean; next: number } | 'malformed' | null {
  const end = pattern.indexOf(']', start)
  if (end < 0) return 'malformed'
  if (end - start < 1 || pattern[end - 1] !== ':') return null
  const name = pattern.slice(start, end - 1)
  const found = CLASSES[ignoreCase && name === 'upper' ? 'alpha' : name]
  return found ? { holds: (byte) => found.test(byte), next: end + 1 } : 'malformed'
}

/** Which tokens may come next, for each byte of the text in turn. */
function matches(tokens: readonly Token[], text: string): boolean {
  let states = closure(tokens, new Set([0]))
  for (const byte of text) {
    const next = new Set<number>()
    for (const state of states) {
      const token = tokens[state]
      if (token === undefined) continue
      if (token.is === 'stars' || (token.is === 'star' && byte !== '/')) next.add(state)
      else if (accepts(token, byte)) next.add(state + 1)
    }
    if (next.size === 0) return false
    states = closure(tokens, next)
  }
  return states.has(tokens.length)
}

const accepts = (token: Token, byte: string): boolean =>
  token.is === 'byte'
    ? token.byte === byte
    : token.is === 'any'
      ? byte !== '/'
      : token.is === 'set' && token.holds(byte)

/** A star may stand for nothing, and so may two of them with the slash behind. */
function closure(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const state of states) {
    const token = tokens[state]
    if (token?.is === 'star' || token?.is === 'stars') states.add(state + 1)
    if (token?.is === 'start') states.add(state + 1).add(state + token.skips)
  }
  return states
}
