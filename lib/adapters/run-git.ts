import { type Problem, unavailable } from '../problem.ts'
import { type ProgramCall, type ProgramOutcome, runProgram } from './run-program.ts'

export type GitOutcome = ProgramOutcome
export type GitCall = ProgramCall

/** Runs `git` once and waits for it. Never throws for git's own exit code; a missing git is a `Problem`. */
export const runGit = (args: readonly string[], call: GitCall): Promise<GitOutcome> =>
  runProgram('git', args, call).catch((error: Error) => Promise.reject(startProblem(error)))

export function startProblem(error: Error): Problem {
  return unavailable('no-git', `git could not be started: ${error.message}`, {
    hints: ['install git, or put it on the PATH'],
    cause: error,
  })
}

/** The problem of a git command that was expected to work. */
export function gitProblem(args: readonly string[], outcome: GitOutcome): Problem {
  const lines = outcome.err.trim().split('\n')
  const said = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1) ?? ''
  const verb = args.find((one, index) => !one.startsWith('-') && args[index - 1] !== '-c')
  return unavailable('git', `git ${verb} failed: ${said || `exit ${outcome.code}`}`, {
    hints: [`git ${args.join(' ')}`.slice(0, 200)],
  })
}
