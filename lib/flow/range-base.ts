import type { Ports } from '../ports.ts'
import { Problem, unavailable } from '../problem.ts'

/** What a tip is judged against: where it left `asked`. */
export interface RangeBase {
  readonly tip: string
  /** The commit that was asked for. */
  readonly asked: string
  /** The best common ancestors of both, one but for criss-cross merges. */
  readonly bases: readonly [string, ...string[]]
}

/**
 * Finds where `tip` left `asked`, which the person called `name`. No common ancestor, or a history that a shallow clone cuts
 * before it, is a `Problem`: whatever was judged then could be too little.
 */
export async function findRangeBase(ports: Ports, asked: string, tip: string, name: string): Promise<RangeBase> {
  const [first, ...more] = await commonAncestors(ports, asked, tip, name)
  if (first === undefined) throw noMergeBase(name)
  return { tip, asked, bases: [first, ...more] }
}

/** The best common ancestors; none where the histories have nothing to do with each other, as nothing hides what they share. */
export const commonAncestors = (ports: Ports, asked: string, tip: string, name: string): Promise<readonly string[]> =>
  ports.git.mergeBases(asked, tip).catch((error: Error) => {
    throw error instanceof Problem && error.code === 'shallow-clone' ? cutOff(name) : error
  })

const noMergeBase = (name: string): Problem =>
  unavailable('no-merge-base', `"${name}" and the commit to judge share no commit in this clone`, {
    hints: ['git log --oneline --graph', 'choose a base that it grew out of'],
  })

const cutOff = (name: string): Problem =>
  unavailable('cut-history', `this shallow clone cuts the history between "${name}" and the commit to judge`, {
    hints: ['git fetch --unshallow', 'fetch-depth: 0 in CI'],
  })
