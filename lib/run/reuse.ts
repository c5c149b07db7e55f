import canonicalize from 'canonicalize'
import { demandOf } from '../case/demand.ts'
import type { Case } from '../case/types.ts'
import type { CaseResult, RunCase } from './types.ts'

/** A green verdict stands in for asking only where the same question to the same product is judged the same again. */
export function isReusable(one: Case, deterministic: (grader: string) => boolean): boolean {
  return (one.assert ?? []).every(({ type, value }) => !/^(not-)?grader$/.test(type) || deterministic(String(value)))
}

/** What a kept verdict of a case is found by, beside the fingerprint of everything its answer depends on. */
export const verdictKey = (one: Case, fingerprint: (text: string) => string): string =>
  fingerprint(`${one.id}\n${canonicalize(demandOf(one))}`).slice(0, 32)

/** The result of a case that was not asked, since its verdict at this very state is known. */
export const reusedResult = ({ tier, one }: RunCase): CaseResult => ({
  id: one.id,
  title: one.title,
  tier,
  verdict: 'pass',
  reused: true,
  bug_link: one.bug_link ?? null,
  trace_id: one.trace_id ?? null,
  diff: null,
  failures: [],
  attempts: [],
})
