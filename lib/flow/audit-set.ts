import type { AuditDocument, AuditedTiers } from '../audit/audit-document.ts'
import { countPolicies, isOneSided } from '../audit/count-policies.ts'
import { parseOpenCase } from '../case/parse-case.ts'
import { TIERS } from '../case/types.ts'
import { parseDuration } from '../config/duration.ts'
import { timeOf } from '../history/event.ts'
import type { RunBook } from '../history/run-book.ts'
import { isRed } from '../history/verdict-of.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { countFlakes } from './count-flakes.ts'
import { findConfig, problemOf } from './find-config.ts'
import { findFixes } from './find-fixes.ts'
import { readNotes } from './judge-law.ts'
import { type LoadedSet, loadSet, readFiles } from './load-set.ts'
import { readBook, secondsOf } from './read-memory.ts'
import { validCases } from './run-set.ts'
import { sourceOf } from './source-of.ts'

/** Audits a set: was every bug that was closed since then given a case, and does the set keep in order what it holds? */
export async function auditSet(ports: Ports, { since }: { since: string }): Promise<AuditDocument> {
  const start = startOf(since, ports.clock.now())
  const commit = await headOf(ports)
  const source = await sourceOf(ports, null)
  const config = await findConfig(ports, source)
  const set = await loadSet(ports, config, source)
  const cases = validCases(set).map(({ one }) => one)
  const faults = readNotes(set).findings
  if (faults.length > 0) throw problemOf(faults)
  const [fixes, inbox, book] = await Promise.all([
    findFixes(ports, set, commit, start),
    inboxOf(ports, set),
    readBook(ports, config),
  ])
  const smoke = set.cases.flatMap(({ file, one }) => (one && file.tier === 'smoke' ? [one] : []))
  const { flaky, falseReds } = countFlakes(book, cases, smoke, secondsOf(start))
  const policies = countPolicies(cases)
  const tiers = tiersOf(set, book, secondsOf(start))
  return {
    format: 'casebook-audit/1',
    set: config.set,
    commit,
    since: start.toISOString().slice(0, 10),
    ok: fixes.bare.length === 0 && flaky.length === 0 && tiers.over.length === 0 && !policies.some(isOneSided),
    fixes,
    inbox,
    policies,
    unproven: neverRed(
      book,
      cases.map(({ id }) => id),
    ),
    flaky,
    false_reds: falseReds,
    tiers,
    history: { runs: book.runs.length, first: book.runs[0] ? timeOf(book.runs[0].at) : null },
  }
}

/** `90d` before now, or a day. */
function startOf(since: string, now: Date): Date {
  if (/^\d{1,9}(ms|s|m|h|d)$/.test(since)) return new Date(Math.max(0, now.getTime() - parseDuration(since)))
  const day = /^\d{4}-\d{2}-\d{2}$/.test(since) ? new Date(`${since}T00:00:00Z`) : new Date(Number.NaN)
  if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(since)) return day
  throw invalid('usage', `--since is "${since}"`, { hints: ['--since 90d, or --since 2026-08-24'] })
}

async function headOf(ports: Ports): Promise<string> {
  const commit = await ports.git.resolveCommit('HEAD')
  if (commit !== null) return commit
  throw invalid('no-commit', 'there is no commit here yet, so there is nothing to audit', { hints: ['git commit'] })
}

/** Ages in days since their capture; the id says the day where the file does not. */
async function inboxOf(ports: Ports, set: LoadedSet): Promise<AuditDocument['inbox']> {
  const bytes = await readFiles(ports, set.files.inbox)
  const today = ports.clock.now().getTime()
  return set.files.inbox
    .map(({ id, path }, index) => {
      const read = parseOpenCase(bytes[index] ?? new Uint8Array(), path)
      const one = 'value' in read ? read.value : null
      const from = Date.parse(one?.captured_at ?? id.slice(4, 14)) || Date.parse(id.slice(4, 14)) || today
      return { id, days: Math.max(0, Math.floor((today - from) / 86_400_000)), title: one?.title ?? null }
    })
    .sort((a, b) => b.days - a.days || (a.id < b.id ? -1 : 1))
}

function neverRed({ runs }: RunBook, ids: readonly string[]): string[] {
  const seen = new Set(
    runs.flatMap(({ verdicts }) => verdicts.flatMap(({ id, verdict }) => (isRed(verdict) ? id : []))),
  )
  return ids.filter((id) => !seen.has(id)).sort()
}

function tiersOf({ config, cases }: LoadedSet, book: RunBook, since: number): AuditedTiers {
  const [smoke, full, extended] = TIERS.map((tier) => cases.filter(({ file }) => file.tier === tier).length)
  const typical = medianOf(
    book.runs.flatMap((run) => {
      const isWhole = run.selection.ids === null && run.selection.shard === null && run.reused === 0
      return run.at >= since && run.tier === 'smoke' && isWhole && run.soak === null ? (run.duration ?? []) : []
    }),
  )
  const { limit, budgetMs } = config.smoke
  return {
    ...{ smoke: smoke!, full: full!, extended: extended! },
    limit,
    budget_ms: budgetMs,
    typical_ms: typical,
    over: [
      ...(smoke! > limit ? (['limit'] as const) : []),
      ...(typical !== null && typical > budgetMs ? (['budget'] as const) : []),
    ],
  }
}

const medianOf = (numbers: readonly number[]): number | null =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null
