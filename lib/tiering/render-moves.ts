import type { Move } from './tiered-case.ts'

/**
 * Renders the commit message of moves. It holds no words of a case: a title can say that a bug is fixed, and the hook would
 * ask for its case.
 */
export function movesMessage(moves: readonly Move[]): string {
  const lines = moves.map(({ id, from, to, reason }) => `${id} from ${from} to ${to}: ${reason}`)
  return `Move ${moves.length === 1 ? 'a case' : `${moves.length} cases`} between tiers\n\n${lines.join('\n')}\n`
}
