import canonicalize from 'canonicalize'
import type { Json } from './types.ts'

export const CASE_ID = /^reg-\d{4}-\d{2}-\d{2}-[0-9a-f]{6}$/

/** A day as `YYYY-MM-DD`, in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/**
 * Makes the id of a case captured on `day`: six hex digits of the hash of what is asked, the first that `taken` does not hold,
 * so that capturing the same trace twice on two machines makes the same file.
 */
export function makeCaseId(
  day: string,
  input: Json,
  hash: (bytes: Uint8Array) => Uint8Array,
  taken: (id: string) => boolean,
): string {
  for (let round = 0; ; round++) {
    const digest = hash(new TextEncoder().encode(`${round}\n${canonicalize(input)}`))
    const id = `reg-${day}-${Buffer.from(digest.subarray(0, 3)).toString('hex')}`
    if (!taken(id)) return id
  }
}
