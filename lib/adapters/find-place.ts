import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Environment } from '../ports.ts'
import { invalid } from '../problem.ts'
import { CatFile } from './cat-file.ts'
import { noFolder, noRepository } from './git-problems.ts'
import { plainRepository } from './plain-repository.ts'
import { type GitOutcome, gitProblem, runGit } from './run-git.ts'

/** Where a repository lies, and how git is called there. */
export interface Place {
  readonly facts: CatFile
  readonly env: Environment
  readonly theirs: Environment
  readonly cwd: string
  readonly top: string | null
  readonly prefix: string
  readonly gitDir: string
  readonly commonDir: string
}

/** Finds the repository that `cwd` lies in. None there is a `Problem` of kind `invalid`. */
export async function findPlace(cwd: string, environment: Environment): Promise<Place> {
  const env: Environment = { ...environment, GIT_LITERAL_PATHSPECS: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
  const here = realFolder(cwd)
  if (here === null) throw noFolder(cwd)
  const facts = new CatFile({ cwd: here, env }, Number.POSITIVE_INFINITY, '--batch-check')
  const isThere = facts.warm()
  const plain = isThere ? plainRepository(here, environment) : null
  if (plain)
    return { env: { ...env, ...placeOf(plain, env) }, facts, theirs: environment, cwd: here, prefix: '', ...plain }
  const args = [
    'rev-parse',
    '--is-inside-work-tree',
    '--absolute-git-dir',
    '--git-common-dir',
    '--show-cdup',
    '--show-prefix',
  ]
  const outcome = await runGit(args, { cwd: here, env })
  if (outcome.code !== 0) throw openProblem(cwd, outcome)
  const [inside, gitDir, common, cdup, prefix] = outcome.out.toString().split('\n')
  const top = inside === 'true' ? resolve(here, cdup || '.') : null
  const found = { gitDir: gitDir!, commonDir: resolve(here, common!), top }
  return {
    env: { ...env, ...(top === null && !env['GIT_DIR'] ? {} : placeOf(found, env)) },
    facts,
    theirs: environment['GIT_DIR'] ? { ...environment, ...placeOf(found, environment) } : environment,
    cwd: here,
    prefix: prefix ?? '',
    ...found,
  }
}

/** Asked synchronously: the first asynchronous look at a file starts a pool of threads, which takes 2 ms. */
function realFolder(path: string): string | null {
  try {
    const real = realpathSync(path)
    return statSync(real).isDirectory() ? real : null
  } catch {
    return null
  }
}

/**
 * The same repository from any folder: git runs at the top of the work tree, where a relative `GIT_DIR` would mean another one and
 * a work tree that is configured elsewhere would not be found.
 */
function placeOf(found: Pick<Place, 'gitDir' | 'commonDir' | 'top'>, env: Environment): Environment {
  return {
    GIT_DIR: found.gitDir,
    ...(found.top === null ? {} : { GIT_WORK_TREE: found.top }),
    ...(env['GIT_COMMON_DIR'] ? { GIT_COMMON_DIR: found.commonDir } : {}),
  }
}

function openProblem(cwd: string, outcome: GitOutcome): Error {
  if (/dubious ownership/.test(outcome.err))
    return invalid('git-ownership', `git does not trust the repository at "${cwd}": another user owns it`, {
      hints: [`git config --global --add safe.directory ${cwd}`],
    })
  return /not a git repository/.test(outcome.err) ? noRepository(cwd) : gitProblem(['rev-parse'], outcome)
}
