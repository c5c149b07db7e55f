import type { Environment, Git } from '../ports.ts'
import { Problem } from '../problem.ts'
import { openGitCommand } from './git-command.ts'

/** Opens the repository that `cwd` lies in to read it: with git, or without where there is none. Asks git first, and nothing else where it is there. */
export async function openGitToRead(cwd: string, env: Environment): Promise<Git> {
  try {
    return await openGitCommand(cwd, env)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'no-git') throw error
    const { openIsomorphicGit } = await import('./isomorphic/isomorphic-git.ts')
    return openIsomorphicGit(cwd, env)
  }
}
