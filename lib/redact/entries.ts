import type { Json } from '../case/types.ts'
import { invalid } from '../problem.ts'
import type { IsKept } from './kept.ts'

/** One string of a value, or one of its keys. */
export interface Entry {
  text: string
  /** The name that says what the string is, such as its key; null for a key, and where nothing says it. */
  readonly name: string | null
  /** Where the string is; for a key, where its object is. */
  readonly place: Place
  readonly kept: boolean
}

/** A place from the top down: keys are entries, since one may be redacted while its place is remembered. */
export interface Place {
  readonly parent: Place | null
  readonly key: Entry | number
}

/** The strings of a value, which may be changed, and the value as they then make it. */
export interface Taken {
  readonly entries: readonly Entry[]
  rebuild(): Json
}

type JsonObject = { readonly [key: string]: Json }

interface Context {
  readonly place: Place | null
  readonly name: string | null
  readonly kept: boolean
  /** Whether "token" means a piece of text here. */
  readonly pieces: boolean
  readonly depth: number
}

const MAX_DEPTH = 1024
export const TOP: Place = { parent: null, key: -1 }

/** Takes all strings and keys out of a value. Throws `too-deep`. */
export function takeEntries(value: Json, isKept: IsKept): Taken {
  const entries: Entry[] = []
  const rebuild = visit(value, { place: TOP, name: null, kept: isKept(null, ''), pieces: false, depth: 0 })
  return { entries, rebuild }

  function visit(here: Json, context: Context): () => Json {
    if (context.depth > MAX_DEPTH)
      throw invalid('too-deep', `the captured value is nested more than ${MAX_DEPTH} levels deep`)
    if (typeof here === 'string') {
      const entry = add(here, context.name, context)
      return () => entry.text
    }
    if (here === null || typeof here !== 'object') return () => here
    return isList(here) ? visitList(here, context) : visitObject(here, context)
  }

  function visitList(list: readonly Json[], context: Context): () => Json {
    const name = headerOf(list) ?? context.name
    const parts = list.map((item, at) =>
      visit(item, below(context, at, at === 0 ? context.name : name, isKept(list, String(at)))),
    )
    return () => parts.map((part) => part())
  }

  function visitObject(object: JsonObject, outer: Context): () => Json {
    const context = { ...outer, pieces: outer.pieces || holdsPieces(object) }
    const members = Object.keys(object).map((key): Member => {
      const kept = context.kept || isKept(object, key)
      const entry = add(key, null, { ...context, kept })
      return { entry, part: visit(object[key]!, below(context, entry, nameOf(object, key, context), kept)) }
    })
    return () => fromMembers(members)
  }

  function add(text: string, name: string | null, { place, kept }: Context): Entry {
    const entry = { text, name, place: place!, kept }
    entries.push(entry)
    return entry
  }
}

const below = (context: Context, key: Entry | number, name: string | null, kept: boolean): Context => ({
  place: { parent: context.place, key },
  name,
  kept: context.kept || kept,
  pieces: context.pieces,
  depth: context.depth + 1,
})

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Log probabilities and streamed events call a piece of the answer its token. */
const holdsPieces = (object: JsonObject): boolean => Object.hasOwn(object, 'logprob') || object['name'] === 'new_token'

/** A header or an attribute is often `{name, value}`, or OTLP's `{key, value: {stringValue}}`. */
function nameOf(object: JsonObject, key: string, { name, pieces }: Context): string | null {
  if (key === 'token' && pieces) return null
  if (key === 'stringValue') return name
  const said = key === 'value' ? (ownText(object, 'key') ?? ownText(object, 'name')) : null
  return said ?? key
}

/** Recorded headers may be pairs; a pair of other names is rather a list of names, such as a schema's `required`. */
const headerOf = (list: readonly Json[]): string | null => {
  const [name, value] = list
  const isPair = list.length === 2 && typeof name === 'string' && typeof value === 'string'
  return isPair && /^(?:x-[a-z-]+|(?:proxy-)?authorization|(?:set-)?cookie|openai-[a-z]+)$/i.test(name) ? name : null
}

const ownText = (object: JsonObject, key: string): string | null => {
  const value = Object.hasOwn(object, key) ? object[key] : null
  return typeof value === 'string' ? value : null
}

interface Member {
  readonly entry: Entry
  readonly part: () => Json
}

/** Two spellings of one value share a stand-in: as keys of one object a count tells them apart. */
function fromMembers(members: readonly Member[]): JsonObject {
  const object = new Map<string, Json>()
  for (const { entry, part } of members) {
    const key = entry.text
    for (let n = 2; object.has(entry.text); n++) entry.text = `${key} (${n})`
    object.set(entry.text, part())
  }
  return Object.fromEntries(object)
}

/** Renders a place as a JSON pointer (RFC 6901) into the value as its keys read now. */
export function pointerTo(place: Place): string {
  const keys: string[] = []
  for (let here: Place | null = place; here !== null && here !== TOP; here = here.parent)
    keys.push(typeof here.key === 'number' ? String(here.key) : here.key.text)
  return keys
    .reverse()
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}
