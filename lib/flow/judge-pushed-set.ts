import { bugLinks } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { linksOfNotes } from '../law/links-of-notes.ts'
import type { Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { judgeLawOver, readNotes } from './judge-law.ts'
import { judgeLinks } from './judge-range.ts'
import { type LoadedSet, loadSet } from './load-set.ts'
import type { PushRange } from './push-range.ts'
import { refuseRedMoves } from './refuse-red-moves.ts'
import { uniqueFindings } from './unique-findings.ts'

/** What a push did to a set, and to the sets beside it. */
export interface Changes {
  readonly range: PushRange
  readonly bases: readonly string[]
  /** Of every set of the tip. */
  readonly configs: readonly Config[]
  /** True where a base holds other files of the set. */
  readonly isChanged: boolean
  /** True where a message of the range refers to a bug. */
  readonly refers: boolean
}

/** Judges the files of a pushed set, the law against its bases and the links of what is new. */
export async function judgePushedSet(ports: Ports, set: LoadedSet, changes: Changes): Promise<Finding[]> {
  const { range, bases, isChanged } = changes
  const [first, ...more] = bases
  const law = first === undefined || !isChanged ? null : await judgeLawOver(ports, set, [first, ...more])
  const notes = readNotes(set)
  const noted = first === undefined ? linksOfNotes(notes.read, []) : (law?.links ?? [])
  const others = changes.refers ? await linksOfOthers(ports, set, changes) : []
  return uniqueFindings([
    [...set.findings, ...notes.findings],
    law ? (await refuseRedMoves(ports, set.config, law.plan)).problems : [],
    await judgeLinks(ports, set, range.fresh, [...noted, ...others]),
  ])
}

/** A case of any set links a bug, as it does for commit-msg: a fix belongs to one of them. */
async function linksOfOthers(ports: Ports, { config, source }: LoadedSet, { configs }: Changes): Promise<string[]> {
  const others = configs.filter((one) => one !== config)
  const sets = await Promise.all(others.map((one) => loadSet(ports, one, source)))
  return sets.flatMap(({ cases }) => cases.flatMap(({ one }) => (one ? [...bugLinks(one)] : [])))
}
