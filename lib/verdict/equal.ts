import type { Json, JsonObject } from '../case/types.ts'
import { isList, isObject } from './json-kind.ts'

type Pair = readonly [Json, Json]

/**
 * Compares two JSON values: deeply, the order of keys aside, strings without one final LF.
 * Keeps its own stack, so that no nesting can overflow the machine's.
 */
export function equalJson(a: Json, b: Json): boolean {
  const open: Pair[] = [[a, b]]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    if (!equalHere(pair, open)) return false
  }
  return true
}

function equalHere([a, b]: Pair, open: Pair[]): boolean {
  if (typeof a === 'string' && typeof b === 'string') return withoutFinalLf(a) === withoutFinalLf(b)
  if (isList(a) && isList(b)) return equalLists(a, b, open)
  if (isObject(a) && isObject(b)) return equalObjects(a, b, open)
  return a === b
}

function equalLists(a: readonly Json[], b: readonly Json[], open: Pair[]): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) open.push([a[i]!, b[i]!])
  return a.length === b.length
}

function equalObjects(a: JsonObject, b: JsonObject, open: Pair[]): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false
    open.push([a[key]!, b[key]!])
  }
  return true
}

/** A YAML block literal ends in an LF that the product's text may not have, and the other way round. */
export const withoutFinalLf = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text)
