import type { Json, JsonObject } from '../case/types.ts'
import { fieldOf, hasField, isList, isObject, textOf } from './field.ts'

/**
 * Rewrites a LangChain message as `{role, content, …}`, or returns null when it is none. Forms: serialised
 * (`{lc, type: "constructor", id, kwargs}`), typed (`{type: "human", content | data}`), pair (`["human", "hi"]`).
 */
export function fromLangchain(value: Json): JsonObject | null {
  if (isList(value)) return fromPair(value)
  if (!isObject(value)) return null
  const kwargs = fieldOf(value, 'kwargs')
  if (hasField(value, 'lc') && isObject(kwargs)) return withRole(roleOfClass(classOf(value)), kwargs)
  const data = fieldOf(value, 'data')
  const body = isObject(data) ? data : value
  if (hasField(value, 'role') || !hasField(body, 'content')) return null
  return withRole(roleOfClass(textOf(value, 'type') ?? ''), body)
}

function fromPair(value: readonly Json[]): JsonObject | null {
  const [role, content] = value
  if (value.length !== 2 || typeof role !== 'string' || content === undefined) return null
  const known = PAIR_ROLES.has(role)
  return known ? { role, content } : null
}

const PAIR_ROLES = new Set(['human', 'user', 'ai', 'assistant', 'system', 'developer'])

const classOf = (value: JsonObject): string => {
  const id = fieldOf(value, 'id')
  const last = isList(id) ? id.at(-1) : null
  return typeof last === 'string' ? last : ''
}

function withRole(role: string | null, body: JsonObject): JsonObject | null {
  const found = role === 'chat' ? textOf(body, 'role') : role
  return found === null ? null : Object.fromEntries([...Object.entries(body), ['role', found]])
}

const CLASSES = new Set(['human', 'ai', 'system', 'tool', 'function', 'chat'])

/** `HumanMessage`, `AIMessageChunk` and `human` all name the class `human` or `ai`. */
function roleOfClass(name: string): string | null {
  const short = name.replace(/Message(?:Chunk)?$/, '').toLowerCase()
  return CLASSES.has(short) ? short : null
}
