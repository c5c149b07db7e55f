import canonicalize from 'canonicalize'
import { DEMAND_FIELDS, type OpenCase } from './types.ts'

/**
 * Hashes what a case demands of the product: `hash` (BLAKE3, 32 bytes) over the RFC 8785 JSON of its demand fields,
 * as the file has them, no default filled in. Returns 64 hex digits. Source: PRODUCT.md section 3.
 */
export const demandHash = (one: OpenCase, hash: (bytes: Uint8Array) => Uint8Array): string =>
  Buffer.from(hash(new TextEncoder().encode(canonicalize(demandOf(one))))).toString('hex')

/** The fields of a case that are its demand, as the file has them. */
export function demandOf(one: OpenCase): Record<string, unknown> {
  const fields = one as unknown as Record<string, unknown>
  return Object.fromEntries(
    DEMAND_FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  )
}
