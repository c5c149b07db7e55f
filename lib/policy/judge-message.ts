import type { Finding } from '../problem.ts'
import type { Exemption } from './exempt.ts'
import {
  faultyCase,
  gluedLine,
  malformedTrailer,
  noCase,
  noTrailer,
  otherBug,
  unknownCase,
  waiverForbidden,
  waiverWithoutReason,
} from './message-findings.ts'
import { canonicalBug, sameCanonical } from './same-bug.ts'
import type { CaseTrailers } from './trailers.ts'
import type { Bug, BugRules } from './types.ts'

export interface CaseOfBug {
  readonly id: string
  readonly bugs: readonly string[]
  /** Why the case does not count, as a predicate ("is in the inbox", "is not staged", "has no title"); null when it does. */
  readonly fault: string | null
}

export interface MessageFacts {
  readonly bugs: readonly Bug[]
  readonly exemption: Exemption | null
  readonly trailers: CaseTrailers
  readonly glued: string | null
  /** Cases by the ids that the trailers name; null (or no entry) for one that is nowhere. */
  readonly named: ReadonlyMap<string, CaseOfBug | null>
  /** By canonical bug: the ids of the valid cases of the index that link it. */
  readonly casesOf: ReadonlyMap<string, readonly string[]>
  readonly rules: BugRules
}

export type MessageJudgement =
  | { readonly ok: true; readonly why: 'no-bug' | 'exempt' | 'linked' | 'waived' }
  /** Accepted once these ids are written in as trailers. */
  | { readonly ok: true; readonly why: 'to-write'; readonly trailers: readonly string[] }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** Judges whether a commit's message links a case for each bug it refers to (PRODUCT.md section 7, commit-msg). */
export function judgeMessage(facts: MessageFacts): MessageJudgement {
  if (facts.bugs.length === 0) return { ok: true, why: 'no-bug' }
  if (facts.exemption !== null) return { ok: true, why: 'exempt' }
  const faults = trailerFaults(facts)
  const open = unlinked(facts)
  if (faults.length === 0 && open.length === 0) return { ok: true, why: 'linked' }
  const { waiver } = facts.trailers
  if (faults.length === 0 && waiver !== null && waiver !== '' && facts.rules.waivers) return { ok: true, why: 'waived' }
  return (faults.length === 0 ? planTrailers(facts, open) : null) ?? refuse(facts, faults, open)
}

/** What is wrong whatever the bugs are: every id named has to be a valid case of the set. */
function trailerFaults({ trailers, named }: MessageFacts): Finding[] {
  const ofIds = trailers.ids.flatMap((id) => {
    const one = named.get(id) ?? null
    if (one === null) return [unknownCase(id)]
    return one.fault === null ? [] : [faultyCase(id, one.fault)]
  })
  return [...trailers.malformed.map(malformedTrailer), ...ofIds]
}

/** A faulty case links its bugs too: its fault, which is told, is all there is to mend. */
function unlinked({ bugs, trailers, named, rules }: MessageFacts): Bug[] {
  const links = trailers.ids.flatMap((id) => named.get(id)?.bugs ?? [])
  const linked = links.map((link) => canonicalBug(link, rules))
  return bugs.filter((bug) => !linked.some((link) => sameCanonical(link, bug.canonical)))
}

/** The trailers to write in: only where nothing is left to choose, and nobody tried to write one. */
function planTrailers({ casesOf, trailers, glued }: MessageFacts, open: readonly Bug[]): MessageJudgement | null {
  if (glued !== null || trailers.waiver !== null) return null
  const choices = open.map((bug) => casesOf.get(bug.canonical) ?? [])
  if (!choices.every((ids) => ids.length === 1)) return null
  return { ok: true, why: 'to-write', trailers: [...new Set(choices.flat())] }
}

function refuse(facts: MessageFacts, faults: readonly Finding[], open: readonly Bug[]): MessageJudgement {
  const ofWaiver = open.length === 0 ? [] : waiverFaults(facts)
  return { ok: false, findings: [...faults, ...ofWaiver, ...linkFaults(facts, open)] }
}

function waiverFaults({ trailers: { waiver }, rules }: MessageFacts): Finding[] {
  if (waiver === null) return []
  if (!rules.waivers) return [waiverForbidden(waiver)]
  return waiver === '' ? [waiverWithoutReason()] : []
}

/** Silent about what the other findings mend: a waiver that may stand, a glued line, a case whose bugs nobody could read. */
function linkFaults(facts: MessageFacts, open: readonly Bug[]): Finding[] {
  const { glued, named, rules, trailers } = facts
  if (open.length === 0 || (trailers.waiver !== null && rules.waivers)) return []
  if (trailers.ids.some((id) => isUnread(named.get(id)))) return []
  return glued === null ? open.map((bug) => linkFault(facts, bug)) : [gluedLine(glued)]
}

const isUnread = (one: CaseOfBug | null | undefined): boolean => Boolean(one?.fault) && one?.bugs.length === 0

function linkFault({ casesOf, named, rules, trailers }: MessageFacts, bug: Bug): Finding {
  const cases = casesOf.get(bug.canonical) ?? []
  const valid = trailers.ids.filter((id) => named.get(id)?.fault === null)
  if (valid.length > 0) return otherBug(bug, valid, cases, rules)
  return cases.length > 0 ? noTrailer(bug, cases) : noCase(bug, rules)
}
