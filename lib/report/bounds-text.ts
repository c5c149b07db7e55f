import type { Blamed } from '../bisect/document.ts'
import type { CaseResult, Remembered } from '../run/types.ts'
import { sayCommit, sayRequest, shortCommit } from './commit-text.ts'
import { escapeLine } from './escape-text.ts'

/** One thing that is known of how a red case broke. */
export interface Bound {
  readonly label: 'green' | 'red' | 'broken by' | 'came with' | 'nobody' | 'find the commit'
  readonly text: string
}

/**
 * Says between which commits a red case broke, as far as history knows, and who broke it or what would tell: of a flake nothing
 * would, since it passes and fails at the same commit.
 */
export function tellBounds(result: CaseResult, blame: readonly Blamed[] = []): Bound[] {
  const { id, verdict, last_green: green, first_red: red } = result
  const blamed = blame.find((one) => one.id === id)
  const broken = blamed ? tellBlamed(blamed) : []
  // Red where it was green is what the search found out, whatever else history says of reds.
  if (blamed?.bisect?.outcome === 'drift') return broken
  const find = (good: Remembered | null, bad: Remembered): Bound[] =>
    blamed || verdict === 'flaky' ? broken : [{ label: 'find the commit', text: bisect(id, good, bad) }]
  if (green && red && green.commit === red.commit) {
    const text = `${sayAt(green)}, at this same commit: the model, the data or a grader has changed, or it is flaky`
    return [{ label: 'green', text }, ...broken]
  }
  if (green && red) return [{ label: 'green', text: `${sayAt(green)}; red first ${sayAt(red)}` }, ...find(green, red)]
  if (green) return [{ label: 'green', text: `${sayAt(green)}; red with the uncommitted changes` }, ...broken]
  if (!red?.at) return broken
  return [{ label: 'red', text: `first ${sayAt(red)}; history knows no green commit before it` }, ...find(null, red)]
}

function tellBlamed({ bisect, reason }: Blamed): Bound[] {
  const culprit = bisect?.culprit
  if (!culprit) return [{ label: 'nobody', text: `is blamed: ${escapeLine(reason, 400)}` }]
  const request = culprit.pull_request
  return [
    { label: 'broken by', text: sayCommit(culprit) },
    ...(request ? [{ label: 'came with', text: sayRequest(request) } as const] : []),
  ]
}

/** The same as lines of text. */
export const boundsLines = (result: CaseResult, blame?: readonly Blamed[]): string[] =>
  tellBounds(result, blame).map(({ label, text }) =>
    label === 'find the commit' ? `${label}: ${text}` : `${label.padEnd(6)} ${text}`,
  )

const sayAt = ({ commit, at }: Remembered): string =>
  at === null ? `at ${shortCommit(commit)}, now` : `at ${shortCommit(commit)} on ${escapeLine(at.slice(0, 10))}`

function bisect(id: string, good: Remembered | null, bad: Remembered): string {
  const from = good === null ? '' : ` --good ${shortCommit(good.commit)}`
  return `casebook bisect ${escapeLine(id)}${from} --bad ${shortCommit(bad.commit)}`
}
