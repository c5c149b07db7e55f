import type { Json } from '../case/types.ts'
import { isList } from './kind.ts'

/** Levels that a field may nest: a case file has 512, some of which are the file's own. */
const MAX_DEPTH = 500

interface Place {
  readonly value: Json
  readonly depth: number
}

/**
 * Finds why a value that was parsed could not stand in a case file, in words; null for nothing.
 * Keeps its own stack and goes deep first, so that neither depth nor a YAML alias to itself can overflow it.
 */
export function findFlaw(root: Json): string | null {
  const open: Place[] = [{ value: root, depth: 0 }]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const flaw = flawHere(place, open)
    if (flaw !== null) return flaw
  }
  return null
}

function flawHere({ value, depth }: Place, open: Place[]): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : 'it has half of a surrogate pair'
  if (typeof value === 'number') return Number.isFinite(value) ? null : `it has ${value}, which is no JSON number`
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH} levels`
  if (!isList(value) && !Object.keys(value).every((key) => key.isWellFormed())) return 'it has half of a surrogate pair'
  for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 })
  return null
}
