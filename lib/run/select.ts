import { TIERS, type Tier } from '../case/types.ts'
import { invalid } from '../problem.ts'
import type { RunCase } from './types.ts'

export interface Selection {
  readonly tier: Tier
  /** Named cases; empty means the whole tier. Named ones run whatever their tier. */
  readonly ids: readonly string[]
  /** `i/n`, from 1: every n-th case from the i-th. */
  readonly shard: string | null
}

/** Selects what runs: `full` is smoke and full, `extended` is all. An unknown id or a bad shard is a `Problem`. */
export function selectCases(cases: readonly RunCase[], selection: Selection): RunCase[] {
  const chosen =
    selection.ids.length > 0 ? named(cases, selection.ids) : cases.filter((item) => includes(selection.tier, item.tier))
  return selection.shard === null ? chosen : shard(chosen, selection.shard)
}

/** True when a run of `asked` holds cases of `tier`. */
export const includes = (asked: Tier, tier: Tier): boolean => TIERS.indexOf(tier) <= TIERS.indexOf(asked)

function named(cases: readonly RunCase[], ids: readonly string[]): RunCase[] {
  const byId = new Map(cases.map((item) => [item.one.id, item]))
  return [...new Set(ids)].map((id) => {
    const item = byId.get(id)
    if (!item) throw unknownCase(id)
    return item
  })
}

/** The problem of an id that the set does not hold. */
export const unknownCase = (id: string): Error =>
  invalid('unknown-case', `there is no case "${id}" in the set`, {
    id,
    hints: ['casebook list'],
  })

function shard(items: readonly RunCase[], text: string): RunCase[] {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text)
  const [index, count] = [Number(match?.[1]), Number(match?.[2])]
  if (!match || index < 1 || index > count)
    throw invalid('bad-shard', `the shard "${text}" is not i/n, with i from 1 to n`, {
      hints: ['--shard 1/4 … --shard 4/4'],
    })
  return items.filter((_, place) => place % count === index - 1)
}
