import type { SetPin } from '../manifest/root.ts'
import type { Trailer } from './parse-tag.ts'
import { ATTESTATION, type PinnedResult, parsePin, parseResult, RESULT, SET } from './tag-text.ts'

/** One set as a tag pins it. */
export interface PinnedSet {
  readonly pin: SetPin
  /** Null where the tag states none that reads. */
  readonly result: PinnedResult | null
}

export interface Pins {
  readonly sets: readonly PinnedSet[]
  /** 64 hex digits of the attestation's SHA-256; null without one. */
  readonly attestation: string | null
  readonly faults: readonly string[]
}

/** Reads what the trailers of a tag pin. A result belongs to the set on the line above it. */
export function readPins(trailers: readonly Trailer[]): Pins {
  const entries = entriesOf(trailers)
  const attestations = trailers.filter((one) => isKey(one, ATTESTATION)).map(({ value }) => parseDigest(value))
  const sets = entries.flatMap(({ pin, results }) => (pin ? [{ pin, result: results[0] ?? null }] : []))
  const faults = [
    ...(entries.length === 0 ? ['the tag pins no set'] : entries.flatMap(entryFaults)),
    ...twinFaults(sets.map(({ pin }) => pin.name)),
    ...(attestations.length > 1 || attestations.includes(null) ? [`its ${ATTESTATION} line does not read`] : []),
  ]
  return { sets, attestation: attestations[0] ?? null, faults }
}

interface Entry {
  readonly pin: SetPin | null
  readonly results: (PinnedResult | null)[]
}

function entriesOf(trailers: readonly Trailer[]): Entry[] {
  const entries: Entry[] = []
  for (const one of trailers) {
    if (isKey(one, SET)) entries.push({ pin: parsePin(one.value), results: [] })
    if (isKey(one, RESULT)) entries.at(-1)?.results.push(parseResult(one.value))
  }
  return entries
}

/** As git compares the keys of trailers. */
const isKey = ({ key }: Trailer, name: string): boolean => key.toLowerCase() === name.toLowerCase()

const parseDigest = (text: string): string | null => /^sha256:([0-9a-f]{64})$/.exec(text)?.[1] ?? null

function entryFaults({ pin, results }: Entry): string[] {
  if (pin === null) return [`its ${SET} line does not read`]
  if (results.length === 0) return [`the tag states no result of the set "${pin.name}"`]
  if (results.length > 1) return [`the tag states ${results.length} results of the set "${pin.name}"`]
  if (results[0] === null) return [`its ${RESULT} line does not read`]
  const { passed, passes, asked } = results[0]!
  return passed && passes === asked ? [] : ['its result is not a pass of every case']
}

const twinFaults = (names: readonly string[]): string[] =>
  [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map(
    (name) => `the tag pins the set "${name}" more than once`,
  )
