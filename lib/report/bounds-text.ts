import type { CaseResult, Remembered } from '../run/types.ts'
import { escapeLine } from './escape-text.ts'

/** What history knows of a red case. */
export interface Bounds {
  readonly name: 'green' | 'red'
  readonly text: string
  /** What finds the commit that broke it; null where there is none to find. */
  readonly command: string | null
}

/** Says between which commits a red case broke, as far as history knows; null where it knows nothing. */
export function tellBounds({ id, last_green: green, first_red: red }: CaseResult): Bounds | null {
  const told = (name: Bounds['name'], text: string, command: string | null = null): Bounds => ({ name, text, command })
  if (green && red && green.commit === red.commit)
    return told(
      'green',
      `${sayAt(green)}, at this same commit: the model, the data or a grader has changed, or it is flaky`,
    )
  if (green && red) return told('green', `${sayAt(green)}; red first ${sayAt(red)}`, bisect(id, green, red))
  if (green) return told('green', `${sayAt(green)}; red with the uncommitted changes`)
  if (red?.at) return told('red', `first ${sayAt(red)}; history knows no green commit before it`, bisect(id, null, red))
  return null
}

/** The same as lines of text. */
export function boundsLines(result: CaseResult): string[] {
  const bounds = tellBounds(result)
  if (bounds === null) return []
  const command = bounds.command === null ? [] : [`find the commit: ${bounds.command}`]
  return [`${bounds.name.padEnd(7)}${bounds.text}`, ...command]
}

const sayAt = ({ commit, at }: Remembered): string =>
  at === null ? `at ${short(commit)}, now` : `at ${short(commit)} on ${escapeLine(at.slice(0, 10))}`

function bisect(id: string, good: Remembered | null, bad: Remembered): string {
  const from = good === null ? '' : ` --good ${short(good.commit)}`
  return `casebook bisect ${escapeLine(id)}${from} --bad ${short(bad.commit)}`
}

const short = (commit: string): string => escapeLine(commit).slice(0, 12)
