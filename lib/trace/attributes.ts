import type { Json } from '../case/types.ts'
import { isList, isObject } from './field.ts'

/** A span's attributes by their dotted names. A map, so that no name of a trace can touch a prototype. */
export type Attributes = ReadonlyMap<string, Json>

/** Flattens nested objects to dotted names (`{a: {b: 1}}` is `a.b`); lists stay values. Bounded by the trace's depth. */
export function flattenAttributes(value: Json, prefix = ''): Attributes {
  const flat = new Map<string, Json>()
  const visit = (one: Json, path: string): void => {
    if (path !== '' && one !== null) flat.set(path, one)
    if (!isObject(one)) return
    for (const [key, inner] of Object.entries(one)) visit(inner, path === '' ? key : `${path}.${key}`)
  }
  visit(value, prefix)
  return flat
}

/** Returns the first named attribute that is there, else null. */
export function attribute(attributes: Attributes, ...names: readonly string[]): Json {
  for (const name of names) {
    const found = attributes.get(name)
    if (found !== undefined && found !== null) return found
  }
  return null
}

export function attributeText(attributes: Attributes, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = attributes.get(name)
    if (typeof found === 'string' && found !== '') return found
  }
  return null
}

/**
 * Lists what is numbered under a name, each with the names below its number: `llm.input_messages.10.message.role`
 * is `message.role` of the item after `…9`. Numbers order as numbers; a gap makes no item. A list value counts too.
 */
export function numbered(attributes: Attributes, name: string): readonly Attributes[] {
  const whole = attributes.get(name)
  if (isList(whole)) return whole.filter(isObject).map((item) => flattenAttributes(item))
  const items = new Map<number, Map<string, Json>>()
  for (const [key, value] of attributes) {
    const found = key.startsWith(`${name}.`) ? /^(\d{1,9})\.(.+)$/s.exec(key.slice(name.length + 1)) : null
    if (found === null) continue
    const number = Number(found[1])
    const item = items.get(number) ?? new Map<string, Json>()
    items.set(number, item.set(found[2] as string, value))
  }
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item)
}
