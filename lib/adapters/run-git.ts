import { type Problem, unavailable } from '../problem.ts'
import { noGit } from './git-problems.ts'
import { type ProgramCall, type ProgramOutcome, runProgram } from './run-program.ts'

export type GitOutcome = ProgramOutcome
export type GitCall = ProgramCall

/** Runs `git` once and waits for it. Never throws for git's own exit code; a missing git is a `Problem`. */
export const runGit = (args: readonly string[], call: GitCall): Promise<GitOutcome> =>
  runProgram('git', args, call).catch((error: Error) => Promise.reject(startProblem(error)))

export function startProblem(error: NodeJS.ErrnoException): Problem {
  if (error.code === 'ENOENT') return noGit(error)
  return unavailable('git-start', `git could not be started: ${error.message}`, {
    hints: ['install git, or put it on the PATH'],
    cause: error,
  })
}

/** The problem of a git command that was expected to work. */
export function gitProblem(args: readonly string[], outcome: GitOutcome): Problem {
  const said = saidIn(outcome)
  const verb = args.find((one, index) => !one.startsWith('-') && args[index - 1] !== '-c')
  return unavailable('git', `git ${verb} failed: ${said || `exit ${outcome.code}`}`, {
    hints: [`git ${args.join(' ')}`.slice(0, 200)],
  })
}

/** The line in which git says what is the matter; empty where it says nothing. */
export function saidIn({ err }: Pick<GitOutcome, 'err'>): string {
  const lines = err.trim().split('\n')
  return lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1) ?? ''
}
