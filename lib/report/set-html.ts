import type { Tier } from '../case/types.ts'
import type { ShownRun } from '../history/shown-run.ts'
import { htmlPage } from './html-page.ts'
import { badge, lineHtml, linkHtml, type Tone, tableHtml } from './html-parts.ts'
import type { ReportDocument, ReportedCase } from './reported-set.ts'

/** Renders the page of a set, which works offline: how it stood when it ran last, its cases, what they caught, its runs. */
export function renderSet(document: ReportDocument): string {
  const { set, at, commit, cases, last_run: last } = document
  const where = commit === null ? 'nothing committed yet' : `at ${lineHtml(commit.slice(0, 12))}`
  const body = [
    `<h1>${lineHtml(set.name)} ${last === null ? badge('unsure', 'never run') : outcome(last)}</h1>`,
    `<p>${countsOf(cases)}</p>`,
    `<p class="soft">${lineHtml(set.name)}@v${set.version} ${lineHtml(set.root)} ${where}, ${time(at)}</p>`,
    '<h2>Last run</h2>',
    lastRun(document),
    '<h2>Caught</h2>',
    catches(cases),
    ...TIERS.flatMap(([tier, about]) => section(tier, about, cases, at)),
    '<h2>Runs</h2>',
    runsTable(document),
  ].join('\n')
  return htmlPage(`${set.name}: the regression set`, body)
}

const TIERS: readonly (readonly [tier: Tier | 'inbox', about: string])[] = [
  ['smoke', 'asked at every push'],
  ['full', 'asked every night and before a release'],
  ['extended', 'asked every week'],
  ['inbox', 'bugs before their fix: neither hashed nor run'],
]

function countsOf(cases: readonly ReportedCase[]): string {
  const counts = TIERS.map(([tier]) => [tier, cases.filter((one) => one.tier === tier).length] as const)
  return counts.map(([tier, count]) => `${count} in ${tier}`).join(', ')
}

const time = (at: string): string =>
  `<time datetime="${lineHtml(at)}">${lineHtml(at.slice(0, 16).replace('T', ' '))} UTC</time>`
const day = (at: string): string => `<time>${lineHtml(at.slice(0, 10))}</time>`
const short = (commit: string): string => `<code>${lineHtml(commit.slice(0, 12))}</code>`

/** What could not be told is neither green nor red. */
function outcome({ green, red }: ShownRun): string {
  if (green) return badge('good', 'green')
  return red.length > 0 ? badge('bad', 'red') : badge('unsure', 'could not be told')
}

function passed({ counts }: ShownRun): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const others = Object.entries(counts).filter(([verdict, count]) => verdict !== 'pass' && count > 0)
  return [`${counts.pass}/${all} passed`, ...others.map(([verdict, count]) => `${count} ${verdict}`)].join(', ')
}

const scopeOf = ({ tier, selection }: ShownRun): string =>
  selection.ids === null ? `${tier}${selection.shard === null ? '' : ` ${lineHtml(selection.shard)}`}` : 'named cases'

function lastRun({ last_run: last, cases }: ReportDocument): string {
  if (last === null)
    return '<p>History knows none: <code>casebook run</code>, or <code>casebook history pull</code>.</p>'
  const said = `${outcome(last)} ${scopeOf(last)} at ${short(last.commit)} on ${time(last.at)}: ${passed(last)}`
  const titles = new Map(cases.map(({ id, title }) => [id, title]))
  const rows = last.red.map(({ id, verdict, passes, asks }) => [
    badge('bad', verdict),
    lineHtml(id),
    lineHtml(titles.get(id) ?? 'not in the set any more'),
    `passed ${passes} of ${asks}`,
  ])
  const table = tableHtml('What did not pass', ['verdict', 'case', 'title', 'answers'], rows)
  return [`<p>${said}</p>`, ...(rows.length > 0 ? [table] : [])].join('\n')
}

function catches(cases: readonly ReportedCase[]): string {
  const caught = cases.flatMap(({ id, title, history }) =>
    (history?.catches ?? []).map((one) => ({ id, title, ...one })),
  )
  if (caught.length === 0) return '<p>Nothing yet, as far as this clone remembers.</p>'
  const rows = caught
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .map(({ at, id, title, commit, verdict }) => [day(at), lineHtml(id), lineHtml(title ?? ''), short(commit), verdict])
  const caption = `${rows.length === 1 ? 'One bug' : `${rows.length} bugs`} that came back and went no further`
  return tableHtml(caption, ['day', 'case', 'title', 'commit', 'verdict'], rows)
}

function section(tier: Tier | 'inbox', about: string, all: readonly ReportedCase[], at: string): string[] {
  const cases = all.filter((one) => one.tier === tier)
  if (cases.length === 0) return []
  const isInbox = tier === 'inbox'
  const heads = ['case', 'title', 'category', 'bug', isInbox ? 'days' : 'captured', ...(isInbox ? [] : ['stands'])]
  const rows = cases.map((one) => [
    lineHtml(one.id),
    `${one.title === null ? '' : lineHtml(one.title)}${one.valid || isInbox ? '' : ` ${badge('bad', 'not valid')}`}`,
    lineHtml(one.category ?? ''),
    one.bug_link.map(linkHtml).join('<br>'),
    isInbox ? ageOf(one, at) : one.captured_at === null ? '' : day(one.captured_at),
    ...(isInbox ? [] : [standing(one)]),
  ])
  return [`<h2>${tier[0]!.toUpperCase()}${tier.slice(1)}</h2>`, tableHtml(about, heads, rows)]
}

const DAY_MS = 86_400_000

function ageOf({ captured_at: captured }: ReportedCase, at: string): string {
  const days = Math.floor((Date.parse(at) - Date.parse(captured ?? '')) / DAY_MS)
  return Number.isNaN(days) ? '' : String(Math.max(0, days))
}

/** Why it is in smoke says when it was caught, red or green too. */
function standing({ history, why }: ReportedCase): string {
  const [tone, word, detail] = standingOf(history)
  return `${badge(tone, word)} ${why === undefined ? detail : lineHtml(why, 500)}`
}

function standingOf(history: ReportedCase['history']): readonly [tone: Tone, word: string, detail: string] {
  if (history === null) return ['unsure', 'never asked', '']
  if (history.green_since !== null) return ['good', 'green', `since ${day(history.green_since)}`]
  const red = history.last_red
  return red === null ? ['unsure', 'never told', ''] : ['bad', red.verdict, `on ${day(red.at)} at ${short(red.commit)}`]
}

function runsTable({ runs, total }: ReportDocument): string {
  if (runs.length === 0) return '<p>None is recorded in this clone.</p>'
  const rows = runs.map((run) => [
    time(run.at),
    short(run.commit),
    run.kind,
    scopeOf(run),
    outcome(run),
    passed(run),
    run.place,
  ])
  const caption = total > runs.length ? `The latest ${runs.length} of ${total}` : `${total} recorded`
  return tableHtml(caption, ['when', 'commit', 'kind', 'asked', 'outcome', 'answers', 'where'], rows, 'when')
}
