import { describe, expect, it } from 'vitest'
import { bugsOf } from '../../../lib/policy/find-bugs.ts'
import { type CaseOfBug, judgeMessage, type MessageFacts } from '../../../lib/policy/judge-message.ts'
import { canonicalBug } from '../../../lib/policy/same-bug.ts'
import { readCaseTrailers } from '../../../lib/policy/trailers.ts'
import { rulesWith } from './rules.ts'

const A = 'reg-2026-11-22-aaaaaa'
const B = 'reg-2026-11-22-bbbbbb'
const C = 'reg-2026-11-22-cccccc'

interface Story {
  bugs: string[]
  /** Values of the trailers. */
  says?: string[]
  cases?: Record<string, string[]>
  faults?: Record<string, string>
  waivers?: boolean
  repo?: string | null
  glued?: string
  exemption?: MessageFacts['exemption']
}

/** What the hook would know: `cases` are those of the index with their links, those with a fault are not valid. */
function factsOf({
  bugs,
  says = [],
  cases = {},
  faults = {},
  waivers = false,
  repo = rulesWith().repo,
  ...rest
}: Story): MessageFacts {
  const rules = rulesWith({ waivers, repo, keys: ['SHOP'] })
  const known = Object.entries(cases).map(([id, links]): CaseOfBug => ({ id, bugs: links, fault: faults[id] ?? null }))
  const casesOf = new Map<string, string[]>()
  for (const one of known.filter(({ fault }) => fault === null)) {
    for (const bug of one.bugs.map((link) => canonicalBug(link, rules)))
      casesOf.set(bug, [...(casesOf.get(bug) ?? []), one.id])
  }
  const trailers = readCaseTrailers(says.map((value) => `Regression-Case: ${value}\n`).join(''))
  const named = new Map(trailers.ids.map((id) => [id, known.find((one) => one.id === id) ?? null]))
  return { exemption: null, glued: null, ...rest, bugs: bugsOf(bugs, rules), trailers, named, casesOf, rules }
}

const LINK = 'https://github.com/acme/shop/issues/412'

const accepted: [string, Story, object][] = [
  ['no bug', { bugs: [], says: ['reg-12'] }, { why: 'no-bug' }],
  ['an exempt message', { bugs: ['#412'], exemption: 'merge' }, { why: 'exempt' }],
  ['a named case that links the bug', { bugs: ['#412'], says: [A], cases: { [A]: [LINK] } }, { why: 'linked' }],
  [
    'one of the named cases links the bug',
    { bugs: ['#412'], says: [A, B], cases: { [A]: ['#1'], [B]: ['#412'] } },
    { why: 'linked' },
  ],
  [
    'one case for two bugs',
    { bugs: ['#412', 'shop-7'], says: [A], cases: { [A]: [LINK, 'SHOP-7'] } },
    { why: 'linked' },
  ],
  ['a case for each bug', { bugs: ['#1', '#2'], says: [A, B], cases: { [A]: ['#1'], [B]: ['#2'] } }, { why: 'linked' }],
  ['a waiver', { bugs: ['#412'], says: ['none (dashboard)'], waivers: true }, { why: 'waived' }],
  [
    'a waiver for the rest',
    { bugs: ['#1', '#2'], says: [A, 'none (x)'], cases: { [A]: ['#1'] }, waivers: true },
    { why: 'waived' },
  ],
  ['a waiver that is not needed', { bugs: ['#1'], says: [A, 'none (x)'], cases: { [A]: ['#1'] } }, { why: 'linked' }],
  [
    'a glued line that is not needed',
    { bugs: ['#1'], says: [A], cases: { [A]: ['#1'] }, glued: `x Regression-Case: ${B}` },
    { why: 'linked' },
  ],
  ['exactly one case', { bugs: ['#412'], cases: { [A]: [LINK], [B]: ['#1'] } }, { why: 'to-write', trailers: [A] }],
  [
    'exactly one case for each bug',
    { bugs: ['#1', '#2'], cases: { [A]: ['#1'], [B]: ['#2'] } },
    { why: 'to-write', trailers: [A, B] },
  ],
  [
    'the one case of two bugs',
    { bugs: ['#1', '#2'], cases: { [A]: ['#1', '#2'] } },
    { why: 'to-write', trailers: [A] },
  ],
  [
    'one case for the bug not yet linked',
    { bugs: ['#1', '#2'], says: [A], cases: { [A]: ['#1'], [B]: ['#2'] } },
    { why: 'to-write', trailers: [B] },
  ],
  [
    'one case beside a named case of another bug',
    { bugs: ['#2'], says: [A], cases: { [A]: ['#1'], [B]: ['#2'] } },
    { why: 'to-write', trailers: [B] },
  ],
]

