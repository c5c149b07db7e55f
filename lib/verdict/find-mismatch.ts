import type { Json, JsonObject } from '../case/types.ts'
import { equalJson } from './equal.ts'
import { isList, isObject, jsonKind } from './json-kind.ts'
import { quote } from './quote.ts'

/** Where a partial match breaks, as a JSON pointer and a sentence. */
interface Mismatch {
  readonly at: string
  readonly why: string
}

/**
 * Finds the first place where `found` does not hold all of `wanted`: every key of an object must be there and match,
 * lists match item by item, all else is equal. Recurses as deep as the shallower of the two, which the caller bounds.
 */
export function findMismatch(wanted: Json, found: Json, at = ''): Mismatch | null {
  if (isObject(wanted) && isObject(found)) return mismatchOfObjects(wanted, found, at)
  if (isList(wanted) && isList(found)) return mismatchOfLists(wanted, found, at)
  if (equalJson(wanted, found)) return null
  return { at, why: `it is ${describe(found)}, not ${describe(wanted)}` }
}

function mismatchOfObjects(wanted: JsonObject, found: JsonObject, at: string): Mismatch | null {
  for (const key of Object.keys(wanted)) {
    const where = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!Object.hasOwn(found, key)) return { at: where, why: 'it is missing' }
    const mismatch = findMismatch(wanted[key]!, found[key]!, where)
    if (mismatch !== null) return mismatch
  }
  return null
}

function mismatchOfLists(wanted: readonly Json[], found: readonly Json[], at: string): Mismatch | null {
  if (wanted.length !== found.length) return { at, why: `it has ${found.length} items, not ${wanted.length}` }
  for (const [index, item] of wanted.entries()) {
    const mismatch = findMismatch(item, found[index]!, `${at}/${index}`)
    if (mismatch !== null) return mismatch
  }
  return null
}

const describe = (value: Json): string =>
  (isList(value) || isObject(value) ? `the ${jsonKind(value)} ` : '') + quote(value)
