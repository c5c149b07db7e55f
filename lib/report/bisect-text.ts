import type { BisectDocument, Culprit } from '../bisect/document.ts'
import { sayCommit, sayRequest, shortCommit } from './commit-text.ts'
import { escapeLine } from './escape-text.ts'
import type { Paint } from './paint.ts'
import { renderDiffLines } from './run-text.ts'

const MOST_LISTED = 10

/** Renders what a search for the first bad commit came to, for somebody who is on call. */
export function renderBisect(document: BisectDocument, paint: Paint): string {
  const { id, title, outcome, culprit } = document
  const lines = [
    `${paint.bold(escapeLine(id))}  ${escapeLine(title)}`,
    ...(culprit
      ? foundLines(document, culprit, paint)
      : [`  ${paint.red(outcome)}: ${escapeLine(document.reason, 600)}`]),
    ...candidateLines(document),
    ...unaskedLines(document),
    `  ${paint.dim(effort(document))}`,
  ]
  return `${lines.join('\n')}\n`
}

function foundLines({ previous, answers }: BisectDocument, culprit: Culprit, paint: Paint): string[] {
  return [
    `  ${paint.red('broken by')}  ${sayCommit(culprit)}`,
    ...requestLines(culprit.pull_request),
    ...fileLines(culprit),
    ...(previous ? [`  ${paint.green('last good')}  ${sayCommit(previous)}`] : []),
    ...(answers?.diff ? ['  what it answers, before and after:', ...renderDiffLines(answers.diff, paint)] : []),
  ]
}

const requestLines = (request: Culprit['pull_request']): string[] =>
  request === null ? [] : [`  came with  ${sayRequest(request)}`]

function fileLines({ files, changed }: Culprit): string[] {
  const rest = changed - files.length
  const shown = files.slice(0, MOST_LISTED).map((path) => escapeLine(path))
  const more = files.length > MOST_LISTED ? [`${files.length - MOST_LISTED} more`] : []
  const others = rest > 0 ? [`${rest} ${rest === 1 ? 'file' : 'files'} outside of the declared inputs`] : []
  const said = [...shown, ...more, ...others]
  return said.length === 0 ? [] : [`  changed    ${said.join(', ')}`]
}

function candidateLines({ candidates }: BisectDocument): string[] {
  if (candidates.length === 0) return []
  const shown = candidates.slice(-MOST_LISTED).map(shortCommit)
  const more = candidates.length > MOST_LISTED ? `${candidates.length - MOST_LISTED} older, ` : ''
  return [`  one of     ${more}${shown.join(', ')}`]
}

/** A person needs one example of what is wrong with a stretch of commits, not each. */
function unaskedLines({ unasked }: BisectDocument): string[] {
  const [first] = unasked
  if (!first) return []
  const count = unasked.length === 1 ? 'one commit' : `${unasked.length} commits`
  const example = unasked.length === 1 ? '' : ', for one'
  return [`  skipped    ${count}: ${shortCommit(first.commit)}${example}: ${escapeLine(first.reason, 200)}`]
}

function effort({ evaluated, between, rounds, duration_ms: ms }: BisectDocument): string {
  return `asked ${evaluated} ${evaluated === 1 ? 'commit' : 'commits'} to search ${between}, in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${(ms / 1000).toFixed(1)} s`
}
