import { join } from 'node:path/posix'
import type { Ports } from '../ports.ts'
import { type Problem, unavailable } from '../problem.ts'

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
  const [first, ...more] = await ports.git.mergeBases(asked, tip)
  const cut = await shallowCommits(ports)
  if (first === undefined) throw noMergeBase(name, cut.size > 0)
  const bases = [first, ...more] as const
  if (cut.size > 0) {
    const between = await ports.git.log([asked, tip, ...bases.map((base) => `^${base}`)])
    if (between.some(({ commit }) => cut.has(commit))) throw cutOff(name)
  }
  return { tip, asked, bases: [...bases] }
}

/** The commits whose parents a shallow clone leaves out. */
async function shallowCommits(ports: Ports): Promise<Set<string>> {
  const bytes = await ports.files.read(join(ports.git.commonDir, 'shallow'))
  return new Set(bytes === null ? [] : Buffer.from(bytes).toString('latin1').split('\n').filter(Boolean))
}

const DEEPEN = ['git fetch --unshallow', 'fetch-depth: 0 in CI']

const noMergeBase = (name: string, isShallow: boolean): Problem =>
  unavailable('no-merge-base', `"${name}" and the commit to judge share no commit in this clone`, {
    hints: isShallow ? DEEPEN : ['git log --oneline --graph', 'choose a base that it grew out of'],
  })

const cutOff = (name: string): Problem =>
  unavailable('cut-history', `this shallow clone cuts the history between "${name}" and the commit to judge`, {
    hints: DEEPEN,
  })
