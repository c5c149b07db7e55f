import { invalid, type Problem } from '../problem.ts'
import type { Leaf } from './leaf.ts'
import { HEX_HASH, isSetName, LEAF_ID, quote } from './text.ts'

/** The set version is four bytes in the root. */
export const MAX_VERSION = 0xffff_ffff

/**
 * Refuses what has no root: Problem `bad-set-name`, `bad-set-version`, `bad-leaf-id`, `bad-content-hash`.
 * Ids that differ only by case are out with `LEAF_ID`. That none is there twice shows once they are in order.
 */
export function validateLeaves(set: string, version: number, leaves: readonly Leaf[]): void {
  validateSet(set, version)
  for (const leaf of leaves) {
    validateId(leaf)
    if (!HEX_HASH.test(leaf.content)) throw badContent(leaf)
  }
}

/** Refuses a name and a version that no root can hold: Problem `bad-set-name`, `bad-set-version`. */
export function validateSet(set: string, version: number): void {
  if (!isSetName(set)) throw badSetName(set)
  if (!isVersion(version)) throw badVersion(version)
}

/** Refuses an id that no leaf can have: Problem `bad-leaf-id`. */
export function validateId({ kind, id }: Pick<Leaf, 'kind' | 'id'>): void {
  if (LEAF_ID.test(id)) return
  throw invalid('bad-leaf-id', `${kind} id ${quote(id)} does not match ${LEAF_ID.source}`, {
    hints: ['name the file with lower-case letters, digits and hyphens, 128 at most'],
    id,
  })
}

const isVersion = (version: number): boolean => Number.isInteger(version) && version >= 1 && version <= MAX_VERSION

const badSetName = (set: string): Problem =>
  invalid('bad-set-name', `set name ${quote(set)} is not 1 to 255 bytes without spaces and control characters`, {
    hints: ['give `set` in casebook.yaml a name such as "regression"'],
  })

const badVersion = (version: number): Problem =>
  invalid('bad-set-version', `set version "${version}" is not a whole number from 1 to ${MAX_VERSION}`, {
    hints: ['a set version is 1 + the number of migration notes'],
  })

const badContent = ({ kind, id, content }: Leaf): Problem =>
  invalid('bad-content-hash', `content ${quote(content)} of ${kind} ${quote(id)} is not 64 lower-case hex digits`, {
    hints: ['hash the bytes of the git blob with contentHash'],
    id,
  })

/** Tells of a kind and id that is in the set twice. */
export const duplicateLeaf = ({ kind, id }: Pick<Leaf, 'kind' | 'id'>): Problem =>
  invalid('duplicate-leaf', `${kind} ${quote(id)} is in the set twice`, {
    hints: ['keep one of the two files, or give one of them another id'],
    id,
  })
