import type { Json } from '../case/types.ts'
import { isList, isObject } from './json-kind.ts'

const ROOM = 200

/** Quotes a value for a message: a string in quotes, all else as compact JSON, of at most about 200 characters. Escapes nothing in strings. */
export const quote = (value: Json): string =>
  typeof value === 'string' ? `"${shorten(value)}"` : shorten(compactWithin(value, ROOM))

/** Cuts a text to `room` characters, never between the halves of a surrogate pair, and shows the cut. */
export const shorten = (text: string, room: number = ROOM): string =>
  text.length <= room ? text : `${text.slice(0, room).replace(/[\ud800-\udbff]$/, '')}…`

/** Writes compact JSON until `room` is used up. Each level costs a character, so `room` bounds the recursion too. */
function compactWithin(value: Json, room: number): string {
  if (room <= 0) return ''
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room))
  if (isList(value)) return `[${joinWithin(value, room, compactWithin)}]`
  if (!isObject(value)) return String(value)
  return `{${joinWithin(Object.keys(value), room, (key, left) => compactPair(key, value[key]!, left))}}`
}

function compactPair(key: string, value: Json, room: number): string {
  const start = `${JSON.stringify(key.slice(0, room))}:`
  return start + compactWithin(value, room - start.length)
}

function joinWithin<T>(items: readonly T[], room: number, write: (item: T, left: number) => string): string {
  let text = ''
  for (const item of items) {
    if (text.length >= room) break
    text += (text === '' ? '' : ',') + write(item, room - text.length - 1)
  }
  return text
}
