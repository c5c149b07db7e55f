import { markAncestors, type Range } from './range.ts'

/** What is known of a commit: `skipped` where it could not be told. */
export type Standing = 'good' | 'bad' | 'skipped'

/** How far a search has come. Everything follows from what was told of which commits, so that any of it may be taken back. */
export interface Search {
  readonly range: Range
  /** Number of the bad commit whose ancestors are searched. */
  readonly focus: number
  /** By number, for all commits of a class that was told of. */
  readonly standings: ReadonlyMap<number, Standing>
}

/** Starts a search: all that is known is that the last commit of the range is bad. */
export const openSearch = (range: Range): Search => ({
  range,
  focus: range.commits.length - 1,
  standings: new Map([[range.commits.length - 1, 'bad']]),
})

/** Adds what was told of a commit, for all that must be like it; what was told before no longer counts. */
export function learn(search: Search, commit: string, standing: Standing): Search {
  const { range } = search
  const number = range.numberOf.get(commit)
  if (number === undefined) return search
  const standings = new Map(search.standings)
  range.classOf.forEach((each, other) => {
    if (each === range.classOf[number]) standings.set(other, standing)
  })
  return { ...search, standings }
}

/** Searches the ancestors of another bad commit: one that a good commit descends from, which says nothing of what came before. */
export function refocus(search: Search, commit: string): Search {
  return { ...search, focus: search.range.numberOf.get(commit)! }
}

/**
 * Numbers of the commits that may be the first bad one, in order, those in which nothing changed included: ancestors of every bad
 * commit, and of no good one. A good commit that the bad one is an ancestor of, against all order, says nothing of it.
 */
export function candidatesOf(search: Search): readonly number[] {
  const { range, focus } = search
  const within = markAncestors(range, focus)
  const cleared = markCleared(search)
  let candidates = range.commits.flatMap((_, each) => (within[each] && !cleared[each] ? [each] : []))
  // The oldest commit of a class is an ancestor of all others in it.
  for (const oldest of new Set(numbersOf(search, 'bad').map((each) => range.classOf[each]!))) {
    const its = markAncestors(range, oldest)
    const narrower = candidates.filter((each) => its[each])
    if (narrower.some((each) => range.matters[each])) candidates = narrower
  }
  return candidates
}

const numbersOf = ({ standings }: Search, standing: Standing): number[] =>
  [...standings].filter(([, each]) => each === standing).map(([number]) => number)

/** Marks the ancestors of good commits, the youngest first, so that a whole class costs little more than one. */
function markCleared(search: Search): Uint8Array {
  const { range, focus } = search
  const cleared = new Uint8Array(range.commits.length)
  for (const good of numbersOf(search, 'good').sort((a, b) => b - a)) {
    if (cleared[good]) continue
    const its = markAncestors(range, good)
    if (its[focus]) continue
    for (const [each, mark] of its.entries()) if (mark) cleared[each] = 1
  }
  return cleared
}
