import type { Config } from '../config/types.ts'
import { exemption } from '../policy/exempt.ts'
import { referencedBugs } from '../policy/referenced-bugs.ts'
import type { Bug } from '../policy/types.ts'
import type { CommitInfo, Ports } from '../ports.ts'
import type { Finding } from '../problem.ts'

/** True where `judgeLinks` may have something to say of a range, whatever the set: most ranges refer to no bug. */
export const refersToBug = (ports: Ports, config: Config, commits: readonly CommitInfo[]): boolean =>
  commits.some((commit) => fixupFinding(commit).length > 0 || fixedBugs(ports, config, commit).length > 0)

/** The bugs that a commit says it fixes; none of a message that git writes itself. */
export function fixedBugs(ports: Ports, config: Config, { message, parents }: CommitInfo): Bug[] {
  if (exemption(message, { merging: parents.length > 1 }) !== null) return []
  return referencedBugs(message, config.bugs, (work) => ports.timeBudget(2_000, 1_000).bounded(work))
}

/** Says that a commit waits to be squashed. */
export function fixupFinding({ commit, message }: CommitInfo): Finding[] {
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

export const subjectOf = (message: string): string => message.split('\n', 1)[0]!.slice(0, 100)
