import { bugLinks } from '../case/types.ts'
import { inputGlobs } from '../config/input-globs.ts'
import type { Config } from '../config/types.ts'
import { retireReverted } from '../law/law-finding.ts'
import { canonicalBug, sameCanonical } from '../policy/same-bug.ts'
import { shellWord } from '../policy/shell-word.ts'
import { gluedTrailer, readCaseTrailers } from '../policy/trailers.ts'
import type { Bug } from '../policy/types.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import { findReverted, type RevertedCase } from './find-reverts.ts'
import { fixedBugs, fixupFinding, subjectOf } from './fixed-bugs.ts'
import { governedCommits } from './governed-commits.ts'
import type { LoadedSet } from './load-set.ts'
import { matcherOf } from './matcher-of.ts'

/**
 * Judges the messages of a range against the set at its tip: every bug that is referred to as fixed has a case there.
 * `noted` are the bugs that the range's migration notes retire or waive. The bug is asked, not the commit, so that a
 * squash-merge survives. Commits from before the configuration are not judged.
 */
export async function judgeLinks(
  ports: Ports,
  set: LoadedSet,
  commits: readonly CommitInfo[],
  noted: readonly string[],
): Promise<Finding[]> {
  const { config } = set
  const links = [...set.cases.flatMap(({ one }) => (one ? bugLinks(one) : [])), ...noted].map((link) =>
    canonicalBug(link, config.bugs),
  )
  const unlinked = commits
    .map((commit) => ({ commit, bugs: fixedBugs(ports, config, commit).filter((bug) => !isLinked(bug, links)) }))
    .filter(({ bugs }) => bugs.length > 0)
  const governed = await governedCommits(ports, config, commits, unlinked)
  const open = await touchingInputs(ports, config, governed)
  const refused = await Promise.all(open.map(async (one) => ({ ...one, waiver: await readWaiver(ports, one.commit) })))
  const unwaived = refused.filter(({ waiver }) => !config.bugs.waivers || waiver.reason === null)
  const reverted = unwaived.length === 0 ? [] : await findReverted(ports, config, commits)
  return [
    ...commits.flatMap(fixupFinding),
    ...unwaived.flatMap((one) => one.bugs.map((bug) => unlinkedFinding(one, bug, config, reverted))),
  ]
}

/** A commit that refers to bugs which nothing links. */
interface Unlinked {
  readonly commit: CommitInfo
  readonly bugs: readonly Bug[]
}

const isLinked = (bug: Bug, links: readonly string[]): boolean =>
  links.some((link) => sameCanonical(link, bug.canonical))

interface Waiver {
  /** Of a true trailer that waives; null without one, or where it gives none. */
  readonly reason: string | null
  /** The line that would waive, if git took it for a trailer. */
  readonly glued: string | null
}

export async function readWaiver(ports: Ports, { message }: CommitInfo): Promise<Waiver> {
  if (!/regression-case[ \t]*:/i.test(message)) return { reason: null, glued: null }
  const parsed = await ports.git.parseTrailers(message)
  return { reason: readCaseTrailers(parsed).waiver || null, glued: gluedTrailer(message, parsed) }
}

/** Where the set declares what its answers depend on, a commit that touches none of it fixes no bug. */
export async function touchingInputs<T extends { readonly commit: CommitInfo }>(
  ports: Ports,
  config: Config,
  referring: readonly T[],
): Promise<T[]> {
  const inputs = inputGlobs(config)
  if (!inputs) return [...referring]
  const isMatch = await matcherOf(inputs)
  const changed = await Promise.all(
    referring.map(({ commit }) => ports.git.changedPaths(commit.parents[0] ?? null, commit.commit)),
  )
  return referring.filter((_, index) => changed[index]!.length === 0 || changed[index]!.some((path) => isMatch(path)))
}

function unlinkedFinding(
  { commit: { commit, message }, waiver }: Unlinked & { readonly waiver: Waiver },
  bug: Bug,
  config: Config,
  reverted: readonly RevertedCase[],
): Finding {
  const said = `"${subjectOf(message)}" refers to ${bug.text}, and no case of the set has that bug_link`
  const gone = reverted.find(({ bugs }) => bugs.some((link) => isLinked(bug, [canonicalBug(link, config.bugs)])))
  const glued = gone ? retireReverted(gone.id, gone.subject) : glueHint(waiver, config)
  return { code: 'bug-without-case', message: said, ...(glued === null ? mendOf(bug) : { hint: glued }), commit }
}

const glueHint = ({ glued }: Waiver, config: Config): string | null =>
  glued !== null && config.bugs.waivers
    ? `git commit --amend: put a blank line before ${JSON.stringify(glued)}, and nothing but trailers after it`
    : null

function mendOf({ text }: Bug): Pick<Finding, 'hint' | 'otherwise'> {
  const bug = shellWord(text)
  return {
    hint: `casebook capture <trace> --bug ${bug}, then casebook admit <id>`,
    otherwise: [`where no case can be: casebook waive ${bug} --why <why>`],
  }
}
