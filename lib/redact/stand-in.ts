import type { Find } from './types.ts'

const padded = (n: number, width: number): string => String(n).padStart(width, '0')

// None of these can be real: reserved names and ranges (RFC 2606, 5737, 3849), too few digits, no such issuer, no such country.
const FORMS: Readonly<Record<string, (n: number) => string>> = {
  email: (n) => `person-${n}@example.com`,
  phone: (n) => `+1-555-${padded(99 + n, 4)}`,
  'payment-card': (n) => `0000-0000-0000-${padded(n, 4)}`,
  iban: (n) => `XX00FAKE${padded(n, 8)}`,
  ipv4: (n) => `192.0.2.${n}`,
  ipv6: (n) => `2001:db8::${n.toString(16)}`,
}

const BRACKETED = String.raw`\[[A-Za-z0-9][\w.-]{0,63}-\d{1,6}\]`
const FORMATTED = [
  String.raw`person-\d{1,6}@example\.com(?![\w-]|\.[A-Za-z])`,
  String.raw`(?<!\d)\+1-555-\d{4,6}(?!-?\d)`,
  String.raw`(?<!\d)0000-0000-0000-\d{4,6}(?!\d)`,
  String.raw`XX00FAKE\d{8}(?![A-Za-z0-9])`,
  String.raw`(?<![\d.])192\.0\.2\.\d{1,6}(?!\d)`,
  String.raw`2001:db8::[0-9a-f]{1,6}(?![\w:])`,
].join('|')

/** Every stand-in that a redaction may have written, of whatever rule. */
export const STAND_IN = new RegExp(`${BRACKETED}|${FORMATTED}`, 'g')
const WHOLE = new RegExp(`^(?:${BRACKETED}|${FORMATTED})$`)
const LEADING = new RegExp(`^${BRACKETED}`)

export const isStandIn = (text: string): boolean => WHOLE.test(text)
export const startsWithStandIn = (text: string): boolean => LEADING.test(text)

/** Compiles the stand-ins of these kinds and rules; narrower than `STAND_IN`, since `[415-555-2671]` is no stand-in. */
export const standInsOf = (names: readonly string[]): RegExp =>
  new RegExp(String.raw`\[(?:${names.map(patternOf).join('|')})-\d{1,6}\]|${FORMATTED}`, 'g')

const patternOf = (name: string): string => labelOf(name).replaceAll('.', '\\.')

/** Turns a name into what may stand between brackets. */
export const labelOf = (name: string): string =>
  name
    .replace(/[^\w.-]+/g, '-')
    .slice(0, 60)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '') || 'redacted'

/** Hands out stand-ins: the same for the same value, a fresh one for another, none that the texts hold already. */
export class StandIns {
  readonly #taken = new Set<string>()
  readonly #given = new Map<string, { readonly text: string; readonly kind: string }>()
  readonly #next = new Map<string, number>()

  constructor(texts: Iterable<string>) {
    for (const text of texts) for (const [found] of text.matchAll(STAND_IN)) this.#taken.add(found)
  }

  /** Returns the stand-in of `value` and its kind, which is that of the first find of a value. */
  give(find: Pick<Find, 'family' | 'kind'>, value: string): { readonly text: string; readonly kind: string } {
    const key = `${find.family === 'secret' ? '' : find.kind}\n${sameness(find, value)}`
    const given = this.#given.get(key) ?? { text: this.#fresh(find), kind: find.kind }
    this.#given.set(key, given)
    return given
  }

  #fresh({ family, kind }: Pick<Find, 'family' | 'kind'>): string {
    const label = labelOf(kind)
    const form = family === 'personal' && Object.hasOwn(FORMS, kind) ? FORMS[kind]! : (n: number) => `[${label}-${n}]`
    const series = form(0)
    let n = this.#next.get(series) ?? 1
    while (this.#taken.has(form(n))) n++
    this.#next.set(series, n + 1)
    return form(n)
  }
}

/** One person's number or address is one value however it is spelt. */
function sameness({ family, kind }: Pick<Find, 'family' | 'kind'>, value: string): string {
  if (family !== 'personal') return value
  if (kind === 'email') return value.replace(/%40/, '@').toLowerCase()
  if (kind === 'phone' || kind === 'payment-card') return value.replace(/%2B/i, '').replace(/\D/g, '')
  return kind === 'iban' || kind === 'ipv6' ? value.replace(/[ -]/g, '').toUpperCase() : value
}
