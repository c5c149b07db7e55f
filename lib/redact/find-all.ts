import { findAccountIds } from './find-account-ids.ts'
import { findBareSecrets, findQuotedSecrets } from './find-assigned-secrets.ts'
import { findCards } from './find-cards.ts'
import { findEmails } from './find-emails.ts'
import { findIbans } from './find-ibans.ts'
import { findIpAddresses } from './find-ip-addresses.ts'
import { findKnownSecrets } from './find-known-secrets.ts'
import { findPhones } from './find-phones.ts'
import { undoEscapes } from './plain-text.ts'
import { blankOut } from './ranges.ts'
import { scanTexts } from './scan-texts.ts'
import { STAND_IN } from './stand-in.ts'
import type { Find, Finder, Range, SecretScanner } from './types.ts'

// No finder of personal data finds anything in a text without one of these.
const NEEDED = /[\d@:]|org-/
const PERSONAL: readonly ((text: string, name: string) => Find[])[] = [
  findIbans,
  findCards,
  findEmails,
  findIpAddresses,
  findPhones,
  findAccountIds,
]

/** Finds secrets in each text, by our own patterns first and by the scanner in what they leave. */
export async function findAllSecrets(texts: readonly string[], scan: SecretScanner): Promise<Find[][]> {
  const own = texts.map((text) => [
    ...inPlainText(text, findKnownSecrets),
    ...findQuotedSecrets(text),
    ...inPlainText(text, findBareSecrets),
  ])
  const rest = texts.map((text, at) => without(blankOut(text, own[at]!), STAND_IN))
  const scanned = await scanTexts(rest, scan)
  return texts.map((_, at) => [...own[at]!, ...scanned[at]!])
}

/** Finds personal data in what is left of a text outside of its secrets: a password before `@host` makes no address. */
export const findPersonal = (text: string, secrets: readonly Range[], standIns: RegExp, name: string): Find[] =>
  inPlainText(without(blankOut(text, secrets), standIns), (plain) => findInTurn(plain, name))

/** Each finder sees what those before it left: no phone number runs on into a card or an address. */
function findInTurn(text: string, name: string): Find[] {
  let finds: Find[] = []
  if (!NEEDED.test(text)) return finds
  let rest = text
  for (const find of PERSONAL) {
    const found = find(rest, name)
    if (found.length > 0) rest = blankOut(rest, found)
    finds = [...finds, ...found]
  }
  return finds
}

export function inPlainText(text: string, find: Finder): Find[] {
  const plain = undoEscapes(text)
  return find(plain.text).map((one) => ({ ...one, ...plain.original(one) }))
}

const without = (text: string, standIns: RegExp): string => text.replace(standIns, (found) => '\0'.repeat(found.length))
