import type { Finding } from '../problem.ts'
import { bugLink } from './bug-link.ts'
import { shellWord } from './shell-word.ts'
import type { Bug, BugNames } from './types.ts'

/** Faults of a case that have a mend of their own; any other is told by `check`. */
export const IN_INBOX = 'is in the inbox'
export const NOT_STAGED = 'is not staged'

const SHOWN = 5

export const noCase = (bug: Bug, names: BugNames): Finding => ({
  code: 'bug-without-case',
  message: `message refers to bug ${quote(bug.text)}, which no case of the set links`,
  hint: captureHint(bug, names),
})

export const noTrailer = (bug: Bug, cases: readonly string[]): Finding => ({
  code: 'bug-without-trailer',
  message: `message refers to bug ${quote(bug.text)} and names no case that links it`,
  ...addOneOf(cases),
})

export const otherBug = (bug: Bug, named: readonly string[], cases: readonly string[], names: BugNames): Finding => ({
  code: 'case-of-another-bug',
  message:
    named.length === 1
      ? `case ${named.map(quote).join()} does not link bug ${quote(bug.text)}`
      : `none of the cases ${shorten(named.map(quote))} links bug ${quote(bug.text)}`,
  ...(cases.length > 0 ? addOneOf(cases) : linkTo(bug, names)),
})

export const unknownCase = (id: string): Finding => ({
  code: 'case-unknown',
  message: `trailer names case ${quote(id)}, which is not in the set`,
  hint: 'casebook list',
  id,
})

export function faultyCase(id: string, fault: string): Finding {
  const message = `case ${quote(id)} ${fault}`
  if (fault === IN_INBOX) return { code: 'case-in-inbox', message, hint: `casebook admit ${id}`, id }
  if (fault === NOT_STAGED) return { code: 'case-not-staged', message, hint: `git add ':/*${id}.yaml'`, id }
  return { code: 'case-invalid', message, hint: 'casebook check', id }
}

export const malformedTrailer = (word: string): Finding => ({
  code: 'trailer-malformed',
  message: `trailer names ${quote(word)}, which is no case id`,
  hint: 'Regression-Case: reg-YYYY-MM-DD-xxxxxx',
})

export const gluedLine = (line: string): Finding => ({
  code: 'trailer-glued',
  message: `line ${quote(line)} is no trailer in git's eyes`,
  hint: 'put a blank line before it, and nothing but trailers after that blank line',
})

export const waiverForbidden = (reason: string): Finding => ({
  code: 'waiver-forbidden',
  message: `trailer ${quote(waiverLine(reason))} is a waiver, and "bugs.waivers" is not true`,
  hint: 'name a case instead',
  otherwise: ['allow it in casebook.yaml: bugs: {waivers: true}'],
})

export const waiverWithoutReason = (): Finding => ({
  code: 'waiver-without-reason',
  message: 'trailer "Regression-Case: none" gives no reason',
  hint: 'Regression-Case: none (reason)',
})

const waiverLine = (reason: string): string => `Regression-Case: none${reason === '' ? '' : ` (${reason})`}`

function captureHint(bug: Bug, names: BugNames): string {
  const link = bugLink(bug.text, names)
  if (link === null) return `tell where ${quote(bug.text)} is in casebook.yaml: bugs: {repo: https://…}`
  return `casebook capture <trace> --bug ${shellWord(link)}, then casebook admit <id>`
}

type Mend = Pick<Finding, 'hint' | 'otherwise'>

function linkTo(bug: Bug, names: BugNames): Mend {
  const link = bugLink(bug.text, names)
  const capture = captureHint(bug, names)
  return link === null ? { hint: capture } : { hint: `add ${link} to the bug_link of the case`, otherwise: [capture] }
}

function addOneOf(ids: readonly string[]): Mend {
  const [first, ...more] = ids.map((id) => `the line Regression-Case: ${id}`)
  const left = ids.length - SHOWN
  const otherwise = [...more.slice(0, SHOWN - 1), ...(left > 0 ? [`one of ${left} more: casebook list`] : [])]
  return { hint: `add ${first}`, ...(otherwise.length > 0 ? { otherwise } : {}) }
}

const shorten = (items: readonly string[]): string =>
  items.length <= SHOWN ? items.join(', ') : `${items.slice(0, SHOWN).join(', ')} and ${items.length - SHOWN} more`

const quote = (text: string): string => `"${text.length > 120 ? `${text.slice(0, 119)}…` : text}"`
