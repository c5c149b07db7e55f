import type { Json } from '../case/types.ts'
import { invalid } from '../problem.ts'

/** Tells whether the member `key` of an object or list is to be left alone; the whole value is the member `''` of null. */
export type IsKept = (container: Json, key: string) => boolean

/** Follows the pointers (RFC 6901) of `keep`; throws `bad-pointer` for one that finds nothing. */
export function findKept(value: Json, pointers: readonly string[]): IsKept {
  const kept = new Map<Json, Set<string>>()
  for (const pointer of pointers) {
    const [container, key] = follow(value, pointer)
    kept.set(container, (kept.get(container) ?? new Set()).add(key))
  }
  return (container, key) => kept.get(container)?.has(key) ?? false
}

function follow(value: Json, pointer: string): [container: Json, key: string] {
  if (pointer === '') return [null, '']
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) throw notFound(pointer)
  let container: Json = null
  let here: Json = value
  const keys = pointer.slice(1).split('/').map(readKey)
  for (const key of keys) {
    if (!hasMember(here, key)) throw notFound(pointer)
    container = here
    here = (here as Record<string, Json>)[key]!
  }
  return [container, keys.at(-1)!]
}

const readKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~')

const hasMember = (value: Json, key: string): boolean =>
  value !== null &&
  typeof value === 'object' &&
  Object.hasOwn(value, key) &&
  (!Array.isArray(value) || /^(?:0|[1-9]\d*)$/.test(key))

const notFound = (pointer: string) =>
  invalid('bad-pointer', `pointer "${pointer}" finds nothing in the captured value`, {
    hints: ['name what to keep by a JSON pointer such as /input/0/content'],
  })
