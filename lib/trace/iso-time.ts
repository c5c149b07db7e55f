import type { Json } from '../case/types.ts'
import { isObject } from './field.ts'

/** Returns a time as ISO 8601 in UTC with milliseconds, or null. A text without a zone is read as UTC. */
export function isoTime(value: Json): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null
  const joined = value.replace(' ', 'T').replace(/ ?UTC$/, 'Z')
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(joined) || !joined.includes('T') ? joined : `${joined}Z`
  return isoOf(Date.parse(zoned))
}

/** Returns a Unix time in seconds as ISO 8601 in UTC, or null. */
export const isoFromSeconds = (value: Json): string | null =>
  typeof value === 'number' ? isoOf(value * 1000) : isoTime(value)

/** Returns a Unix time in nanoseconds: an integer as text or number, or the two halves old JavaScript exporters write. */
export function nanosOf(value: Json): bigint | null {
  if (typeof value === 'string') return /^\d{1,20}$/.test(value) ? BigInt(value) : null
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? BigInt(Math.trunc(value)) : null
  if (!isObject(value) || typeof value['high'] !== 'number' || typeof value['low'] !== 'number') return null
  return (BigInt(value['high'] >>> 0) << 32n) | BigInt(value['low'] >>> 0)
}

export const isoFromNanos = (nanos: bigint | null): string | null =>
  nanos === null || nanos === 0n ? null : isoOf(Number(nanos / 1_000_000n))

function isoOf(millis: number): string | null {
  return Number.isFinite(millis) && Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : null
}
