import type { Finding } from '../lib/problem.ts'
import { escapeLine } from '../lib/report/escape-text.ts'
import type { RunDocument } from '../lib/run/types.ts'

/** What is wrong where nothing is known to be red: the target, not the product's answers. */
export function untoldFinding({ results, totals }: RunDocument): Finding {
  const reason = results.find((one) => one.verdict === 'error')?.failures[0]?.reason ?? 'no answer'
  return {
    code: 'untold',
    message: `${totals.error} of ${results.length} cases could not be told: ${escapeLine(reason, 400)}`,
    hint: 'run the target of casebook.yaml by hand',
  }
}
