import type { Json } from '../case/types.ts'
import { pointerTo, takeEntries } from './entries.ts'
import { findKept } from './kept.ts'
import { type Replaced, settle } from './settle.ts'
import type { Redaction, RedactRule, RedactTools } from './types.ts'

export interface RedactOptions {
  readonly rules: readonly RedactRule[]
  /** JSON pointers to what is left alone with all below it. */
  readonly keep: readonly string[]
}

/**
 * Replaces the secrets and personal data of a captured value, keys included, by stable, obviously fake stand-ins: equal values by
 * equal ones, different values by different ones; redacting the result changes nothing. A value split over strings is not found.
 * Throws `bad-pointer`, `bad-redact-rule`, `restless-rule`, `too-deep`, and what `bounded` throws.
 */
export async function redact<T extends Json>(
  value: T,
  { rules, keep }: RedactOptions,
  tools: RedactTools,
): Promise<{ value: T; redactions: Redaction[] }> {
  const { entries, rebuild } = takeEntries(value, findKept(value, keep))
  const replaced = await settle(entries, { rules, personal: true }, tools)
  return { value: rebuild() as T, redactions: summarise(replaced) }
}

/**
 * Finds the secrets a value still holds: not personal data, and never a stand-in of ours. `at` is a JSON pointer, for a key that of
 * its object; keys that are secrets read as stand-ins in it.
 */
export async function findSecrets(value: Json, tools: RedactTools): Promise<{ kind: string; at: string }[]> {
  const { entries, rebuild } = takeEntries(value, () => false)
  const replaced = await settle(entries, { rules: [], personal: false }, tools)
  rebuild()
  return summarise(replaced).flatMap(({ kind, at }) => at.map((pointer) => ({ kind, at: pointer })))
}

function summarise(replaced: readonly Replaced[]): Redaction[] {
  const places = new Map<string, string[]>()
  for (const { kind } of replaced) places.set(kind, [])
  for (const { kind, entry } of replaced) places.get(kind)!.push(pointerTo(entry.place))
  return [...places].sort(byKind).map(([kind, at]) => ({ kind, count: at.length, at: [...new Set(at)].sort() }))
}

const byKind = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
