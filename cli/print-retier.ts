import type { RetierDocument } from '../lib/flow/retier-set.ts'
import { escapeLine } from '../lib/report/escape-text.ts'
import type { Paint } from '../lib/report/paint.ts'

/** Renders what moves and why, what is held back and why, and the message to commit it with. */
export function renderRetier({ moves, held, dry_run, message, commit }: RetierDocument, paint: Paint): string {
  const lines = [
    ...(moves.length === 0 ? ['nothing moves'] : []),
    ...moves.map(moveLine),
    ...held.map((move) => paint.dim(`held  ${moveLine(move)}`)),
    ...(message === null
      ? []
      : [
          '',
          doneLine(dry_run, commit, moves.length),
          ...(commit === null
            ? [
                '',
                ...message
                  .trimEnd()
                  .split('\n')
                  .map((line) => `  ${line}`.trimEnd()),
              ]
            : []),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

const moveLine = ({ id, from, to, reason }: RetierDocument['moves'][number]): string =>
  `${escapeLine(id)}  ${`${from} → ${to}`.padEnd(16)}  ${escapeLine(reason, 400)}`

function doneLine(isDry: boolean, commit: string | null, count: number): string {
  const what = count === 1 ? '1 move' : `${count} moves`
  if (isDry) return `${what} to make; the commit message would be:`
  return commit === null ? `${what} staged; the commit message:` : `${what} committed as ${commit.slice(0, 12)}`
}
