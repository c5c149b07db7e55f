import type { CaseResult, Remembered } from '../run/types.ts'
import { escapeLine } from './escape-text.ts'

/** Says between which commits a red case broke, as far as history knows, and what finds the commit; nothing where it knows nothing. */
export function boundsLines({ id, last_green: green, first_red: red }: CaseResult): string[] {
  if (green && red && green.commit === red.commit)
    return [`green  ${sayAt(green)}, at this same commit: the model, the data or a grader has changed, or it is flaky`]
  if (green && red) return [`green  ${sayAt(green)}; red first ${sayAt(red)}`, bisect(id, green, red)]
  if (green) return [`green  ${sayAt(green)}; red with the uncommitted changes`]
  if (red?.at) return [`red    first ${sayAt(red)}; history knows no green commit before it`, bisect(id, null, red)]
  return []
}

const sayAt = ({ commit, at }: Remembered): string =>
  at === null ? `at ${short(commit)}, now` : `at ${short(commit)} on ${escapeLine(at.slice(0, 10))}`

function bisect(id: string, good: Remembered | null, bad: Remembered): string {
  const from = good === null ? '' : ` --good ${short(good.commit)}`
  return `find the commit: casebook bisect ${escapeLine(id)}${from} --bad ${short(bad.commit)}`
}

const short = (commit: string): string => escapeLine(commit).slice(0, 12)
