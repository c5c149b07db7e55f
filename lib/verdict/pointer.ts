import type { Json } from '../case/types.ts'
import { isList, ownValue } from './json-kind.ts'

/** Tells whether a text is a JSON pointer (RFC 6901): empty, or starting with `/`, with `~` only in `~0` and `~1`. */
export const isPointer = (text: string): boolean => (text === '' || text.startsWith('/')) && !/~(?![01])/.test(text)

/** Follows a JSON pointer into a value; null where it finds nothing. Requires `isPointer(pointer)`. */
export function findAt(value: Json, pointer: string): { readonly value: Json } | null {
  let here: Json = value
  for (const key of keysOf(pointer)) {
    const next = childAt(here, key)
    if (next === undefined) return null
    here = next
  }
  return { value: here }
}

const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

const childAt = (value: Json, key: string): Json | undefined =>
  isList(value) ? (/^(?:0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined) : ownValue(value, key)
