import { matchesOf } from './matches-of.ts'
import type { Find } from './types.ts'

const GAP = String.raw`[ .\-()/\u00a0\u2010-\u2013]{0,2}`
const INTERNATIONAL = new RegExp(
  String.raw`(?<![\w+])(?:\+|%2B)(?:[2-9]\d{9,14}(?!\d)|1(?:${GAP}\d){10}(?!\d)|[2-9](?:${GAP}\d){7,14}(?!\d|[-.:/]\d))`,
  'g',
)
const NORTH_AMERICAN = /(?<![\w.+/#-])(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]\d{4}(?![\w-]|[.:]\d)/g
const WITH_TRUNK_ZERO = /(?<![\w.+/#:-])\(?0[1-9]\d{0,4}\)?(?:[ ./-]\d{2,8}){1,5}(?![\w/-]|[.:]\d)/g
const OTHER_GROUPS = /(?<![\w.+/#:-])[1-9]\d{1,4}(?:[ .-]\d{2,6}){1,4}(?![\w/-]|[.:]\d)/g

const DATE = /^\(?\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|^\d{4}[./-]\d{1,2}[./-]\d{1,2}(?!\d)/
const PHONE_WORD = /(?:phone|tel|tél|mobile?|móvil|handy|cell|call|fax|whatsapp|sms|dial|contact)[^\n]{0,16}$/iu
const OTHER_WORD =
  /(?:order|invoice|ticket|ref|reference|tracking|account|serial|version|isbn|sku|case|part|id|#)(?: (?:no|number|id))?[\s:#.=()"'-]{0,4}$/i

/** Finds phone numbers: with a plus, or in a national form with separators and nothing before them that says otherwise. */
export function findPhones(text: string): Find[] {
  const international = matches(text, INTERNATIONAL)
  const national = [...matches(text, NORTH_AMERICAN), ...matches(text, WITH_TRUNK_ZERO)].filter(
    (one) => !before(text, one, OTHER_WORD) || before(text, one, PHONE_WORD),
  )
  const told = matches(text, OTHER_GROUPS).filter((one) => before(text, one, PHONE_WORD))
  return [...international, ...[...national, ...told].filter((one) => isNational(text.slice(one.start, one.end)))]
}

const matches = (text: string, pattern: RegExp): Find[] =>
  matchesOf(pattern, text).map(({ 0: found, index }) => ({
    family: 'personal',
    kind: 'phone',
    start: index,
    end: index + found.length,
  }))

const before = (text: string, { start }: Find, word: RegExp): boolean =>
  word.test(text.slice(Math.max(0, start - 32), start))

function isNational(number: string): boolean {
  const digits = number.replace(/\D/g, '').length
  return digits >= 9 && digits <= 13 && !DATE.test(number)
}
