import { canTellApart } from './plan-probes.ts'
import { candidatesOf, type Search } from './search.ts'

/** What a search has come to. */
export type Conclusion =
  | { readonly kind: 'open' }
  /** Only this commit is left. */
  | { readonly kind: 'single'; readonly commit: string }
  /** More are left, and none that could still tell them apart; `commits` is empty where the answers contradict each other. */
  | { readonly kind: 'stuck'; readonly commits: readonly string[] }

export function conclude(search: Search): Conclusion {
  const { range } = search
  const left = candidatesOf(search).flatMap((each) => (range.matters[each] ? [range.commits[each]!] : []))
  if (left.length === 1) return { kind: 'single', commit: left[0]! }
  return canTellApart(search) ? { kind: 'open' } : { kind: 'stuck', commits: left }
}
