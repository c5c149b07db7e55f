import { availableParallelism } from 'node:os'
import { invalid } from '../lib/problem.ts'

/** As many commits at a time as somebody says, else one a processor. */
export function countJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism()
  const count = Number(text)
  if (/^\d{1,3}$/.test(text) && count >= 1 && count <= 64) return count
  throw invalid('usage', `--jobs is "${text}"`, { hints: ['--jobs 2', 'from 1 to 64'] })
}
