import type { Verdict } from '../verdict/types.ts'

/** What a verdict means, in the words of every report. */
export const MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: 'passed',
  relapsed: 'wrong in the way that shipped',
  failed: 'wrong in a new way',
  flaky: 'passes and fails',
  error: 'could not be told',
  missing: 'never asked',
}
