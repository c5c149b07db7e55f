import { matchesOf } from './matches-of.ts'
import type { Find } from './types.ts'

const LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 ' +
    'GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 ' +
    'NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
)

const START = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9]{2})/g

/** Finds international bank account numbers (ISO 13616): a country's length, and its check digits. */
export const findIbans = (text: string): Find[] => matchesOf(START, text).flatMap(({ index }) => ibanAt(text, index))

function ibanAt(text: string, start: number): Find[] {
  const length = LENGTHS.get(text.slice(start, start + 2)) ?? 0
  const written = text
    .slice(start, start + 2 * length)
    .match(new RegExp(`^(?:[A-Z0-9][ -]?){${length - 1}}[A-Z0-9](?![A-Za-z0-9])`))
  if (length === 0 || written === null) return []
  const valid = remainder(written[0].replace(/[ -]/g, '')) === 1
  return valid ? [{ family: 'personal', kind: 'iban', start, end: start + written[0].length }] : []
}

/** Letters count as two digits from A = 10; the first four characters go last. */
const remainder = (iban: string): number =>
  Array.from(iban.slice(4) + iban.slice(0, 4)).reduce(
    (rest, char) => Number(`${rest}${Number.parseInt(char, 36)}`) % 97,
    0,
  )
