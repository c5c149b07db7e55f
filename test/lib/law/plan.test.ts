import { describe, expect, it } from 'vitest'
import type { Tier } from '../../../lib/case/types.ts'
import type { Note } from '../../../lib/law/note.ts'
import { type LawCase, type LawPlan, type LawSet, planLaw } from '../../../lib/law/plan.ts'
import { type Finding, hintsOf } from '../../../lib/problem.ts'
import { aCase, aSet, demandOf, idOf, lawNote } from './builders.ts'

const A = idOf('a')
const B = idOf('b')
const [D0, D1, D2, D3] = [0, 1, 2, 3].map(demandOf) as [string, string, string, string]
const PLACES = { rev: 'origin/main', pathOf: (id: string) => `evals/set/${id}.yaml` }

const retires = (id: string, demand = D0): Partial<Note> => ({ retire: [{ id, demand }] })
const changes = (id: string, from: string, to: string): Partial<Note> => ({ change: [{ id, from, to }] })
const moves = (id: string, from: Tier, to: Tier): Partial<Note> => ({ move: [{ id, from, to }] })
const notesOf = (...all: Partial<Note>[]) => all.map((over, index) => lawNote(`n${index + 1}`, over))
const holding = (demand: string, over: Partial<LawCase> = {}): LawCase => aCase(A, { demand, ...over })

/** The lists of ids, those that are not empty. */
function listsOf(plan: LawPlan): Record<string, unknown> {
  const { problems: _problems, warnings: _warnings, notes: _notes, ...lists } = plan
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code, id }) => `${code} ${id}`)

interface Row {
  base: LawSet
  tip: LawSet
  /** Lists that are not empty. */
  lists?: object
  problems?: string[]
  warnings?: string[]
}

const BASE = aSet([holding(D0)])
const STRAY = `stray-entry ${A}`
const OLD = lawNote('n0', retires(B))

