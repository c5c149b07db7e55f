import type { Blamed } from '../lib/bisect/document.ts'
import { renderBisect } from '../lib/report/bisect-text.ts'
import { escapeLine } from '../lib/report/escape-text.ts'
import type { Paint } from '../lib/report/paint.ts'

/** Renders who broke what, below the report of a run. */
export const renderBlame = (blamed: readonly Blamed[], paint: Paint): string =>
  blamed
    .map(({ id, reason, bisect }) =>
      bisect
        ? `\n${renderBisect(bisect, paint)}`
        : `\n${paint.bold(escapeLine(id))}  nobody is blamed: ${escapeLine(reason, 400)}\n`,
    )
    .join('')
