import { matchesOf } from './matches-of.ts'
import { undoEscapes } from './plain-text.ts'
import { secretKindOf } from './secret-name.ts'
import { looksRandom, mayBeSecret } from './secret-value.ts'
import { startsWithStandIn } from './stand-in.ts'
import type { Find, Range } from './types.ts'

const NAME_END = '(?:password|passwd|passphrase|pwd|key|secret|token|authorization|cookie)'
const SCHEME_NAME = '(?:Bearer|Basic|Token|Digest|ApiKey|Negotiate)'
const SCHEME = new RegExp(String.raw`^${SCHEME_NAME}\s+`, 'i')
const GIVES = String.raw`\s{0,8}(?::=|=>|[:=])\s{0,8}`
const QUOTED = new RegExp(String.raw`${NAME_END}(?:\\{0,7}["'])?${GIVES}(?<open>\\{0,7}["'\x60])`, 'gi')
const BARE = new RegExp(
  String.raw`${NAME_END}["'\x60]?(?<gives>${GIVES})(?<open>["'\x60]?)(?:${SCHEME_NAME}\s{1,4})?(?<value>[^\s"'\x60&,;<>]{6,1024})`,
  'dgi',
)
const NAME_BEFORE = /(?:(?:api|secret|private|access|auth|client) )?[\w.-]{1,64}$/i
// What code and templates put in a secret's place: where to look it up.
const LOOKUP =
  /^(?:\$\{|\{\{)|^[A-Za-z_][\w.]*\(|^(?:os|process|self|this|config|env|settings|args|params|request|secrets)[.[]/

/** Finds `"api_key": "…"`, `password='…'` and the like, whatever quotes and however often they are escaped. */
export function findQuotedSecrets(text: string): Find[] {
  const finds: Find[] = []
  for (const match of matchesOf(QUOTED, text)) {
    const kind = kindBefore(text, match.index, match[0])
    if (kind === null) continue
    const start = match.index + match[0].length
    const end = closingQuote(text, start, match.groups!['open']!)
    if (end !== null) finds.push(...secretWithin(text, { start, end }, kind))
  }
  return finds
}

/** Finds `password=…`, `token: …`, `Authorization: Basic …` without quotes. */
export function findBareSecrets(text: string): Find[] {
  const finds: Find[] = []
  BARE.lastIndex = 0
  for (let match = BARE.exec(text); match !== null; match = BARE.exec(text)) {
    const [start] = match.indices!.groups!['value']!
    const find = bareSecret(text, match, start)
    if (find === null) BARE.lastIndex = start
    else finds.push(find)
  }
  return finds
}

function bareSecret(text: string, match: RegExpExecArray, start: number): Find | null {
  const kind = kindBefore(text, match.index, match[0])
  if (kind === null) return null
  const { gives, open, value } = match.groups as { gives: string; open: string; value: string }
  const secret = value.replace(/[.)\]}:]{1,8}$/, '')
  if (
    startsWithStandIn(value) ||
    !mayBeSecret(secret) ||
    LOOKUP.test(value) ||
    (kind === 'token' && /^\d+$/.test(secret))
  )
    return null
  const prose = gives.trim() === ':' && open === '' && (!looksRandom(secret) || /^https?:\/\//.test(secret))
  return prose ? null : { family: 'secret', kind, start, end: start + secret.length }
}

/** Finds the secret that a value is because of its name: all of it but the spaces around it and the scheme of a header. */
export function secretWithin(text: string, { start, end }: Range, kind: string): Find[] {
  const given = text.slice(start, end)
  const scheme = given.trimStart().match(SCHEME)?.[0].length ?? 0
  const from = start + given.length - given.trimStart().length + scheme
  const to = start + given.trimEnd().length
  if (from >= to || !mayBeSecret(undoEscapes(text.slice(from, to)).text)) return []
  return [{ family: 'secret', kind, start: from, end: to }]
}

/** Reads the whole name that ends where a match begins to be sure of it: `max_token` opens nothing. */
function kindBefore(text: string, index: number, matched: string): string | null {
  const end = index + (matched.match(/^[a-z]+/i)?.[0].length ?? 0)
  const name = text.slice(Math.max(0, end - 72), end).match(NAME_BEFORE)
  if (name === null) return null
  const escaped = text[Math.max(0, end - 72) + name.index! - 1] === '\\' && /^[nrtbf]/.test(name[0])
  return secretKindOf(escaped ? name[0].slice(1) : name[0])
}

/**
 * Returns where the quote opened by `open` is closed, or null. A quote behind k backslashes is closed by one behind as many, not
 * counting the 2(k + 1) that a backslash inside takes; inside, a quote has others before it.
 */
function closingQuote(text: string, start: number, open: string): number | null {
  const quote = open.slice(-1)
  const depth = open.length - 1
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 1)) {
    let from = at
    while (from > start && text[from - 1] === '\\') from--
    if ((at - from) % (2 * depth + 2) === depth) return at - depth
  }
  return null
}