const rows: [string, Row][] = [
  ['a set as it was is lawful', { base: BASE, tip: BASE }],
  ['a new case is free', { base: BASE, tip: aSet([holding(D0), aCase(B)]), lists: { added: [B] } }],
  [
    'a new case may start in any tier',
    { base: BASE, tip: aSet([holding(D0), aCase(B, { tier: 'extended' })]), lists: { added: [B] } },
  ],
  [
    'a description is free to change',
    { base: BASE, tip: aSet([holding(D0, { content: 'other' })]), lists: { annotated: [A] } },
  ],
  [
    'a changed demand without a note is named',
    {
      base: BASE,
      tip: aSet([holding(D1)]),
      lists: { changed: [A], unexplained: [A] },
      problems: [`unexplained-change ${A}`],
    },
  ],
  [
    'a changed demand with its note is lawful',
    { base: BASE, tip: aSet([holding(D1)], notesOf(changes(A, D0, D1))), lists: { changed: [A] } },
  ],
  [
    'two notes that lead there one after the other explain a change',
    { base: BASE, tip: aSet([holding(D2)], notesOf(changes(A, D1, D2), changes(A, D0, D1))), lists: { changed: [A] } },
  ],
  [
    'one note may hold both steps',
    {
      base: BASE,
      tip: aSet(
        [holding(D2)],
        [
          lawNote('n1', {
            change: [
              { id: A, from: D0, to: D1 },
              { id: A, from: D1, to: D2 },
            ],
          }),
        ],
      ),
      lists: { changed: [A] },
    },
  ],
  [
    'a change and its way back are no change',
    { base: BASE, tip: aSet([holding(D0)], notesOf(changes(A, D0, D1), changes(A, D1, D0))) },
  ],
  [
    'a note that leads elsewhere explains nothing',
    {
      base: BASE,
      tip: aSet([holding(D2)], notesOf(changes(A, D0, D1))),
      lists: { changed: [A], unexplained: [A] },
      problems: [`unexplained-change ${A}`],
      warnings: [STRAY],
    },
  ],
  [
    'a note read backwards explains nothing',
    {
      base: BASE,
      tip: aSet([holding(D1)], notesOf(changes(A, D1, D0))),
      lists: { changed: [A], unexplained: [A] },
      problems: [`unexplained-change ${A}`],
      warnings: [STRAY],
    },
  ],
  [
    'a note of another case explains nothing',
    {
      base: aSet([holding(D0), aCase(B)]),
      tip: aSet([holding(D1), aCase(B)], notesOf(changes(B, D0, D1))),
      lists: { changed: [A], unexplained: [A] },
      problems: [`unexplained-change ${A}`],
      warnings: [`stray-entry ${B}`],
    },
  ],
  [
    'a case that is gone without a note is named',
    { base: BASE, tip: aSet(), lists: { retired: [A], unexplained: [A] }, problems: [`unexplained-retirement ${A}`] },
  ],
  [
    'a case that is gone with its note is retired',
    { base: BASE, tip: aSet([], notesOf(retires(A))), lists: { retired: [A] } },
  ],
  [
    'a note that retires another demand explains nothing',
    {
      base: BASE,
      tip: aSet([], notesOf(retires(A, D1))),
      lists: { retired: [A], unexplained: [A] },
      problems: [`unexplained-retirement ${A}`],
      warnings: [STRAY],
    },
  ],
  [
    'a case may be changed and then retired',
    { base: BASE, tip: aSet([], notesOf(changes(A, D0, D1), retires(A, D1))), lists: { retired: [A] } },
  ],
  [
    'a note of the base explains no second retirement',
    {
      base: aSet([holding(D0)], notesOf(retires(A))),
      tip: aSet([], notesOf(retires(A))),
      lists: { retired: [A], unexplained: [A] },
      problems: [`unexplained-retirement ${A}`],
    },
  ],
  [
    'a retired case that is back as it was is untouched, and its note warns',
    { base: BASE, tip: aSet([holding(D0)], notesOf(retires(A))), warnings: [STRAY] },
  ],
  [
    'a retired case may be added again with another demand',
    { base: BASE, tip: aSet([holding(D3)], notesOf(retires(A))), lists: { changed: [A] } },
  ],
  [
    'a retired case may be added again, and changed after that',
    { base: BASE, tip: aSet([holding(D3)], notesOf(retires(A), changes(A, D2, D3))), lists: { changed: [A] } },
  ],
  [
    'a retired case may be added again in any tier',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'extended' })], notesOf(retires(A))),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
    },
  ],
  [
    'a retirement of a later range is undone by adding alone',
    { base: aSet([], notesOf(retires(A))), tip: aSet([holding(D1)], notesOf(retires(A))), lists: { added: [A] } },
  ],

  [
    'two branches that retire one case merge clean',
    { base: BASE, tip: aSet([], notesOf(retires(A), retires(A))), lists: { retired: [A] } },
  ],
  [
    'two branches that retire one case and a third that adds one merge clean',
    { base: BASE, tip: aSet([aCase(B)], notesOf(retires(A), retires(A))), lists: { added: [B], retired: [A] } },
  ],
  [
    'the second of them merges clean after the first, with a warning',
    {
      base: aSet([], notesOf(retires(A))),
      tip: aSet([aCase(B)], notesOf(retires(A), retires(A))),
      lists: { added: [B] },
      warnings: [STRAY],
    },
  ],
  [
    'a merge that drops another case beside them is named',
    {
      base: aSet([holding(D0), aCase(B)]),
      tip: aSet([], notesOf(retires(A), retires(A))),
      lists: { retired: [A, B], unexplained: [B] },
      problems: [`unexplained-retirement ${B}`],
    },
  ],
  [
    'two branches that change a case to the same merge clean',
    { base: BASE, tip: aSet([holding(D1)], notesOf(changes(A, D0, D1), changes(A, D0, D1))), lists: { changed: [A] } },
  ],
  [
    'two branches that change a case apart may keep either change',
    {
      base: BASE,
      tip: aSet([holding(D2)], notesOf(changes(A, D0, D1), changes(A, D0, D2))),
      lists: { changed: [A] },
      warnings: [STRAY],
    },
  ],
  [
    'but no third one',
    {
      base: BASE,
      tip: aSet([holding(D3)], notesOf(changes(A, D0, D1), changes(A, D0, D2))),
      lists: { changed: [A], unexplained: [A] },
      problems: [`unexplained-change ${A}`],
      warnings: [STRAY, STRAY],
    },
  ],
  [
    'and not as it was',
    {
      base: aSet([holding(D1)], notesOf(changes(A, D0, D1))),
      tip: aSet([holding(D0)], notesOf(changes(A, D0, D1), changes(A, D0, D2))),
      lists: { changed: [A], unexplained: [A] },
      problems: [`unexplained-change ${A}`],
      warnings: [STRAY],
    },
  ],
  [
    'of a change and a retirement the change may win',
    {
      base: BASE,
      tip: aSet([holding(D1)], notesOf(retires(A), changes(A, D0, D1))),
      lists: { changed: [A] },
      warnings: [STRAY],
    },
  ],
  [
    'of a change and a retirement the retirement may win',
    { base: BASE, tip: aSet([], notesOf(retires(A), changes(A, D0, D1))), lists: { retired: [A] }, warnings: [STRAY] },
  ],
  [
    'retiring what the base has changed meanwhile is named',
    {
      base: aSet([holding(D1)], notesOf(changes(A, D0, D1))),
      tip: aSet([], notesOf(changes(A, D0, D1), retires(A))),
      lists: { retired: [A], unexplained: [A] },
      problems: [`unexplained-retirement ${A}`],
      warnings: [STRAY],
    },
  ],
  [
    'a change of what the base has retired meanwhile adds the case again',
    {
      base: aSet([], notesOf(retires(A))),
      tip: aSet([holding(D1)], notesOf(retires(A), changes(A, D0, D1))),
      lists: { added: [A] },
      warnings: [STRAY],
    },
  ],

  [
    'entries for a case that the range adds warn',
    { base: aSet(), tip: aSet([holding(D1)], notesOf(changes(A, D0, D1))), lists: { added: [A] }, warnings: [STRAY] },
  ],
  [
    'entries for a case that nobody holds warn',
    {
      base: BASE,
      tip: aSet([holding(D0)], notesOf(retires(B), moves(B, 'full', 'extended'))),
      warnings: [`stray-entry ${B}`, `stray-entry ${B}`],
    },
  ],

  [
    'a promotion is free',
    {
      base: aSet([holding(D0, { tier: 'extended' })]),
      tip: BASE,
      lists: { moved: [{ id: A, from: 'extended', to: 'smoke' }] },
    },
  ],
  [
    'a move from smoke to full warns',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'full' })]),
      lists: { moved: [{ id: A, from: 'smoke', to: 'full' }] },
      warnings: [`smoke-to-full ${A}`],
    },
  ],
  [
    'a move to extended without a note is named',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'extended' })]),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
      problems: [`unexplained-move ${A}`],
    },
  ],
  [
    'a move to extended out of full is named too',
    {
      base: aSet([holding(D0, { tier: 'full' })]),
      tip: aSet([holding(D0, { tier: 'extended' })]),
      lists: { moved: [{ id: A, from: 'full', to: 'extended' }] },
      problems: [`unexplained-move ${A}`],
    },
  ],
  [
    'a move to extended with its note is lawful',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'extended' })], notesOf(moves(A, 'smoke', 'extended'))),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
    },
  ],
  [
    'a free move and then a noted one are lawful together',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'extended' })], notesOf(moves(A, 'full', 'extended'))),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
    },
  ],
  [
    'a move to extended is free for what was adversarial on the base',
    {
      base: aSet([holding(D0, { tags: ['x', 'adversarial'] })]),
      tip: aSet([holding(D0, { tier: 'extended' })]),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
    },
  ],
  [
    'but not for what is tagged in the same range',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'extended', tags: ['adversarial'] })]),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
      problems: [`unexplained-move ${A}`],
    },
  ],
  [
    'a note of the base explains no second move',
    {
      base: aSet([holding(D0)], notesOf(moves(A, 'smoke', 'extended'))),
      tip: aSet([holding(D0, { tier: 'extended' })], notesOf(moves(A, 'smoke', 'extended'))),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
      problems: [`unexplained-move ${A}`],
    },
  ],
  [
    'a note that changes a demand does not move the case',
    {
      base: BASE,
      tip: aSet([holding(D1, { tier: 'extended' })], notesOf(changes(A, D0, D1))),
      lists: { changed: [A], moved: [{ id: A, from: 'smoke', to: 'extended' }] },
      problems: [`unexplained-move ${A}`],
    },
  ],
  [
    'a change and a move without notes are two problems',
    {
      base: BASE,
      tip: aSet([holding(D1, { tier: 'extended' })]),
      lists: { changed: [A], moved: [{ id: A, from: 'smoke', to: 'extended' }], unexplained: [A] },
      problems: [`unexplained-change ${A}`, `unexplained-move ${A}`],
    },
  ],
  [
    'a noted move that did not happen warns',
    { base: BASE, tip: aSet([holding(D0)], notesOf(moves(A, 'smoke', 'extended'))), warnings: [STRAY] },
  ],
  [
    'a noted move of a case that is retired warns',
    {
      base: BASE,
      tip: aSet([], notesOf(retires(A), moves(A, 'smoke', 'extended'))),
      lists: { retired: [A] },
      warnings: [STRAY],
    },
  ],
  [
    'a noted move between two other tiers warns where the case stayed',
    { base: BASE, tip: aSet([holding(D0)], notesOf(moves(A, 'full', 'extended'))), warnings: [STRAY] },
  ],
  [
    'a noted move back to where the case was warns where it left',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'extended' })], notesOf(moves(A, 'full', 'smoke'), moves(A, 'smoke', 'extended'))),
      lists: { moved: [{ id: A, from: 'smoke', to: 'extended' }] },
      warnings: [STRAY],
    },
  ],
  [
    'a noted move on from where the case is now warns',
    {
      base: BASE,
      tip: aSet([holding(D0, { tier: 'full' })], notesOf(moves(A, 'full', 'extended'))),
      lists: { moved: [{ id: A, from: 'smoke', to: 'full' }] },
      warnings: [`smoke-to-full ${A}`, STRAY],
    },
  ],

  [
    'a note of the base that has changed is named, and explains nothing',
    {
      base: aSet([holding(D0)], [OLD]),
      tip: aSet([], [lawNote('n0', retires(A))]),
      lists: { retired: [A], unexplained: [A] },
      problems: ['note-changed n0', `unexplained-retirement ${A}`],
    },
  ],
  [
    'a note of the base that does not read any more has changed',
    { base: aSet([], [OLD]), tip: aSet([], [], ['n0']), problems: ['note-changed n0'] },
  ],
  ['a note of the base that is gone is named', { base: aSet([], [OLD]), tip: aSet(), problems: ['note-removed n0'] }],
  [
    'a note of the base under another name is gone',
    {
      base: aSet([], [OLD]),
      tip: aSet([], [{ ...OLD, id: 'n9' }]),
      problems: ['note-removed n0'],
      warnings: [`stray-entry ${B}`],
    },
  ],

  [
    'a case of the base that does not read any more is named',
    { base: BASE, tip: aSet([], [], [A]), problems: [`unreadable-case ${A}`] },
  ],
  [
    'also where a note retires it',
    { base: BASE, tip: aSet([], notesOf(retires(A)), [A]), problems: [`unreadable-case ${A}`] },
  ],
  ['a new file that does not read is no matter of this law', { base: BASE, tip: aSet([holding(D0)], [], [B]) }],
  [
    'a case that did not read on the base may be mended, with a warning',
    { base: aSet([], [], [A]), tip: BASE, lists: { added: [A] }, warnings: [`unreadable-base ${A}`] },
  ],
  [
    'a case that did not read on the base and is gone is named',
    {
      base: aSet([], [], [A]),
      tip: aSet(),
      lists: { retired: [A], unexplained: [A] },
      problems: [`unexplained-retirement ${A}`],
    },
  ],
  [
    'a change note does not retire it',
    {
      base: aSet([], [], [A]),
      tip: aSet([], notesOf(changes(A, D0, D1))),
      lists: { retired: [A], unexplained: [A] },
      problems: [`unexplained-retirement ${A}`],
    },
  ],
  [
    'a note may retire it whatever it demanded',
    { base: aSet([], [], [A]), tip: aSet([], notesOf(retires(A, D2))), lists: { retired: [A] } },
  ],
  ['a case that reads on neither side is no matter of this law', { base: aSet([], [], [A]), tip: aSet([], [], [A]) }],
  [
    'against an empty base everything is new',
    {
      base: aSet(),
      tip: aSet([aCase(B), holding(D0)], [OLD]),
      lists: { added: [A, B] },
      warnings: [`stray-entry ${B}`],
    },
  ],
]