type Said = { code: string; message: string; hint: string; otherwise?: string[]; id?: string }
const CAPTURE = `casebook capture <trace> --bug ${LINK}, then casebook admit <id>`
const bare: Said = {
  code: 'bug-without-case',
  message: 'message refers to bug "#412", which no case of the set links',
  hint: CAPTURE,
}

const refused: [string, Story, Said[]][] = [
  ['no case at all', { bugs: ['#412'] }, [bare]],
  [
    'no case for a key',
    { bugs: ['SHOP-7'] },
    [
      {
        code: 'bug-without-case',
        message: 'message refers to bug "SHOP-7", which no case of the set links',
        hint: 'casebook capture <trace> --bug SHOP-7, then casebook admit <id>',
      },
    ],
  ],
  [
    'no case, and no repo to tell the link by: the number is quoted for the shell',
    { bugs: ['#412'], repo: null },
    [{ ...bare, hint: "casebook capture <trace> --bug '#412', then casebook admit <id>" }],
  ],
  [
    'no case, and no repo to tell the host by',
    { bugs: ['acme/other#4'], repo: null },
    [
      {
        code: 'bug-without-case',
        message: 'message refers to bug "acme/other#4", which no case of the set links',
        hint: 'tell where "acme/other#4" is in casebook.yaml: bugs: {repo: https://…}',
      },
    ],
  ],
  [
    'several cases and no trailer',
    { bugs: ['#412'], cases: { [A]: ['#412'], [B]: [LINK] } },
    [
      {
        code: 'bug-without-trailer',
        message: 'message refers to bug "#412" and names no case that links it',
        hint: `add the line Regression-Case: ${A}`,
        otherwise: [`the line Regression-Case: ${B}`],
      },
    ],
  ],
  [
    'one bug with a case and one without: nothing is written in',
    { bugs: ['#1', '#412'], cases: { [A]: ['#1'] } },
    [
      {
        code: 'bug-without-trailer',
        message: 'message refers to bug "#1" and names no case that links it',
        hint: `add the line Regression-Case: ${A}`,
      },
      bare,
    ],
  ],
  [
    'a case that links another bug',
    { bugs: ['#412'], says: [A], cases: { [A]: ['#1'] } },
    [
      {
        code: 'case-of-another-bug',
        message: `case "${A}" does not link bug "#412"`,
        hint: `add ${LINK} to the bug_link of the case`,
        otherwise: [CAPTURE],
      },
    ],
  ],
  [
    'a case that links another bug, and no repo to tell the host by',
    { bugs: ['acme/other#4'], says: [A], cases: { [A]: ['#1'] }, repo: null },
    [
      {
        code: 'case-of-another-bug',
        message: `case "${A}" does not link bug "acme/other#4"`,
        hint: 'tell where "acme/other#4" is in casebook.yaml: bugs: {repo: https://…}',
      },
    ],
  ],
  [
    'cases that link other bugs, where several would do',
    {
      bugs: ['#412'],
      says: [`${A} ${B}`],
      cases: { [A]: ['#1'], [B]: ['#2'], [C]: ['#412'], 'reg-2026-11-22-dddddd': ['#412'] },
    },
    [
      {
        code: 'case-of-another-bug',
        message: `none of the cases "${A}", "${B}" links bug "#412"`,
        hint: `add the line Regression-Case: ${C}`,
        otherwise: ['the line Regression-Case: reg-2026-11-22-dddddd'],
      },
    ],
  ],
  [
    'an unknown case',
    { bugs: ['#412'], says: [A] },
    [
      {
        code: 'case-unknown',
        message: `trailer names case "${A}", which is not in the set`,
        hint: 'casebook list',
        id: A,
      },
      bare,
    ],
  ],
  [
    'an unknown case beside one that links the bug',
    { bugs: ['#412'], says: [A, B], cases: { [B]: ['#412'] } },
    [
      {
        code: 'case-unknown',
        message: `trailer names case "${A}", which is not in the set`,
        hint: 'casebook list',
        id: A,
      },
    ],
  ],
  [
    'a case in the inbox',
    { bugs: ['#412'], says: [A], cases: { [A]: ['#412'] }, faults: { [A]: 'is in the inbox' } },
    [{ code: 'case-in-inbox', message: `case "${A}" is in the inbox`, hint: `casebook admit ${A}`, id: A }],
  ],
  [
    'a case that is not staged',
    { bugs: ['#412'], says: [A], cases: { [A]: ['#412'] }, faults: { [A]: 'is not staged' } },
    [{ code: 'case-not-staged', message: `case "${A}" is not staged`, hint: `git add ':/*${A}.yaml'`, id: A }],
  ],
  [
    'an invalid case',
    { bugs: ['#412'], says: [A], cases: { [A]: ['#412'] }, faults: { [A]: 'lacks "title"' } },
    [{ code: 'case-invalid', message: `case "${A}" lacks "title"`, hint: 'casebook check', id: A }],
  ],
  [
    'an invalid case of another bug',
    { bugs: ['#412'], says: [A], cases: { [A]: ['#1'] }, faults: { [A]: 'lacks "title"' } },
    [{ code: 'case-invalid', message: `case "${A}" lacks "title"`, hint: 'casebook check', id: A }, bare],
  ],
  [
    'a malformed id, though one case would do',
    { bugs: ['#412'], says: ['reg-12'], cases: { [A]: ['#412'] } },
    [
      {
        code: 'trailer-malformed',
        message: 'trailer names "reg-12", which is no case id',
        hint: 'Regression-Case: reg-YYYY-MM-DD-xxxxxx',
      },
      {
        code: 'bug-without-trailer',
        message: 'message refers to bug "#412" and names no case that links it',
        hint: `add the line Regression-Case: ${A}`,
      },
    ],
  ],
  [
    'a trailer glued to prose',
    { bugs: ['#412'], cases: { [A]: ['#412'] }, glued: `Regression-Case: ${A}` },
    [
      {
        code: 'trailer-glued',
        message: `line "Regression-Case: ${A}" is no trailer in git's eyes`,
        hint: 'put a blank line before it, and nothing but trailers after that blank line',
      },
    ],
  ],
  [
    'a waiver without permission',
    { bugs: ['#412'], says: ['none (dashboard)'] },
    [
      {
        code: 'waiver-forbidden',
        message: 'trailer "Regression-Case: none (dashboard)" is a waiver, and "bugs.waivers" is not true',
        hint: 'name a case instead',
        otherwise: ['allow it in casebook.yaml: bugs: {waivers: true}'],
      },
      bare,
    ],
  ],
  [
    'a waiver without permission or reason, though one case would do',
    { bugs: ['#412'], says: ['none'], cases: { [A]: ['#412'] } },
    [
      {
        code: 'waiver-forbidden',
        message: 'trailer "Regression-Case: none" is a waiver, and "bugs.waivers" is not true',
        hint: 'name a case instead',
        otherwise: ['allow it in casebook.yaml: bugs: {waivers: true}'],
      },
      {
        code: 'bug-without-trailer',
        message: 'message refers to bug "#412" and names no case that links it',
        hint: `add the line Regression-Case: ${A}`,
      },
    ],
  ],
  [
    'a waiver without reason',
    { bugs: ['#412'], says: ['none'], waivers: true },
    [
      {
        code: 'waiver-without-reason',
        message: 'trailer "Regression-Case: none" gives no reason',
        hint: 'Regression-Case: none (reason)',
      },
    ],
  ],
  [
    'a waiver beside an unknown case',
    { bugs: ['#412'], says: [A, 'none (x)'], waivers: true },
    [
      {
        code: 'case-unknown',
        message: `trailer names case "${A}", which is not in the set`,
        hint: 'casebook list',
        id: A,
      },
    ],
  ],
]

describe('judgeMessage', () => {
  it.each(accepted)('accepts %s', (_, story, expected) => {
    expect(judgeMessage(factsOf(story))).toEqual({ ok: true, ...expected })
  })

  it.each(refused)('refuses %s', (_, story, findings) => {
    expect(judgeMessage(factsOf(story))).toEqual({ ok: false, findings })
  })

  it('keeps a refusal short, whatever was written', () => {
    const ids = Array.from({ length: 7 }, (_, i) => `reg-2026-11-22-00000${i}`)
    const judged = judgeMessage(
      factsOf({ bugs: ['#412'], says: ['x'.repeat(5000)], cases: Object.fromEntries(ids.map((id) => [id, ['#412']])) }),
    )
    expect(judged).toEqual({
      ok: false,
      findings: [
        expect.objectContaining({ message: `trailer names "${'x'.repeat(119)}…", which is no case id` }),
        expect.objectContaining({
          hint: `add the line Regression-Case: ${ids[0]}`,
          otherwise: [
            ...ids.slice(1, 5).map((id) => `the line Regression-Case: ${id}`),
            'one of 2 more: casebook list',
          ],
        }),
      ],
    })
  })
})
