import { matchesOf } from './matches-of.ts'
import { isStandIn } from './stand-in.ts'
import type { Find } from './types.ts'

const LETTER = String.raw`\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}`
// Starts at the sign, and neither side crosses another one, so that a text is read twice at most.
const ADDRESS = new RegExp(`(?:@|%40)(?<=(?<local>[${LETTER}0-9._+'-]+)(?:@|%40))(?<domain>[${LETTER}0-9.-]+)`, 'gu')
const DOMAIN = new RegExp(
  String.raw`^(?!\d+(?:\.\d+|x\.))[${LETTER}0-9-]+(?:\.[${LETTER}0-9-]+)*\.(?:[${LETTER}]{2,}|xn--[a-z0-9-]+)$`,
  'iu',
)

/** Finds e-mail addresses; `git@host` is how git names a repository, and `logo@2x.png` or `react@18.2.0-rc` are files and packages. */
export function findEmails(text: string): Find[] {
  const finds: Find[] = []
  for (const match of matchesOf(ADDRESS, text)) {
    const { local, domain } = match.groups as { local: string; domain: string }
    const name = local.replace(/^[._+'-]+/, '')
    const host = domain.slice(0, lengthWithout(domain, '.-'))
    const start = match.index - name.length
    const end = match.index + match[0].length - domain.length + host.length
    if (name === '' || name === 'git' || !DOMAIN.test(host) || isStandIn(text.slice(start, end))) continue
    finds.push({ family: 'personal', kind: 'email', start, end })
  }
  return finds
}

function lengthWithout(text: string, trailing: string): number {
  let length = text.length
  while (length > 0 && trailing.includes(text[length - 1]!)) length--
  return length
}