describe('planLaw', () => {
  it.each(rows)('%s', (_name, { base, tip, lists = {}, problems = [], warnings = [] }) => {
    const plan = planLaw(base, tip)
    expect(listsOf(plan)).toEqual(lists)
    expect(codesOf(plan.problems)).toEqual(problems)
    expect(codesOf(plan.warnings)).toEqual(warnings)
  })

  it('lists the notes that the base does not hold, by id', () => {
    const [one, two, three] = notesOf({}, {}, {})
    expect(planLaw(aSet([], [two!]), aSet([], [three!, two!, one!])).notes).toEqual([one, three])
  })

  it('is not led astray by ids like prototype keys', () => {
    const hostile = ['__proto__', 'constructor', 'toString'].map((id) => aCase(id))
    const ids = hostile.map(({ id }) => id)
    expect(planLaw(aSet(hostile), aSet()).unexplained).toEqual(ids)
    expect(planLaw(aSet(), aSet(hostile)).added).toEqual(ids)
    expect(planLaw(aSet(hostile), aSet([], notesOf(...ids.map((id) => retires(id))))).problems).toEqual([])
  })

  it('walks a hundred thousand steps', () => {
    const steps = Array.from({ length: 100_000 }, (_, index) => ({ id: A, from: `d${index}`, to: `d${index + 1}` }))
    const tip = aSet([holding('d100000')], [lawNote('n1', { change: steps })])
    expect(planLaw(aSet([holding('d0')]), tip).problems).toEqual([])
  })
})

