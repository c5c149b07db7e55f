import { MAX_DEPTH } from './depth.ts'
import { readToken, type TokenKind } from './json-token.ts'

type State = 'first-item' | 'item' | 'after-item' | 'first-key' | 'key' | 'colon' | 'pair-value' | 'after-pair'
type Step = State | 'close'

interface Frame {
  readonly from: number
  state: State
}

interface Span {
  readonly from: number
  readonly to: number
}

const VALUE = (next: State): Partial<Record<TokenKind, Step>> => ({ string: next, literal: next, '[': next, '{': next })

const STEPS: Readonly<Record<State, Partial<Record<TokenKind, Step>>>> = {
  'first-item': { ...VALUE('after-item'), ']': 'close' },
  item: VALUE('after-item'),
  'after-item': { ',': 'item', ']': 'close' },
  'first-key': { string: 'colon', '}': 'close' },
  key: { string: 'colon' },
  colon: { ':': 'pair-value' },
  'pair-value': VALUE('after-pair'),
  'after-pair': { ',': 'key', '}': 'close' },
}

/**
 * Finds the JSON objects and arrays that stand anywhere in a text: the outermost of each, every span valid JSON.
 * Linear: a bracket that an earlier scan went over as a value is not tried again. It was closed, and is found,
 * or it was open where that scan failed, and would fail at the same place.
 */
export function* findEmbeddedJson(text: string): Generator<Span> {
  const tried = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    if (tried[at] === 1 || !isOpening(text.charAt(at))) continue
    for (const span of scanFrom(text, at, tried)) {
      tried.fill(1, span.from, span.to)
      yield span
    }
  }
}

const isOpening = (char: string): boolean => char === '{' || char === '['

/** Reads one container; returns it, or where it breaks off those inside that were whole. */
function scanFrom(text: string, start: number, tried: Uint8Array): readonly Span[] {
  const open: Frame[] = []
  const whole: Span[] = []
  for (let token = readToken(text, start); token !== null; token = readToken(text, token.to)) {
    if (!take(token.kind, token.from, open, whole)) return whole
    if (isOpening(token.kind)) tried[token.from] = 1
    if (open.length === 0) return whole
  }
  return whole
}

function take(kind: TokenKind, from: number, open: Frame[], whole: Span[]): boolean {
  const frame = open.at(-1)
  const step = frame === undefined ? undefined : STEPS[frame.state][kind]
  if (frame !== undefined && step === undefined) return false
  if (step === 'close') return close(open, whole, from + 1)
  if (frame !== undefined && step !== undefined) frame.state = step
  if (isOpening(kind)) open.push({ from, state: kind === '[' ? 'first-item' : 'first-key' })
  return open.length <= MAX_DEPTH
}

function close(open: Frame[], whole: Span[], to: number): true {
  const { from } = open.pop()!
  while (whole.length > 0 && whole.at(-1)!.from > from) whole.pop()
  whole.push({ from, to })
  return true
}
