import type { Json, JsonObject } from '../case/types.ts'

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Returns the first of the named own fields that is not null; null when the value is no object or has none of them. */
export function fieldOf(value: Json | undefined, ...names: readonly string[]): Json {
  if (!isObject(value)) return null
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? value[name] : null
    if (found !== null && found !== undefined) return found
  }
  return null
}

export const hasField = (value: Json | undefined, name: string): boolean =>
  isObject(value) && Object.hasOwn(value, name)

/** Returns the first of the named fields that is a string with something in it, else null. */
export function textOf(value: Json | undefined, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = fieldOf(value, name)
    if (typeof found === 'string' && found !== '') return found
  }
  return null
}

export function listOf(value: Json | undefined, ...names: readonly string[]): readonly Json[] {
  for (const name of names) {
    const found = fieldOf(value, name)
    if (isList(found)) return found
  }
  return []
}

/** Says whether a value says nothing: null, an empty text, list or object. */
export const isEmpty = (value: Json | undefined): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)