const H0 = '"000000000000…"'
const H1 = '"111111111111…"'
const BACK = `git checkout origin/main -- evals/set/${A}.yaml`
const EITHER = 'nothing to mend where branches that touched the case were merged; else'

const said: [what: string, base: LawSet, tip: LawSet, problems: string[], warnings?: string[]][] = [
  [
    'a retirement without a note',
    BASE,
    aSet(),
    [
      `unexplained-retirement: case "${A}" left the set without a migration note | casebook retire ${A} --reason <reason> --why <why> | or put it back: ${BACK}`,
    ],
  ],
  [
    'a retirement with a note that does not fit',
    BASE,
    aSet([], notesOf(retires(A, D1))),
    [
      `unexplained-retirement: case "${A}" left the set, but no migration note leads there from ${H0} | casebook retire ${A} --reason <reason> --why <why> | or put it back: ${BACK}`,
    ],
    [
      `stray-entry: migration note "n1" retires case "${A}" from ${H1}, which does not lead from the base to the tip | ${EITHER} correct the entry`,
    ],
  ],
  [
    'a change without a note',
    BASE,
    aSet([holding(D1)]),
    [
      `unexplained-change: case "${A}" changed what it demands without a migration note | casebook revise ${A} --reason <reason> --why <why> | or put it back: ${BACK}`,
    ],
  ],
  [
    'a change with a note that does not fit',
    BASE,
    aSet([holding(D1)], notesOf(changes(A, D1, D0))),
    [
      `unexplained-change: case "${A}" changed what it demands, but no migration notes lead from ${H0} to ${H1} | casebook revise ${A} --reason <reason> --why <why> | or put it back: ${BACK}`,
    ],
    [
      `stray-entry: migration note "n1" changes case "${A}" from ${H1} to ${H0}, which does not lead from the base to the tip | ${EITHER} correct the entry`,
    ],
  ],
  [
    'a change of a case that moved',
    BASE,
    aSet([holding(D1, { tier: 'full' })]),
    [
      `unexplained-change: case "${A}" changed what it demands without a migration note | casebook revise ${A} --reason <reason> --why <why>`,
    ],
    [
      `smoke-to-full: case "${A}" moved from "smoke" to "full", where no push asks it | git mv it back to smoke if a push should ask it`,
    ],
  ],
  [
    'a move to extended',
    BASE,
    aSet([holding(D0, { tier: 'extended' })]),
    [
      `unexplained-move: case "${A}" moved from "smoke" to "extended", out of the release gate, without a migration note | casebook revise ${A} --why <why> | or git mv it back to smoke`,
    ],
  ],
  [
    'a noted move that did not happen',
    BASE,
    aSet([holding(D0)], notesOf(moves(A, 'smoke', 'extended'))),
    [],
    [
      `stray-entry: migration note "n1" moves case "${A}" from "smoke" to "extended", which does not lead from the base to the tip | ${EITHER} correct the entry`,
    ],
  ],
  [
    'an entry for a new case',
    aSet(),
    aSet([holding(D1)], notesOf(changes(A, D0, D1))),
    [],
    [
      `stray-entry: migration note "n1" changes case "${A}", which the base does not hold | ${EITHER} remove the entry: what a range adds needs no note`,
    ],
  ],
  [
    'a case that does not read',
    BASE,
    aSet([], [], [A]),
    [
      `unreadable-case: case "${A}" of the base does not read as a case any more | mend its file | or put it back: ${BACK}`,
    ],
  ],
  [
    'a case that did not read',
    aSet([], [], [A]),
    BASE,
    [],
    [
      `unreadable-base: case "${A}" does not read on the base, so what it demanded there is not known | compare the two files by eye`,
    ],
  ],
  [
    'a changed note',
    aSet([], [OLD]),
    aSet([], [{ ...OLD, content: 'x' }]),
    [
      'note-changed: migration note "n0" is not as the base holds it: what is new belongs into a note of its own | git checkout origin/main -- evals/set/n0.yaml',
    ],
  ],
  [
    'a removed note',
    aSet([], [OLD]),
    aSet(),
    ['note-removed: migration note "n0" of the base is gone | git checkout origin/main -- evals/set/n0.yaml'],
  ],
]

