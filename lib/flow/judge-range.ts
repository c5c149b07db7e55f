import picomatch from 'picomatch'
import { bugLinks } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { exemption } from '../policy/exempt.ts'
import { referencedBugs } from '../policy/referenced-bugs.ts'
import { canonicalBug, sameCanonical } from '../policy/same-bug.ts'
import type { Bug } from '../policy/types.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'
import type { LoadedSet } from './load-set.ts'

/**
 * Judges the messages of a range against the set at its tip: every bug that is referred to as fixed has a case there.
 * `noted` are the bugs that the range's migration notes retire or waive. The bug is asked, not the commit, so that a squash-merge survives. Commits from before the configuration are not judged.
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
  const referring = commits
    .map((commit) => ({ commit, bugs: fixedBugs(ports, config, commit) }))
    .filter(({ bugs }) => bugs.length > 0)
  const governed = await havingConfig(
    ports,
    config,
    referring.map(({ commit }) => commit.commit),
  )
  const unlinked = referring
    .filter(({ commit }) => governed.has(commit.commit))
    .map(({ commit, bugs }) => ({ commit, bugs: bugs.filter((bug) => !isLinked(bug, links)) }))
    .filter(({ bugs }) => bugs.length > 0)
  const open = await touchingInputs(ports, config, unlinked)
  return [
    ...commits.flatMap(fixupFinding),
    ...open.flatMap(({ commit, bugs }) => bugs.map((bug) => unlinkedFinding(commit, bug))),
  ]
}

const isLinked = (bug: Bug, links: readonly string[]): boolean =>
  links.some((link) => sameCanonical(link, bug.canonical))

function fixedBugs(ports: Ports, config: Config, { message, parents }: CommitInfo): Bug[] {
  if (
    exemption(message, { merging: parents.length > 1 }) !== null ||
    (/^regression-case:\s*none\s*\(.+\)\s*$/im.test(message) && config.bugs.waivers)
  )
    return []
  return referencedBugs(message, config.bugs, (work) => ports.timeBudget(2_000, 1_000).bounded(work))
}

async function havingConfig(ports: Ports, config: Config, commits: readonly string[]): Promise<Set<string>> {
  const blobs = await ports.git.readBlobs(commits.map((commit) => `${commit}:${config.file}`))
  return new Set(commits.filter((_, index) => blobs[index] !== null))
}

/** Where the set declares what its answers depend on, a commit that touches none of it fixes no bug. */
async function touchingInputs<T extends { readonly commit: CommitInfo }>(
  ports: Ports,
  config: Config,
  referring: readonly T[],
): Promise<T[]> {
  const inputs = config.target?.inputs
  if (!inputs) return [...referring]
  const isMatch = picomatch(
    inputs.map((glob) => (config.folder === '' ? glob : `${config.folder}/${glob}`)),
    { dot: true },
  )
  const changed = await Promise.all(
    referring.map(({ commit }) => ports.git.changedPaths(commit.parents[0] ?? null, commit.commit)),
  )
  return referring.filter((_, index) => changed[index]!.length === 0 || changed[index]!.some((path) => isMatch(path)))
}

function fixupFinding({ commit, message }: CommitInfo): Finding[] {
  const kind = exemption(message, { merging: false })
  if (kind !== 'fixup' && kind !== 'squash' && kind !== 'amend') return []
  return [
    {
      code: 'unsquashed-fixup',
      message: `"${subjectOf(message)}" is not squashed yet`,
      hint: 'git rebase -i --autosquash',
      commit,
    },
  ]
}

const unlinkedFinding = ({ commit, message }: CommitInfo, bug: Bug): Finding => ({
  code: 'bug-without-case',
  message: `"${subjectOf(message)}" refers to ${bug.text}, and no case of the set has that bug_link`,
  hint: `casebook capture <trace> --bug ${/^[\w:/.-]+$/.test(bug.text) ? bug.text : `'${bug.text.replaceAll("'", '')}'`}, then casebook admit <id>`,
  commit,
})

const subjectOf = (message: string): string => message.split('\n', 1)[0]!.slice(0, 100)
