import type { Json } from '../case/types.ts'
import { isList } from './kind.ts'

const ROOM = 80

/** Names a value in a message: a string in quotes and cut short, a container by its kind, all else as it is. */
export function quote(value: Json): string {
  if (typeof value === 'string') return `"${shorten(value)}"`
  if (typeof value !== 'object' || value === null) return String(value)
  return isList(value) ? 'a list' : 'an object'
}

const shorten = (text: string): string =>
  text.length <= ROOM ? text : `${text.slice(0, ROOM).replace(/[\ud800-\udbff]$/, '')}…`