describe('planLaw says', () => {
  const linesOf = (findings: readonly Finding[]) =>
    findings.map((one) => `${one.code}: ${one.message} | ${hintsOf(one).join(' | ')}`)

  it.each(said)('%s', (_what, base, tip, problems, warnings = []) => {
    const plan = planLaw(base, tip, PLACES)
    expect(linesOf(plan.problems)).toEqual(problems)
    expect(linesOf(plan.warnings)).toEqual(warnings)
  })

  it.each([
    ['blanks where it is not told the places', {}, 'git checkout <base> -- <path>'],
    ['a blank for a path that is not known', { rev: 'v1', pathOf: () => null }, 'git checkout v1 -- <path>'],
    ['a path as one word of a shell', { rev: 'v 1', pathOf: () => "it's; rm" }, "git checkout 'v 1' -- 'it'\\''s; rm'"],
  ])('%s', (_what, places, hint) => {
    expect(planLaw(aSet([], [OLD]), aSet(), places).problems.map((one) => one.hint)).toEqual([hint])
  })
  it.each([
    ['of a shell', 'Revert "It\'s \u001b[2J \u202egone"', `'Revert "It'\\''s  [2J  gone"'`],
    ['that is no flag', '--reason=x', "'Reverted: --reason=x'"],
  ])('the very command, where a revert took a case along: its first line is one word %s', (_what, subject, word) => {
    expect(planLaw(BASE, aSet(), { revertOf: () => subject }).problems.map((one) => one.hint)).toEqual([
      `casebook retire ${A} --reason fix-reverted --why ${word}`,
    ])
  })
})
