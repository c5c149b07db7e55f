import type { AuditDocument, AuditedCommit, AuditedWaiver } from '../audit/audit-document.ts'
import { isOneSided } from '../audit/count-policies.ts'
import { renderDuration } from '../config/duration.ts'
import { escapeLine } from './escape-text.ts'
import { chanceText, flakeText, remedyLines } from './flake-text.ts'
import type { Paint } from './paint.ts'

/** Renders an audit for people: a line a question, what there is to mend below it. */
export function renderAudit(audit: AuditDocument, paint: Paint): string {
  const { set, since, commit, history } = audit
  const head = `${paint.bold(escapeLine(set))} since ${since}${commit === null ? '' : `, at ${commit.slice(0, 12)}`}`
  const runs = `${history.runs} recorded ${history.runs === 1 ? 'run' : 'runs'}`
  const seen =
    history.first === null
      ? 'no recorded run: casebook run, at a commit with nothing uncommitted, or casebook history pull'
      : `${runs} since ${history.first.slice(0, 10)}`
  const sections = auditSections(audit).map(({ name, said, items, isFine }) => {
    const label = isFine ? name.padEnd(NAME) : paint.red(name.padEnd(NAME))
    return [`${label}  ${said}`, ...shorten(items).map((item) => `  ${item}`)]
  })
  return `${[head, paint.dim(seen), '', ...sections.flat()].join('\n')}\n`
}

/** One question of an audit and its answer. */
export interface AuditSection {
  readonly name: string
  readonly said: string
  /** One line each, safe to show. */
  readonly items: readonly string[]
  readonly isFine: boolean
}

const NAME = 10
const MOST_ITEMS = 50

const shorten = (items: readonly string[]): readonly string[] =>
  items.length > MOST_ITEMS
    ? [...items.slice(0, MOST_ITEMS), `… and ${items.length - MOST_ITEMS} more: --json has them all`]
    : items

/** What an audit tells, in order; texts from outside are escaped for a terminal. */
export function auditSections(audit: AuditDocument): AuditSection[] {
  const { fixes, inbox, policies, unproven, flaky, false_reds } = audit
  const oneSided = policies.filter(isOneSided)
  return [
    { name: 'fixes', said: fixesText(audit), items: fixes.bare.map(bareText), isFine: fixes.bare.length === 0 },
    {
      name: 'waivers',
      said: count(fixes.waivers.length, 'waiver'),
      items: fixes.waivers.map(waiverText),
      isFine: true,
    },
    {
      name: 'inbox',
      said: inboxText(inbox),
      items: inbox.map(
        ({ id, days, title }) => `${id}  ${count(days, 'day')}  ${escapeLine(title ?? '(no title yet)', 100)}`,
      ),
      isFine: true,
    },
    {
      name: 'policies',
      said: `${oneSided.length} of ${policies.length} probed from one side only`,
      items: oneSided.map(({ name, inside, outside }) => `${escapeLine(name)}: inside ${inside}, outside ${outside}`),
      isFine: oneSided.length === 0,
    },
    {
      name: 'never red',
      said:
        unproven.length === 0
          ? 'every case was seen red'
          : `${count(unproven.length, 'case')}: nothing here shows that ${unproven.length === 1 ? 'it' : 'they'} can fail`,
      items: unproven,
      isFine: true,
    },
    {
      name: 'flaky',
      said: count(flaky.length, 'case'),
      items: flaky.map((one) => `${one.id}  ${flakeText(one)}`),
      isFine: flaky.length === 0,
    },
    {
      name: 'false reds',
      said: chanceText(false_reds),
      items: remedyLines(false_reds),
      isFine: false_reds.answers === 0 || false_reds.chance < false_reds.goal,
    },
    {
      name: 'tiers',
      said: tiersText(audit),
      items: audit.tiers.over.length > 0 ? ['casebook retier'] : [],
      isFine: audit.tiers.over.length === 0,
    },
  ]
}

function fixesText({ fixes: { total, linked, waived, bare, before } }: AuditDocument): string {
  const earlier = before > 0 ? `; ${before} more from before the set existed` : ''
  if (total === 0) return `no commit refers to a bug as fixed${earlier}`
  return `${total} ${total === 1 ? 'commit refers' : 'commits refer'} to a bug as fixed: ${linked} with a case, ${waived} waived, ${bare.length} without${earlier}`
}

const bareText = ({ commit, subject, bugs }: AuditedCommit): string =>
  `${commit.slice(0, 12)}  ${escapeLine(subject, 100)}  (${bugs.map((bug) => escapeLine(bug)).join(', ')})`

const waiverText = ({ bug, reason, commit, note }: AuditedWaiver): string =>
  `${escapeLine(bug)}  ${escapeLine(reason, 200)}  (${commit === null ? escapeLine(note ?? '') : commit.slice(0, 12)})`

const inboxText = (inbox: AuditDocument['inbox']): string =>
  inbox.length === 0
    ? 'empty'
    : `${count(inbox.length, 'case')} ${inbox.length === 1 ? 'waits' : 'wait'} for a fix, the oldest for ${count(inbox[0]!.days, 'day')}`

function tiersText({ tiers: { smoke, full, extended, limit, budget_ms, typical_ms, over } }: AuditDocument): string {
  const time = typical_ms === null ? '' : `, in ${renderDuration(typical_ms)} of ${renderDuration(budget_ms)}`
  const fine =
    over.length === 0 ? '' : `; over its ${over.map((one) => (one === 'limit' ? 'limit' : 'time')).join(' and ')}`
  return `smoke ${smoke} of ${limit}${time}, full ${full}, extended ${extended}${fine}`
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
