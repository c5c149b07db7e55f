import type { CheckDocument } from '../lib/flow/check-set.ts'
import type { Paint } from '../lib/report/paint.ts'
import { renderFinding } from './print-problem.ts'

/** Renders what a check found: problems, then warnings, each in two lines. */
export function renderCheck(
  { problems, warnings }: Pick<CheckDocument, 'problems' | 'warnings'>,
  paint: Paint,
): string {
  return [
    ...problems.map((finding) => renderFinding(finding, paint)),
    ...warnings.map((finding) => renderFinding(finding, paint, 'warning')),
  ].join('')
}
