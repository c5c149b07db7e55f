import type { Json } from '../case/types.ts'
import { findTooDeep } from './json-depth.ts'

/**
 * Returns the JSON value a string holds, or undefined when it holds none.
 * A string nested deeper than a trace may be counts as text.
 */
export function decodeJson(text: string): Json | undefined {
  if (findTooDeep(text) !== null) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Returns the list or object that a string holds; any other value as it is. A text that is a number stays a text. */
export function decodeContainer(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  const decoded = decodeJson(value)
  return typeof decoded === 'object' && decoded !== null ? decoded : value
}

/** Returns a tool call's arguments as JSON where the string that carries them parses. */
export const decodeArguments = (value: Json): Json => (typeof value === 'string' ? (decodeJson(value) ?? value) : value)
