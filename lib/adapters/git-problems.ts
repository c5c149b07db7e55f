import { invalid, type Problem, unavailable } from '../problem.ts'

/** Commands that read a repository with Node alone (PRODUCT.md section 11). */
const WITHOUT_GIT = 'check, list, show, manifest, diff, verify and proof work without git'

/** The problem of something that only the git command does. */
export const noGit = (cause?: unknown): Problem =>
  unavailable('no-git', 'this needs git, and there is no git on the PATH', {
    hints: ['install git, or put it on the PATH', WITHOUT_GIT],
    cause,
  })

/** The problem of something that is there and that only the git command reads right. */
export const needsGit = (what: string, ...hints: string[]): Problem =>
  unavailable('needs-git', `without git on the PATH casebook can't read ${what}`, {
    hints: ['install git, or put it on the PATH', ...hints],
  })

/** The problem of an object that something names and that is not here. */
export const missingObject = (name: string): Problem =>
  unavailable('missing-object', `the object "${name}" is not in this clone`, { hints: ['git fetch', 'git fsck'] })

/** The problem of history that a shallow clone lacks; `commit` is where it ends. */
export const endsInShallow = (commit: string, question: string): Problem =>
  unavailable(
    'shallow-clone',
    `${question} can't be told: this clone is shallow and its history ends at ${commit.slice(0, 12)}`,
    {
      commit,
      hints: ['git fetch --unshallow', 'fetch-depth: 0 in CI'],
    },
  )

export const noFolder = (cwd: string): Problem =>
  invalid('no-folder', `there is no folder "${cwd}"`, { hints: ['casebook -C <folder> …'] })

export const noRepository = (cwd: string): Problem =>
  invalid('no-repository', `"${cwd}" is in no git repository`, { hints: ['git init', 'casebook -C <folder> …'] })
