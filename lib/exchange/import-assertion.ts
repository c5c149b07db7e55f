import type { Assertion, Json, JsonObject } from '../case/types.ts'
import { exportAssertion } from './export-assertion.ts'
import { findFlaw } from './find-flaw.ts'
import { isList, isObject, ownValue } from './kind.ts'
import { parsePointerTransform } from './pointer-transform.ts'
import { SHARED_TYPES } from './promptfoo-types.ts'
import { quote } from './quote.ts'
import { readAssertionValue } from './read-assertion-value.ts'
import { isReference } from './template.ts'

export interface CarriedAssertions {
  readonly assertions: readonly Assertion[]
  readonly lost: readonly string[]
}

/** Reads one entry of promptfoo's `assert`; a set without a threshold demands each of its entries. `vars` fill its templates. */
export function importAssertion(entry: Json, vars: JsonObject, where: string): CarriedAssertions {
  const type = ownValue(entry, 'type')
  if (type !== 'assert-set') return importOne(entry, vars, where)
  const { assert = [], type: _type, ...rest } = entry as JsonObject
  if (!isList(assert) || 'threshold' in rest || 'weight' in rest)
    return lose(`${where}: an assert-set with a threshold or weight`)
  const inner = assert.map((one, index) => importOne(one, vars, `${where}.${index + 1}`))
  return {
    assertions: inner.flatMap((one) => one.assertions),
    lost: [...Object.keys(rest).map((key) => unused(where, key)), ...inner.flatMap((one) => one.lost)],
  }
}

function importOne(entry: Json, vars: JsonObject, where: string): CarriedAssertions {
  const { type, value, transform, threshold, weight, ...rest } = isObject(entry) ? entry : {}
  if (typeof type !== 'string') return lose(`${where}: it has no type of its own`)
  const flaw = findFlaw(entry)
  if (flaw !== null) return lose(`${where}: ${flaw}`)
  const own = importOwn(entry as JsonObject)
  if (own !== null) return { assertions: [own], lost: [] }
  if (!SHARED_TYPES.has(type.replace(/^not-/, ''))) return lose(`${where}: casebook has no assertion ${quote(type)}`)
  if (weight === 0) return lose(`${where}: its weight is 0, so it never fails`)
  const at = transform === undefined ? undefined : parsePointerTransform(transform)
  if (at === null) return lose(`${where}: its transform ${quote(transform!)} is code`)
  const read = isReference(value)
    ? { fault: `its value is read from ${quote(value)}` }
    : readAssertionValue(type, value, threshold, vars)
  if ('fault' in read) return lose(`${where}: ${read.fault}`)
  const unknown = { ...rest, ...(weight === undefined ? {} : { weight }), ...leftThreshold(type, threshold) }
  const assertion = { type, ...read, ...(at === undefined ? {} : { at }) }
  return { assertions: [assertion], lost: Object.keys(unknown).map((key) => unused(where, key)) }
}

/** An assertion that casebook wrote as JavaScript: what it claims to be must be written exactly so. */
function importOwn(entry: JsonObject): Assertion | null {
  const claim = ownValue(entry['config'], 'casebook')
  const assertion = typeof claim === 'string' ? parseClaim(claim) : null
  const written = assertion && exportAssertion(assertion)
  return written && 'assertion' in written && isSame(written.assertion, entry) ? assertion : null
}

function parseClaim(text: string): Assertion | null {
  try {
    const { type, value, at, ...unknown } = JSON.parse(text) as JsonObject
    const isRead = typeof type === 'string' && (at === undefined || typeof at === 'string')
    if (!isRead || findFlaw(value ?? null) !== null || Object.keys(unknown).length > 0) return null
    return { type, ...(value === undefined ? {} : { value }), ...(at === undefined ? {} : { at }) }
  } catch {
    return null
  }
}

const isSame = (a: JsonObject, b: JsonObject): boolean => sorted(a) === sorted(b)
const sorted = (entry: JsonObject): string => JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))

const leftThreshold = (type: string, threshold: Json | undefined): JsonObject =>
  threshold === undefined || type.endsWith('levenshtein') ? {} : { threshold }
const unused = (where: string, key: string): string => `${where}: its ${key.slice(0, 80)} is not carried over`
const lose = (what: string): CarriedAssertions => ({ assertions: [], lost: [what] })
