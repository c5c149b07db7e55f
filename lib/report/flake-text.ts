import type { AuditedFalseReds, AuditedFlake } from '../audit/audit-document.ts'
import type { CaseResult } from '../run/types.ts'
import { renderShare } from '../verdict/flake-bound.ts'
import { escapeLine } from './escape-text.ts'
import type { Paint } from './paint.ts'

/** Renders how often a case is red for nothing: `red in 5 of 120 answers: 4.2 %, between 1.4 % and 9.5 %`. */
export const flakeText = ({ runs, disagreements, answers, reds, rate, low, high }: AuditedFlake): string =>
  `${disagreements} of ${runs} runs disagreed; red in ${reds} of ${answers} answers: ${renderShare(rate)}, between ${renderShare(low)} and ${renderShare(high)}`

/** Says how many pushes go red for nothing, and how sure that is. */
export function chanceText({ chance, low, high, answers, cases, unasked }: AuditedFalseReds): string {
  if (cases === 0) return 'the smoke tier is empty'
  if (answers === 0) return 'unknown: no recorded run asked the smoke tier'
  const left = unasked.length > 0 ? `; ${unasked.length} of its ${cases} cases were never asked` : ''
  const sure = `95 % sure, by ${answers} answers${left}`
  return chance === 0
    ? `none seen; at most ${renderShare(high)} of pushes go red for nothing (${sure})`
    : `about ${renderShare(chance)} of pushes go red for nothing, between ${renderShare(low)} and ${renderShare(high)} (${sure})`
}

/** Says after a run with flakes what to do: a flake is red, and stays red however often it is asked. */
export function renderFlaky(results: readonly CaseResult[], falseReds: AuditedFalseReds | null, paint: Paint): string {
  const [one = '', ...more] = results.filter(({ verdict }) => verdict === 'flaky').map(({ id }) => escapeLine(id))
  const how = falseReds === null ? '' : `; of the smoke tier, ${chanceText(falseReds)}`
  const next = `casebook audit, casebook run --soak 20 ${one}${more.length > 0 ? ' …' : ''}`
  return `${paint.red('flaky')}  asking again makes no case green${how}\n       ${paint.dim(next)}\n`
}

/** Says which few cases cause most of it, and what would bring it under the goal. Lines of plain text. */
export function remedyLines(falseReds: AuditedFalseReds): string[] {
  const { answers, causes, chance, goal, high, mend, left, needed } = falseReds
  if (answers === 0) return []
  const under = `under ${renderShare(goal)}`
  const share = causes.reduce((sum, one) => sum + one.share, 0)
  const blamed =
    causes.length > 0
      ? [`${namesOf(causes)} ${causes.length === 1 ? 'causes' : 'cause'} ${renderShare(share)} of it`]
      : []
  if (high <= goal) return [...blamed, `that is ${under}`]
  const ask =
    needed > 0
      ? `${needed} more answers of each ${mend.length > 0 ? 'other ' : ''}case, none of them red, would show that: casebook run --soak ${needed}`
      : null
  if (chance >= goal)
    return [
      ...blamed,
      `to come ${under}: mend ${namesOf(mend.map((id) => ({ id })))}, or move ${mend.length === 1 ? 'it' : 'them'} out of smoke, which leaves ${renderShare(left)}`,
      ...(ask ? [ask] : []),
    ]
  return [...blamed, `whether it is ${under} is not known yet`, ...(ask ? [ask] : [])]
}

const MOST_NAMED = 5

function namesOf(them: readonly { readonly id: string }[]): string {
  const named = them.slice(0, MOST_NAMED).map(({ id }) => id)
  return them.length > MOST_NAMED ? `${named.join(', ')} and ${them.length - MOST_NAMED} more` : named.join(', ')
}
