import { matchesOf } from './matches-of.ts'
import type { Find } from './types.ts'

// A whole run of digits with single separators, not part of a word, a fraction or an international phone number.
const DIGITS = /(?<!\w|\d\.|\+(?=\d{10,15}(?!\d)))\d+(?:[ -]\d+)*/g
const ISSUERS: readonly (readonly [prefix: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|65|64[4-9]|62|35(?:2[89]|[3-8]))/, [16, 17, 18, 19]],
  [/^3(?:0[0-5]|[689])/, [14]],
]

/** Finds payment card numbers: a known issuer, its length, and the check digit of ISO/IEC 7812 (Luhn). */
export const findCards = (text: string): Find[] =>
  matchesOf(DIGITS, text).flatMap(({ 0: run, index }) =>
    run.length < 13 || /^(?:\w|\.\d)/.test(text.slice(index + run.length, index + run.length + 2))
      ? []
      : cardsWithin(run, index),
  )

function cardsWithin(run: string, index: number): Find[] {
  const groups = Array.from(run.matchAll(/\d+/g))
  const finds: Find[] = []
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfCard(groups, first)
    if (last === null) continue
    const end = index + groups[last]!.index + groups[last]![0].length
    finds.push({ family: 'personal', kind: 'payment-card', start: index + groups[first]!.index, end })
    first = last
  }
  return finds
}

/** A card ends with a group as it starts with one; the run around it may hold an amount or a date too. */
function lastOfCard(groups: readonly RegExpExecArray[], first: number): number | null {
  if (!/^[2-6]/.test(groups[first]![0])) return null
  let digits = ''
  for (let last = first; last < groups.length && digits.length < 19; last++) {
    digits += groups[last]![0]
    if (isCard(digits)) return last
  }
  return null
}

const isCard = (digits: string): boolean =>
  digits.length >= 13 &&
  ISSUERS.some(([prefix, lengths]) => lengths.includes(digits.length) && prefix.test(digits)) &&
  luhnSum(digits) % 10 === 0

function luhnSum(digits: string): number {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48
    sum += at % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit
  }
  return sum
}
