import type { Json, JsonObject } from '../case/types.ts'

type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'list' | 'object'

/** Names the kind of a JSON value. */
export function jsonKind(value: Json): JsonKind {
  if (value === null) return 'null'
  if (isList(value)) return 'list'
  return typeof value as JsonKind
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value)

/** Reads a key of an object without reaching into its prototype; undefined for a missing key or what is no object. */
export const ownValue = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
