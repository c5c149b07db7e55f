import type { Json, JsonObject } from '../case/types.ts'

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value)

/** Reads a key without reaching into the prototype; undefined for a missing key or what is no object. */
export const ownValue = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined

/** Builds an object that may have any key, `__proto__` included. */
export const objectOf = (entries: Iterable<readonly [string, Json]>): JsonObject => Object.fromEntries(entries)
