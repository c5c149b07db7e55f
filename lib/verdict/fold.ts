import type { AttemptVerdict, Verdict } from './types.ts'

/** Folds the attempts at a case into its verdict. Order does not matter; a pass never outvotes a red, an error never hides one that was seen to flake. */
export function foldAttempts(attempts: readonly AttemptVerdict[]): Verdict {
  const seen = new Set(attempts)
  const isRed = seen.has('relapsed') || seen.has('failed')
  if (seen.has('pass') && isRed) return 'flaky'
  if (seen.has('error')) return 'error'
  if (isRed) return seen.has('failed') ? 'failed' : 'relapsed'
  return seen.has('pass') ? 'pass' : 'missing'
}
