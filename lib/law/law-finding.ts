import type { Finding } from '../problem.ts'
import type { NotedEdge, NotedMove } from './entries-by-case.ts'
import type { LawCase } from './law-set.ts'

/** Where the base's files are, for hints; what is not known is left as a blank to fill in. */
export interface LawPlaces {
  /** The revision of the base. */
  readonly rev?: string
  /** The path that a case or note has on the base. */
  pathOf?(id: string): string | null | undefined
  /** The first line of the revert that took a case out of the set. */
  revertOf?(id: string): string | null | undefined
}

/** `demand` is the base's, where entries of the range name the case and yet do not lead out of the set; else null. */
export function unexplainedRetirement(id: string, demand: string | null, places: LawPlaces): Finding {
  const why =
    demand === null ? ' without a migration note' : `, but no migration note leads there from ${short(demand)}`
  const revert = places.revertOf?.(id)
  const mend = revert
    ? { hint: retireReverted(id, revert) }
    : { hint: `casebook retire ${id} --reason <reason> --why <why>`, otherwise: [putBack(id, places)] }
  return { code: 'unexplained-retirement', message: `case "${id}" left the set${why}`, ...mend, id }
}

/** The command that retires a case which a revert took along; `subject` is the revert's first line. */
export const retireReverted = (id: string, subject: string): string =>
  `casebook retire ${id} --reason fix-reverted --why ${shellWord(asProse(subject))}`

/** `isNamed` tells whether entries of the range name the case. */
export function unexplainedChange(before: LawCase, after: LawCase, isNamed: boolean, places: LawPlaces): Finding {
  const { id } = before
  const way = `, but no migration notes lead from ${short(before.demand)} to ${short(after.demand)}`
  const message = `case "${id}" changed what it demands${isNamed ? way : ' without a migration note'}`
  // The base's file beside one that moved would make two of the case.
  const otherwise = before.tier === after.tier ? { otherwise: [putBack(id, places)] } : {}
  const hint = `casebook revise ${id} --reason <reason> --why <why>`
  return { code: 'unexplained-change', message, hint, ...otherwise, id }
}

export const unexplainedMove = ({ id, tier: from }: LawCase, { tier: to }: LawCase): Finding => ({
  code: 'unexplained-move',
  message: `case "${id}" moved from "${from}" to "${to}", out of the release gate, without a migration note`,
  hint: `casebook revise ${id} --why <why>`,
  otherwise: [`git mv it back to ${from}`],
  id,
})

export const unreadableCase = (id: string, places: LawPlaces): Finding => ({
  code: 'unreadable-case',
  message: `case "${id}" of the base does not read as a case any more`,
  hint: 'mend its file',
  otherwise: [putBack(id, places)],
  id,
})

export const noteChanged = (id: string, places: LawPlaces): Finding => ({
  code: 'note-changed',
  message: `migration note "${id}" is not as the base holds it: what is new belongs into a note of its own`,
  hint: restore(id, places),
  id,
})

export const noteRemoved = (id: string, places: LawPlaces): Finding => ({
  code: 'note-removed',
  message: `migration note "${id}" of the base is gone`,
  hint: restore(id, places),
  id,
})

export const unreadableBase = (id: string): Finding => ({
  code: 'unreadable-base',
  message: `case "${id}" does not read on the base, so what it demanded there is not known`,
  hint: 'compare the two files by eye',
  id,
})

export const smokeToFull = (id: string): Finding => ({
  code: 'smoke-to-full',
  message: `case "${id}" moved from "smoke" to "full", where no push asks it`,
  hint: 'git mv it back to smoke if a push should ask it',
  id,
})

/** `why` tells the verdict and where it was recorded. */
export const smokeToFullRed = (id: string, why: string): Finding => ({
  code: 'red-to-full',
  message: `case "${id}" moved from "smoke" to "full", and ${why}`,
  hint: `git mv it back to smoke, or record a green run of it first: casebook run ${id}`,
  id,
})

/** A `retire` or `change` entry on no path; `isHeld` tells whether the base holds the case at all. */
export const strayEdge = (id: string, { note, from, to }: NotedEdge, isHeld: boolean): Finding =>
  to === null
    ? strayEntry(id, `"${note}" retires`, ` from ${short(from)}`, isHeld)
    : strayEntry(id, `"${note}" changes`, ` from ${short(from)} to ${short(to)}`, isHeld)

/** A `move` entry that did not happen. */
export const strayMove = (id: string, { note, from, to }: NotedMove, isHeld: boolean): Finding =>
  strayEntry(id, `"${note}" moves`, ` from "${from}" to "${to}"`, isHeld)

function strayEntry(id: string, what: string, way: string, isHeld: boolean): Finding {
  const why = isHeld ? `${way}, which does not lead from the base to the tip` : ', which the base does not hold'
  const mend = isHeld ? 'correct the entry' : 'remove the entry: what a range adds needs no note'
  const hint = `nothing to mend where branches that touched the case were merged; else ${mend}`
  return { code: 'stray-entry', message: `migration note ${what} case "${id}"${why}`, hint, id }
}

const short = (demand: string): string => `"${demand.slice(0, 12)}…"`

const putBack = (id: string, places: LawPlaces): string => `put it back: ${restore(id, places)}`

function restore(id: string, { rev, pathOf }: LawPlaces): string {
  const path = pathOf?.(id)
  return `git checkout ${rev === undefined ? '<base>' : shellWord(rev)} -- ${path ? shellWord(path) : '<path>'}`
}

/** One line of text that no terminal changes and no command line takes for a flag. */
function asProse(subject: string): string {
  const line = subject
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed()
  return /^[A-Za-z]/.test(line) ? line : `Reverted: ${line}`
}

const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
