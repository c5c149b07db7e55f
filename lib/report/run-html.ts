import { bugLinks } from '../case/types.ts'
import type { CaseResult } from '../run/types.ts'
import type { Verdict } from '../verdict/types.ts'
import { type Bound, tellBounds } from './bounds-text.ts'
import { escapeLine } from './escape-text.ts'
import { escapeXml } from './escape-xml.ts'
import { htmlPage } from './html-page.ts'
import { badge, lineHtml, linkHtml, type Tone, tableHtml } from './html-parts.ts'
import { casePath, failuresOf, type ReportedRun } from './reported-run.ts'
import { countsOf, outcomeOf, whereOf } from './run-counts.ts'
import { soakLines } from './soak-text.ts'
import { MEANINGS } from './verdict-meaning.ts'

/** Failures shown in full: nobody reads more, and a browser has to hold them. */
const MAX_SHOWN = 500
/** Characters of one diff. */
const MAX_DIFF = 50_000

/** Renders a run as one page that works offline: the outcome, each failure with its diff, then every case asked. */
export function renderHtml(reported: ReportedRun): string {
  const { run, at } = reported
  const outcome = outcomeOf(run)
  const failures = failuresOf(reported)
  const time = at.toISOString()
  const body = [
    `<h1>${lineHtml(run.set.name)} ${badge(TONES[outcome], outcome)}</h1>`,
    `<p>${escapeXml(countsOf(run))}</p>`,
    `<p class="soft">${escapeXml(whereOf(run))}, <time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time></p>`,
    ...(failures.length > 0 ? ['<h2>What did not pass</h2>'] : []),
    ...failures.slice(0, MAX_SHOWN).map((one) => renderFailure(one, reported)),
    ...(failures.length > MAX_SHOWN ? [`<p>and ${failures.length - MAX_SHOWN} more in the table below</p>`] : []),
    ...(run.soak ? ['<h2>Soak</h2>', `<pre>${escapeXml(soakLines(run.soak).join('\n'))}</pre>`] : []),
    '<h2>Every case</h2>',
    renderTable(run.results),
  ].join('\n')
  return htmlPage(`${escapeLine(run.set.name)}: ${outcome}`, body)
}

const TONES = { green: 'good', red: 'bad', 'could not be told': 'unsure' } as const
const toneOf = (verdict: Verdict): Tone => (verdict === 'pass' ? 'good' : verdict === 'error' ? 'unsure' : 'bad')

const verdictHtml = (verdict: Verdict): string => badge(toneOf(verdict), verdict)

function renderFailure(result: CaseResult, reported: ReportedRun): string {
  const { id, title, verdict, trace_id, diff, failures } = result
  const facts = [
    ...bugsOf(result).map((link) => ['bug', linkHtml(link)]),
    ...(trace_id === null ? [] : [['trace', lineHtml(trace_id)]]),
    ['file', `<code>${lineHtml(casePath(reported, result), 500)}</code>`],
  ]
  return [
    `<section class="case" aria-labelledby="case-${lineHtml(id)}">`,
    `<h3 id="case-${lineHtml(id)}">${lineHtml(title)} <span class="id">${lineHtml(id)}</span></h3>`,
    `<p>${verdictHtml(verdict)} ${MEANINGS[verdict]}</p>`,
    ...renderFacts(facts),
    ...(diff === null ? [] : [renderDiff(diff, id)]),
    ...failures.map(
      ({ assertion, at, reason }) =>
        `<p><code>${lineHtml(assertion)}</code>${at === null ? '' : ` at <code>${lineHtml(at)}</code>`}: ${lineHtml(reason, 1_000)}</p>`,
    ),
    ...renderFacts(tellBounds(result, reported.run.blame).map(renderBound)),
    '</section>',
  ].join('\n')
}

const bugsOf = ({ bug_link }: CaseResult): readonly string[] => bugLinks(bug_link === null ? {} : { bug_link })

const renderFacts = (facts: readonly string[][]): string[] =>
  facts.length === 0 ? [] : [`<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`]

function renderBound({ label, text }: Bound): string[] {
  const shown = lineHtml(text, 500)
  return [label, label === 'find the commit' ? `<code>${shown}</code>` : shown]
}

/** The reader of a diff may have to scroll it, with the keyboard too. */
function renderDiff(diff: string, id: string): string {
  const text = diff.length > MAX_DIFF ? `${diff.slice(0, MAX_DIFF).replace(/[\ud800-\udbff]$/, '')}\n…` : diff
  const lines = text.replace(/\n$/, '').split('\n').map(renderDiffLine).join('')
  return `<pre role="region" tabindex="0" aria-label="Difference of ${lineHtml(id)} from expected to actual">${lines}</pre>`
}

function renderDiffLine(line: string): string {
  const tag = line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : null
  return tag === null ? `${escapeXml(line)}\n` : `<${tag}>${escapeXml(line)}</${tag}>`
}

const renderTable = (results: readonly CaseResult[]): string =>
  tableHtml(
    `${results.length} ${results.length === 1 ? 'case' : 'cases'} asked`,
    ['verdict', 'case', 'title', 'tier'],
    results.map(({ verdict, reused, id, title, tier }) => [
      `${verdictHtml(verdict)}${reused ? ' reused' : ''}`,
      lineHtml(id),
      lineHtml(title),
      tier,
    ]),
  )
