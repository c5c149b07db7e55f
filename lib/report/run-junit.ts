import type { CaseResult, RunDocument } from '../run/types.ts'
import { escapeLine } from './escape-text.ts'
import { escapeXml } from './escape-xml.ts'
import { makePaint } from './paint.ts'
import { casePath, type ReportedRun } from './reported-run.ts'
import { outcomeOf, whereOf } from './run-counts.ts'
import { renderFailure } from './run-text.ts'
import { soakLines } from './soak-text.ts'
import { MEANINGS } from './verdict-meaning.ts'

/**
 * Renders a run as JUnit XML. Only what the schemas of Ant and of Jenkins both allow is written, so that GitHub, GitLab and
 * Jenkins take it: red is a failure, what could not be told an error.
 */
export function renderJunit(reported: ReportedRun): string {
  const { run, at } = reported
  const { error, relapsed, failed, flaky, missing } = run.totals
  const counts = { tests: run.results.length, failures: relapsed + failed + flaky + missing, errors: error, skipped: 0 }
  const name = escapeLine(run.set.name)
  const suite = {
    id: 0,
    name,
    package: name,
    ...counts,
    time: seconds(run.duration_ms),
    timestamp: isoSeconds(at),
    hostname: 'localhost',
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${attributes(suite)}>`,
    '    <properties>',
    ...Object.entries(propertiesOf(run)).map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
    '    </properties>',
    ...run.results.map((result) => renderCase(result, reported)),
    `    <system-out>${escapeXml(systemOut(run))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const propertiesOf = (run: RunDocument): Record<string, string> => ({
  outcome: outcomeOf(run),
  tier: run.tier,
  ...(run.selection.shard === null ? {} : { shard: run.selection.shard }),
  set: whereOf(run),
})

function renderCase(result: CaseResult, reported: ReportedRun): string {
  const { id, title, tier, verdict, attempts } = result
  const named = attributes({
    name: escapeLine(`${id} ${title}`),
    classname: `${escapeLine(reported.run.set.name)}.${tier}`,
    time: seconds(attempts.reduce((sum, { duration_ms }) => sum + duration_ms, 0)),
  })
  if (verdict === 'pass') return `    <testcase${named}/>`
  const kind = verdict === 'error' ? 'error' : 'failure'
  const text = `${renderFailure(result, makePaint(false), reported.run.blame).trimEnd()}\n  ${casePath(reported, result)}`
  return [
    `    <testcase${named}>`,
    `      <${kind}${attributes({ type: verdict, message: `${verdict}: ${MEANINGS[verdict]}` })}>${escapeXml(text)}</${kind}>`,
    '    </testcase>',
  ].join('\n')
}

const systemOut = (run: RunDocument): string =>
  [
    ...run.results.filter(({ reused }) => reused).map(({ id }) => `${id}: an earlier verdict was reused`),
    ...(run.soak ? soakLines(run.soak) : []),
  ]
    .map((line) => `${line}\n`)
    .join('')

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(escapeLine(String(value), 500))}"`)
    .join('')

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
/** Ant's schema takes no zone and no fraction. */
const isoSeconds = (at: Date): string => at.toISOString().slice(0, 19)
