import type { AuditDocument } from '../audit/audit-document.ts'
import { isOneSided } from '../audit/count-policies.ts'
import { auditSections } from './audit-text.ts'
import { escapeMarkdown, linkMarkdown } from './escape-markdown.ts'

/** GitHub takes 65,536 characters as the text of an issue. */
const MAX_LENGTH = 60_000
const MAX_ROWS = 100

/** Renders an audit as Markdown for an issue: what is to mend as a list to tick off, all the rest in a table. */
export function renderAuditMarkdown(audit: AuditDocument): string {
  const { set, since, commit, history } = audit
  const rows = auditSections(audit).map(
    ({ name, said, isFine }) => `| ${isFine ? '' : '**'}${name}${isFine ? '' : '**'} | ${escapeMarkdown(said, 500)} |`,
  )
  const from =
    history.first === null ? 'no recorded run' : `${history.runs} recorded runs since ${history.first.slice(0, 10)}`
  const parts = [
    `### Audit of ${escapeMarkdown(set)} since ${since}`,
    escapeMarkdown(`At ${commit?.slice(0, 12) ?? 'no commit'}, by ${from}.`),
    ['| | |', '| --- | --- |', ...rows].join('\n'),
    ...tasks(audit),
    ...details(audit),
  ]
  return `${within(parts).join('\n\n')}\n`
}

/** What somebody should do something about. */
function tasks({ fixes, policies, flaky }: AuditDocument): string[] {
  const bare = fixes.bare.map(
    ({ commit, subject, bugs }) =>
      `${escapeMarkdown(commit.slice(0, 12))} ${escapeMarkdown(subject, 200)}: no case for ${bugs.map(linkMarkdown).join(', ')}`,
  )
  const sides = policies
    .filter(isOneSided)
    .map(
      ({ name, inside }) => `policy ${escapeMarkdown(name)}: probe it from ${inside === 0 ? 'inside' : 'outside'} too`,
    )
  const flakes = flaky.map(
    ({ id, disagreements, runs }) => `${escapeMarkdown(id)} disagreed in ${disagreements} of ${runs} runs`,
  )
  const all = [...bare, ...sides, ...flakes]
  if (all.length === 0) return []
  const more = all.length > MAX_ROWS ? [`… and ${all.length - MAX_ROWS} more`] : []
  return [[...all.slice(0, MAX_ROWS).map((task) => `- [ ] ${task}`), ...more].join('\n')]
}

const FOLDED = ['waivers', 'inbox', 'never red', 'false reds', 'flaky']

function details(audit: AuditDocument): string[] {
  return auditSections(audit)
    .filter(({ name, items }) => FOLDED.includes(name) && items.length > 0)
    .map(({ name, items }) => {
      const more = items.length > MAX_ROWS ? [`- … and ${items.length - MAX_ROWS} more`] : []
      const shown = items.slice(0, MAX_ROWS).map((item) => `- ${escapeMarkdown(item, 500)}`)
      return [`<details><summary>${name} (${items.length})</summary>`, '', ...shown, ...more, '', '</details>'].join(
        '\n',
      )
    })
}

/** As many parts as fit. */
function within(parts: readonly string[]): string[] {
  let room = MAX_LENGTH
  return parts.filter((part) => {
    room -= part.length
    return room >= 0
  })
}
