import type { Conclusion } from '../bisect/conclude.ts'
import { learn, openSearch, refocus, type Search } from '../bisect/search.ts'
import type { CommitGraph } from '../history/commit-graph.ts'
import { type Problem, unavailable } from '../problem.ts'
import { type NarrowTerms, narrowSearch } from './narrow-search.ts'
import { CONFIRMED, isAsked, type Probe, type ProbeCrew } from './probe-crew.ts'

export interface SearchTerms extends NarrowTerms {
  readonly graph: CommitGraph
  /** True of a commit whose parents this clone has not got. */
  isCut(commit: string): boolean
}

export type SearchEnd = { readonly rounds: number } & (
  | { readonly kind: 'found'; readonly firstBad: Probe; readonly parents: readonly Probe[] }
  | { readonly kind: 'stuck'; readonly candidates: readonly string[]; readonly reason: string }
)

/**
 * Searches the range for the commit that is red while all its parents are green, and tells it only after each was asked three
 * times and said the same. Answers that turn out to be luck are taken back, and the search goes on with what is left.
 */
export async function searchCommits(crew: ProbeCrew, terms: SearchTerms): Promise<SearchEnd> {
  let search = crew.all.reduce((told, { commit, standing }) => learn(told, commit, standing), openSearch(terms.range))
  let rounds = 0
  for (;;) {
    const narrowed = await narrowSearch(crew, terms, search, rounds)
    search = narrowed.search
    rounds = narrowed.rounds
    const { conclusion } = narrowed
    if (conclusion.kind !== 'single') return { kind: 'stuck', rounds, ...stuckOf(crew, conclusion) }
    if (terms.isCut(conclusion.commit)) throw cutOff(conclusion.commit)
    const known = crew.known(conclusion.commit)
    if (known?.standing === 'skipped')
      return {
        kind: 'stuck',
        rounds,
        candidates: [known.commit],
        reason: `${known.commit.slice(0, 12)} is ${known.reason}`,
      }
    const told = [conclusion.commit, ...parentsOf(terms, conclusion.commit)]
    if (!told.every((each) => isConfirmed(crew.known(each)))) rounds++
    terms.onRound?.(rounds, 1)
    const confirmed = await confirm(crew, terms, search, conclusion.commit)
    if (confirmed.kind !== 'again') return { ...confirmed, rounds }
    search = confirmed.search
  }
}

function stuckOf(crew: ProbeCrew, conclusion: Conclusion): { candidates: readonly string[]; reason: string } {
  const candidates = conclusion.kind === 'stuck' ? conclusion.commits : []
  if (candidates.length === 0)
    return { candidates, reason: 'the answers contradict each other: the case passes and fails by chance' }
  const reasons = crew.all.filter(({ commit, reason }) => reason !== null && candidates.includes(commit))
  const said = reasons.at(-1)
  return {
    candidates,
    reason: `${candidates.length} commits are left, and those that would tell them apart can't be asked${said ? `; at ${said.commit.slice(0, 12)}: ${said.reason}` : ''}`,
  }
}

type Confirmed =
  | { readonly kind: 'found'; readonly firstBad: Probe; readonly parents: readonly Probe[] }
  | { readonly kind: 'stuck'; readonly candidates: readonly string[]; readonly reason: string }
  | { readonly kind: 'again'; readonly search: Search }

const parentsOf = ({ graph }: SearchTerms, commit: string): string[] =>
  (graph.get(commit) ?? []).filter((parent) => graph.has(parent))

const isConfirmed = (probe: Probe | undefined): boolean => probe !== undefined && isAsked(probe, CONFIRMED)

async function confirm(crew: ProbeCrew, terms: SearchTerms, search: Search, commit: string): Promise<Confirmed> {
  const asked = [commit, ...parentsOf(terms, commit)].map((each) => crew.ask(each, CONFIRMED))
  const [firstBad, ...parents] = await Promise.all(asked)
  if (firstBad!.standing !== 'bad') return { kind: 'again', search: learn(search, commit, firstBad!.standing) }
  // What was asked and is red is never excused by what should answer alike.
  const isExcused = ({ commit: parent, verdict }: Probe): boolean =>
    verdict === 'error' && isLikeGreen(crew, terms, parent)
  const doubts = parents.filter((each) => each.standing !== 'good' && !isExcused(each))
  const doubtful = doubts.find((each) => each.standing === 'bad') ?? doubts[0]
  if (!doubtful) return { kind: 'found', firstBad: firstBad!, parents }
  const number = terms.range.numberOf.get(doubtful.commit)
  const isTold = number !== undefined && search.standings.get(number) === 'good'
  if (number === undefined || (doubtful.standing !== 'bad' && !isTold)) return unclear(commit, doubtful)
  const told = learn(search, doubtful.commit, doubtful.standing)
  return { kind: 'again', search: doubtful.standing === 'bad' ? refocus(told, doubtful.commit) : told }
}

/** True of a commit that answers as one that is green: nothing that an answer depends on differs between them. */
function isLikeGreen(crew: ProbeCrew, { range }: SearchTerms, commit: string): boolean {
  const number = range.numberOf.get(commit)
  if (number === undefined) return false
  const isAlike = (other: number): boolean => range.classOf[other] === range.classOf[number]
  return range.commits.some((each, other) => isAlike(other) && crew.known(each)?.standing === 'good')
}

/** What lies before the good end is not searched, and a flake, or no answer, tells nothing of what came before it. */
function unclear(commit: string, parent: Probe): Confirmed {
  const [child, its] = [commit.slice(0, 12), parent.commit.slice(0, 12)]
  const reason = `${child} is red, and ${sayParent(its, parent)}`
  return { kind: 'stuck', candidates: [commit, parent.commit], reason }
}

function sayParent(its: string, { standing, verdict, reason }: Probe): string {
  if (standing === 'bad')
    return `so is ${its} before it, which the good end descends from: it was mended on one branch and came back with another`
  return verdict === 'error' ? `${its} before it can't be asked: ${reason}` : `${its} before it is ${reason}`
}

/** The problem of a search that leads to where this clone's history ends. */
export const cutOff = (commit: string): Problem =>
  unavailable('shallow', `the history of this clone ends at ${commit.slice(0, 12)}, where the case is red already`, {
    commit,
    hints: ['git fetch --unshallow'],
  })
