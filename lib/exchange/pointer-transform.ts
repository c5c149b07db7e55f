import type { Json } from '../case/types.ts'
import { isList } from './kind.ts'
import { inertJson } from './template.ts'

const HEAD =
  '((keys) => keys.reduce((part, key) => ' +
  '(part !== null && typeof part === "object" && Object.keys(part).includes(key) ? part[key] : undefined), ' +
  'typeof output === "string" ? JSON.parse(output) : output))('
const TAIL = ')'

/**
 * Writes a JSON pointer as an assertion's `transform` of promptfoo. Where it finds nothing promptfoo stops with an error, as it
 * does for a part that is null: never a pass.
 */
export const pointerTransform = (pointer: string): string => HEAD + inertJson(keysOf(pointer)) + TAIL

/** Reads the pointer back out of a transform that `pointerTransform` wrote; null for any other. */
export function parsePointerTransform(code: Json): string | null {
  if (typeof code !== 'string' || !code.startsWith(HEAD) || !code.endsWith(TAIL)) return null
  const keys = parseKeys(code.slice(HEAD.length, -TAIL.length))
  return keys === null ? null : keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function parseKeys(text: string): readonly string[] | null {
  try {
    const keys = JSON.parse(text) as Json
    return isList(keys) && keys.every((key) => typeof key === 'string') ? keys : null
  } catch {
    return null
  }
}

const keysOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
