import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CASE_ID } from '../../../lib/case/id.ts'
import { type CaseTrailers, gluedTrailer, readCaseTrailers } from '../../../lib/policy/trailers.ts'
import { HOSTILE } from './rules.ts'

const A = 'reg-2026-11-22-3f9a1c'
const B = 'reg-2026-11-23-000000'

const parse = (message: string): string =>
  execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], { input: message, encoding: 'utf8' })

const rows: [string, string, Partial<CaseTrailers>][] = [
  ['one id', `Regression-Case: ${A}\n`, { ids: [A] }],
  ['a trailer an id', `Regression-Case: ${A}\nRegression-Case: ${B}\n`, { ids: [A, B] }],
  ['ids between commas and blanks', `Regression-Case: ${A}, ${B},${A}\n`, { ids: [A, B] }],
  ['the key in any case', `regression-case: ${A}\nREGRESSION-CASE : ${B}\n`, { ids: [A, B] }],
  [
    'other trailers beside it',
    `Signed-off-by: A <a@b.c>\nX-Regression-Case: ${B}\nRegression-Case: ${A}\n`,
    { ids: [A] },
  ],
  ['an empty one counts for nothing', 'Regression-Case: \n', {}],
  ['a waiver', 'Regression-Case: none (copy of a dashboard, only)\n', { waiver: 'copy of a dashboard, only' }],
  ['a waiver without a reason', 'Regression-Case: None\n', { waiver: '' }],
  ['a waiver with an empty reason', 'Regression-Case: none ( )\n', { waiver: '' }],
  ['a waiver without brackets', 'Regression-Case: none because\n', { waiver: '' }],
  ['the waiver that has a reason', 'Regression-Case: none\nRegression-Case: none (x)\n', { waiver: 'x' }],
  ['a waiver beside an id', `Regression-Case: ${A}\nRegression-Case: none (x)\n`, { ids: [A], waiver: 'x' }],
  [
    'malformed words',
    `Regression-Case: ${A}, reg-12 nonesuch ${A}x\n`,
    { ids: [A], malformed: ['reg-12', 'nonesuch', `${A}x`] },
  ],
  ['upper-case hex is malformed', 'Regression-Case: reg-2026-11-22-3F9A1C\n', { malformed: ['reg-2026-11-22-3F9A1C'] }],
  ['nothing', '', {}],
]

const glued: [string, string, string | null][] = [
  ['a trailer of its own is none', `x\n\nFixes #4\n\nRegression-Case: ${A}`, null],
  ['glued to prose', `x\n\nFixes #4\nRegression-Case: ${A}`, `Regression-Case: ${A}`],
  ['glued to the subject', `Fix #4\nRegression-Case: ${A}`, `Regression-Case: ${A}`],
  ['in the subject', `Fix #4 Regression-Case: ${A}`, `Fix #4 Regression-Case: ${A}`],
  ['in an earlier paragraph', `x\n\nRegression-Case: ${A}\n\nmore`, `Regression-Case: ${A}`],
  ['indented', `x\n\nmore\n\n  regression-case: ${A}`, `regression-case: ${A}`],
  ['indented below another trailer', `x\n\nBug: 4\n Regression-Case: ${A}`, `Regression-Case: ${A}`],
  ['quoted', `x\n\n> Regression-Case: ${A}\n\ny`, `> Regression-Case: ${A}`],
  ['a waiver glued to prose', 'x\n\nFixes #4\nRegression-Case: none (x)', 'Regression-Case: none (x)'],
  ['said by a true trailer too', `x\n\nRegression-Case: ${A}\n\nRegression-Case: ${A}`, null],
  ['a folded trailer is one', `x\n\nRegression-Case: ${A},\n  ${B}`, null],
  ['an empty one is none', 'x\n\nRegression-Case:\ny', null],
  ['prose about the trailer is none', 'Read the Regression-Case: trailer', null],
]

describe('readCaseTrailers', () => {
  it.each(rows)('reads %s', (_, parsed, expected) => {
    expect(readCaseTrailers(parsed)).toEqual({ ids: [], waiver: null, malformed: [], ...expected })
  })

  it('takes for an id what a case file takes for one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^reg-\d{4}-\d{2}-\d{1,2}-[0-9a-fA-Fg]{5,7}$/), (id) => {
        expect(readCaseTrailers(`Regression-Case: ${id}`).ids.length === 1).toBe(CASE_ID.test(id))
      }),
    )
  })

  it.each(HOSTILE)('ends on a mebibyte of %s', (_, text) => {
    expect(readCaseTrailers(`Regression-Case: ${text}`).ids).toEqual([])
  })
})

describe('gluedTrailer', () => {
  it.each(glued)('%s', (_, message, line) => {
    expect(gluedTrailer(message, parse(message))).toBe(line)
  })

  it.each(HOSTILE)('ends on a mebibyte of %s', (_, text) => {
    expect(gluedTrailer(text, text) ?? '').not.toContain('\n')
  })
})
