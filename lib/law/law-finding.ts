import type { Finding } from '../problem.ts'
import type { NotedEdge, NotedMove } from './entries-by-case.ts'
import type { LawCase } from './plan.ts'

/** Where the base's files are, for hints; a place that is not known is shown as a blank to fill in. */
export interface LawPlaces {
  /** The revision of the base. */
  readonly rev?: string
  /** The path that a case or note of the base has there. */
  pathOf?(id: string): string | null | undefined
}

type Told = Pick<Finding, 'code' | 'message' | 'hint'>

const restore = (id: string, { rev, pathOf }: LawPlaces): string =>
  `git checkout ${rev === undefined ? '<base>' : shellWord(rev)} -- ${pathWord(pathOf?.(id))}`

const pathWord = (path: string | null | undefined): string => (path ? shellWord(path) : '<path>')

const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const short = (demand: string): string => `"${demand.slice(0, 12)}…"`

/** `edges` tells whether the notes of the range say anything of the case. */
export function unexplainedRetirement(id: string, demand: string | null, edges: boolean, places: LawPlaces): Told {
  const why =
    edges && demand !== null
      ? `, but no migration note leads there from its demand ${short(demand)}`
      : ' without a migration note'
  const hint = `casebook retire ${id} --reason <reason> --why <why>, or put it back: ${restore(id, places)}`
  return { code: 'unexplained-retirement', message: `case "${id}" left the set${why}`, hint }
}

export function unexplainedChange(before: LawCase, after: LawCase, edges: boolean, places: LawPlaces): Told {
  const { id } = before
  const why = edges
    ? `, but no migration notes lead from ${short(before.demand)} to ${short(after.demand)}`
    : ' without a migration note'
  // Putting back the base's file beside one that moved would make two of it.
  const back = before.tier === after.tier ? `, or put it back: ${restore(id, places)}` : ''
  return {
    code: 'unexplained-change',
    message: `case "${id}" changed what it demands${why}`,
    hint: `casebook revise ${id}${back}`,
  }
}

export const unexplainedMove = ({ id, tier: from }: LawCase, { tier: to }: LawCase): Told => ({
  code: 'unexplained-move',
  message: `case "${id}" moved from "${from}" to "${to}", out of the release gate, without a migration note`,
  hint: `write move: [{id: ${id}, from: ${from}, to: ${to}}] into a migration note, or git mv it back to ${from}`,
})

export const unreadableCase = (id: string, places: LawPlaces): Told => ({
  code: 'unreadable-case',
  message: `case "${id}" of the base does not read as a case any more`,
  hint: `mend its file, or put it back: ${restore(id, places)}`,
})

export const noteChanged = (id: string, places: LawPlaces): Told => ({
  code: 'note-changed',
  message: `migration note "${id}" is not as the base holds it`,
  hint: `${restore(id, places)}, and say what is new in a note of its own`,
})

export const noteRemoved = (id: string, places: LawPlaces): Told => ({
  code: 'note-removed',
  message: `migration note "${id}" of the base is gone`,
  hint: restore(id, places),
})

export const unreadableBase = (id: string): Told => ({
  code: 'unreadable-base',
  message: `case "${id}" does not read on the base, so what it demanded there is not known`,
  hint: 'compare the two files by eye',
})

export const smokeToFull = (id: string): Told => ({
  code: 'smoke-to-full',
  message: `case "${id}" moved from "smoke" to "full", where no push asks it`,
  hint: 'git mv it back to smoke if a push should ask it',
})

/** An entry on no path; `held` tells whether the base holds the case at all. */
export const strayEdge = (id: string, { note, from, to }: NotedEdge, held: boolean): Told =>
  to === null
    ? strayEntry(`"${note}" retires case "${id}"`, ` from ${short(from)}`, held)
    : strayEntry(`"${note}" changes case "${id}"`, ` from ${short(from)} to ${short(to)}`, held)

export const strayMove = (id: string, { note, from, to }: NotedMove, held: boolean): Told =>
  strayEntry(`"${note}" moves case "${id}"`, ` from "${from}" to "${to}"`, held)

function strayEntry(what: string, way: string, held: boolean): Told {
  const why = held ? `${way}, which does not lead from the base to here` : ', which the base does not hold'
  const mend = held ? 'correct the entry' : 'remove the entry: what a range adds needs no note'
  const hint = `nothing to mend where branches that touched the case were merged; else ${mend}`
  return { code: 'stray-entry', message: `migration note ${what}${why}`, hint }
}
