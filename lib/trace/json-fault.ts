import { endOfString } from './json-depth.ts'

export interface JsonFault {
  readonly offset: number
  /** The text ends before its value does. */
  readonly cutOff: boolean
}

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

/**
 * Finds where a text that `JSON.parse` refused stops being JSON (RFC 8259): the engines' own messages
 * name no place in some versions. Strings are not looked into; a bad escape is reported at the string's start.
 */
export function findJsonFault(text: string): JsonFault {
  const open: string[] = []
  let expect: Expect = 'value'
  let at = 0
  while (true) {
    at = skipBlank(text, at)
    if (at >= text.length) return { offset: text.length, cutOff: expect !== 'nothing' }
    const token = tokenAt(text, at)
    if (token.cutOff) return { offset: text.length, cutOff: true }
    const next = step(expect, token.kind, open)
    if (next === null || token.bad) return { offset: at, cutOff: false }
    expect = next
    at = token.end
  }
}

interface Token {
  readonly kind: string
  readonly end: number
  readonly bad?: boolean
  readonly cutOff?: boolean
}

function tokenAt(text: string, at: number): Token {
  const char = text[at] as string
  if ('{}[]:,'.includes(char)) return { kind: char, end: at + 1 }
  if (char === '"') return stringAt(text, at)
  const end = endOfWord(text, at)
  const word = text.slice(at, end)
  const cutOff = end === text.length && isStartOfScalar(word) && !isScalar(word)
  return { kind: 'scalar', end: Math.max(end, at + 1), bad: !isScalar(word), cutOff }
}

function stringAt(text: string, at: number): Token {
  const end = endOfString(text, at)
  if (end >= text.length) return { kind: 'string', end, cutOff: true }
  return { kind: 'string', end: end + 1, bad: !isScalar(text.slice(at, end + 1)) }
}

function step(expect: Expect, kind: string, open: string[]): Expect | null {
  const after = (): Expect => (open.length === 0 ? 'nothing' : 'comma-or-end')
  const inObject = open.at(-1) === '{'
  if (expect === 'colon') return kind === ':' ? 'value' : null
  if (expect === 'nothing') return null
  if (kind === '}' || kind === ']') {
    const fits = inObject === (kind === '}') && ['key-or-end', 'value-or-end', 'comma-or-end'].includes(expect)
    if (!fits || open.length === 0) return null
    open.pop()
    return after()
  }
  if (expect === 'comma-or-end') return kind !== ',' ? null : inObject ? 'key' : 'value'
  if (expect === 'key' || expect === 'key-or-end') return kind === 'string' ? 'colon' : null
  if (kind === '{' || kind === '[') {
    open.push(kind)
    return kind === '{' ? 'key-or-end' : 'value-or-end'
  }
  return kind === 'string' || kind === 'scalar' ? after() : null
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t'

function skipBlank(text: string, from: number): number {
  let at = from
  while (isBlank(text[at])) at++
  return at
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && !isBlank(text[at]) && !'{}[]:,"'.includes(text[at] as string)) at++
  return at
}

function isScalar(word: string): boolean {
  try {
    JSON.parse(word)
    return true
  } catch {
    return false
  }
}

const isStartOfScalar = (word: string): boolean =>
  ['true', 'false', 'null'].some((one) => one.startsWith(word)) || /^-?\d*(?:\.\d*)?(?:[eE][+-]?\d*)?$/.test(word)
