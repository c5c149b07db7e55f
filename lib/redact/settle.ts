import { invalid } from '../problem.ts'
import { type Entry, pointerTo } from './entries.ts'
import { findAllSecrets, findPersonal, inPlainText } from './find-all.ts'
import { secretWithin } from './find-assigned-secrets.ts'
import { compileRules } from './find-by-rule.ts'
import { findValuesOf } from './find-values-of.ts'
import { ACCOUNT_KINDS, SECRET_KINDS } from './kinds.ts'
import { undoEscapes } from './plain-text.ts'
import { mergeFinds } from './ranges.ts'
import { accountKindOf, secretKindOf } from './secret-name.ts'
import { isDistinctive, mayBeSecret } from './secret-value.ts'
import { StandIns, standInsOf } from './stand-in.ts'
import type { Find, Finder, RedactRule, RedactTools } from './types.ts'

export interface Wanted {
  readonly rules: readonly RedactRule[]
  readonly personal: boolean
}

export interface Replaced {
  readonly kind: string
  readonly entry: Entry
}

// Built-in finders rest after one round and a look; a rule such as `^\d` eats on.
const MAX_ROUNDS = 20

/** Replaces what is found in the entries, round after round until nothing is found: thus a second redaction finds nothing either. */
export async function settle(entries: readonly Entry[], wanted: Wanted, tools: RedactTools): Promise<Replaced[]> {
  const open = entries.filter(({ kept }) => !kept)
  const look = lookFor(open, wanted, tools)
  const standIns = new StandIns(entries.map(({ text }) => text))
  const replaced: Replaced[] = []
  let changed = open
  for (let round = 0; changed.length > 0; round++) {
    if (round === MAX_ROUNDS) throw restless(changed[0]!)
    const finds = await look(changed)
    for (const [entry, found] of finds) for (const one of replaceIn(entry, found, standIns)) replaced.push(one)
    changed = [...finds.keys()]
  }
  return replaced
}

const restless = ({ place }: Entry) =>
  invalid(
    'restless-rule',
    `the redaction rules find more at "${pointerTo(place)}" each time they have replaced something`,
    {
      hints: ['make the pattern match the whole of what it is to hide'],
    },
  )

function replaceIn(entry: Entry, finds: readonly Find[], standIns: StandIns): Replaced[] {
  let text = ''
  let from = 0
  const replaced = finds.map((find) => {
    const given = standIns.give(find, undoEscapes(entry.text.slice(find.start, find.end)).text)
    text += entry.text.slice(from, find.start) + given.text
    from = find.end
    return { kind: given.kind, entry }
  })
  entry.text = text + entry.text.slice(from)
  return replaced
}

type Finds = Map<Entry, Find[]>

/** Makes the look of one round: from the entries that changed to what is found, there and wherever else a secret of theirs stands. */
function lookFor(open: readonly Entry[], { rules, personal }: Wanted, tools: RedactTools) {
  const own = standInsOf([...SECRET_KINDS, ...ACCOUNT_KINDS, ...rules.map(({ name }) => name)])
  const byRules = compileRules(rules, own)
  const known = new Map<string, string>()

  return async (changed: readonly Entry[]): Promise<Finds> => {
    const secrets = await secretsOf(changed, tools)
    const looked = learn(known, secrets) ? open : changed
    const byValue = findValuesOf(known)
    const ruled =
      rules.length === 0
        ? new Map<Entry, Find[]>()
        : tools.bounded(() => findEach(changed, (text) => inPlainText(text, byRules)))
    const finds: Finds = new Map()
    for (const entry of looked) {
      const found = [...(secrets.get(entry) ?? []), ...inPlainText(entry.text, byValue)]
      const somebody = personal && secrets.has(entry) ? personalOf(entry, found, own) : []
      const merged = mergeFinds([...found, ...(ruled.get(entry) ?? []), ...somebody])
      if (merged.length > 0) finds.set(entry, merged)
    }
    return finds
  }
}

const findEach = (entries: readonly Entry[], find: Finder): Finds =>
  new Map(entries.map((entry) => [entry, find(entry.text)]))

const personalOf = (entry: Entry, secrets: readonly Find[], own: RegExp): Find[] => [
  ...findPersonal(entry.text, secrets, own, entry.name ?? ''),
  ...accountOf(entry),
]

async function secretsOf(entries: readonly Entry[], { scan }: RedactTools): Promise<Finds> {
  const texts = [...new Set(entries.map(({ text }) => text))]
  const found = await findAllSecrets(texts, scan)
  const byText = new Map(texts.map((text, at) => [text, found[at]!]))
  return new Map(entries.map((entry) => [entry, [...byText.get(entry.text)!, ...secretByName(entry)]]))
}

function secretByName({ name, text }: Entry): Find[] {
  const kind = name === null ? null : secretKindOf(name)
  return kind === null ? [] : secretWithin(text, { start: 0, end: text.length }, kind)
}

function accountOf({ name, text }: Entry): Find[] {
  const kind = name === null ? null : accountKindOf(name)
  return kind === null || !mayBeSecret(text) ? [] : [{ family: 'personal', kind, start: 0, end: text.length }]
}

/** Remembers the secrets that can be told from any word; tells whether there are new ones. */
function learn(known: Map<string, string>, secrets: ReadonlyMap<Entry, readonly Find[]>): boolean {
  const before = known.size
  for (const [{ text }, finds] of secrets)
    for (const { kind, start, end } of finds) {
      const value = undoEscapes(text.slice(start, end)).text
      if (isDistinctive(value) && !known.has(value)) known.set(value, kind)
    }
  return known.size > before
}
