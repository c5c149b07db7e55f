import { matchesOf } from './matches-of.ts'
import type { Find } from './types.ts'

const LEAD = 32
const GAP = String.raw`[ .\-()/\u00a0\u2010-\u2013]{0,2}`
const INTERNATIONAL = new RegExp(
  String.raw`(?<![\w+])(?:\+|%2B)(?:[2-9]\d{9,14}(?!\d)|1(?:${GAP}\d){10}(?!\d)|[2-9](?:${GAP}\d){7,14}(?!\d|[-.:/]\d))`,
  'g',
)
const NORTH_AMERICAN = /(?<![\w.+/#-])(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]\d{4}(?![\w-]|[.:]\d)/g
const WITH_TRUNK_ZERO = /(?<![\w.+/#:-])\(?0[1-9]\d{0,4}\)?(?:[ ./-]\d{2,8}){1,5}(?![\w/-]|[.:]\d)/g
const OTHER_GROUPS = /(?<![\w.+/#:-])[1-9]\d{1,4}(?:[ .-]\d{2,6}){1,4}(?![\w/-]|[.:]\d)/g

const DATE = /^\(?\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|^\d{4}[./-]\d{1,2}[./-]\d{1,2}(?!\d)/
const PHONE_WORD =
  /(?:phone|telefon|tel\u00e9fono|mobil|m\u00f3vil|whatsapp|(?<![a-z])(?:tel|t\u00e9l|handy|cell|call|fax|sms|dial|contact)(?![a-z]))[^\n]{0,16}$/i
const OTHER_WORD =
  /(?:(?<![a-z])(?:order|invoice|ticket|ref|reference|tracking|account|serial|version|isbn|sku|case|part|id)|#)(?:[ _-]?(?:no|nr|number|id))?[\s:#.=()"'-]{0,4}$/i

/**
 * Finds phone numbers: with a plus, or in a national form with separators and nothing before them that says otherwise. `name` is
 * what the text is called, such as its key.
 */
export function findPhones(text: string, name: string): Find[] {
  const isAfter = (word: RegExp) => (one: Find) => word.test(leadOf(text, name, one))
  const isCalled = isAfter(PHONE_WORD)
  const isNumbered = isAfter(OTHER_WORD)
  const national = [...matches(text, NORTH_AMERICAN), ...matches(text, WITH_TRUNK_ZERO)]
  const told = [
    ...national.filter((one) => !isNumbered(one) || isCalled(one)),
    ...matches(text, OTHER_GROUPS).filter(isCalled),
  ]
  return [...matches(text, INTERNATIONAL), ...told.filter((one) => isNational(text.slice(one.start, one.end)))]
}

const leadOf = (text: string, name: string, { start }: Find): string =>
  start < LEAD ? `${name}: ${text.slice(0, start)}`.slice(-LEAD) : text.slice(start - LEAD, start)

const matches = (text: string, pattern: RegExp): Find[] =>
  matchesOf(pattern, text).map(({ 0: found, index }) => ({
    family: 'personal',
    kind: 'phone',
    start: index,
    end: index + found.length,
  }))

function isNational(number: string): boolean {
  const digits = number.replace(/\D/g, '').length
  return digits >= 9 && digits <= 13 && !DATE.test(number)
}
