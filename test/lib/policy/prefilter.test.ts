import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBugs } from '../../../lib/policy/find-bugs.ts'
import { PREFILTER } from '../../../lib/policy/prefilter.ts'
import { rulesWith } from './rules.ts'

/** The pattern as JavaScript reads it; grep asks it of each line. */
const TRANSLATED = new RegExp(PREFILTER.replaceAll('[:alnum:]', 'A-Za-z0-9').replaceAll('[:space:]', '\\s'), 'is')
const matches = (message: string): boolean => message.split('\n').some((line) => TRANSLATED.test(line))

function grep(message: string): boolean {
  const { status } = spawnSync('grep', ['-qiE', PREFILTER], { input: message, env: { ...process.env, LC_ALL: 'C' } })
  if (status !== 0 && status !== 1) throw new Error(`grep ended with ${status}`)
  return status === 0
}

const caught: [string, string][] = [
  ['a keyword and a number', 'Round\n\nThis fixes #412.'],
  ['GH-n', 'closing: GH-4'],
  ['another repository', 'Resolved acme/shop.eu#4'],
  ['a URL', 'Implements https://gitlab.com/a/b/-/issues/4'],
  ['the word issue', 'closes issues #4'],
  ['a keyword at the end of its line', 'This fixes\nhttps://github.com/acme/shop/issues/4'],
  ['a keyword at the end of a line with CRLF', 'This fixes\r\nhttps://github.com/acme/shop/issues/4\r\n'],
  ['a keyword after accented letters and quotes', 'Rückzahlung: “fixes #4”'],
  ['a Bug trailer', 'x\n\nBug: 4'],
  ['a folded Bug trailer', 'x\n\nBug:\n 4'],
  ['a key in a fix', 'fix(cart)!: rounding (SHOP-4)'],
  ['a key before a fix', '[SHOP-4] Fix rounding'],
  ['a key after an emoji and a fix', '🐛 hotfix SHOP-4'],
]

const passed: [string, string][] = [
  ['work 3', 'work 3'],
  ['a version', 'bump to v2.1'],
  ['trailers of people', 'x\n\nSigned-off-by: A <a@b.c>\nCo-authored-by: B <b-2@fix.example>'],
  ['a number alone', 'Round refunds (#412)'],
  ['a keyword in a longer word', 'prefixes #4'],
  ['a fix of nothing', 'fix: round refunds'],
  ['a keyword in prose', 'This closes the gap that 3 tests left'],
  ["the kernel's trailer", 'x\n\nFixes: 1a2b3c4 ("refund: rounding")'],
  ['a key in a feature', 'feat: SHOP-412'],
  ['a case trailer', 'x\n\nRegression-Case: reg-2026-11-22-3f9a1c'],
]

describe('PREFILTER', () => {
  it.each(caught)('grep catches %s', (_, message) => {
    expect(findBugs(message.replaceAll('\r', ''), rulesWith({ keys: ['SHOP'] }))).not.toEqual([])
    expect(grep(message)).toBe(true)
    expect(matches(message)).toBe(true)
  })

  it.each(passed)('grep lets pass %s', (_, message) => {
    expect(grep(message)).toBe(false)
    expect(matches(message)).toBe(false)
  })

  it('fits between two single quotes of a shell script, on one line', () => {
    expect(PREFILTER).not.toMatch(/['\n]/)
  })

  const KEYS = ['SHOP', 'x', 'A_1', 'FIX']
  const word = fc.constantFrom(
    ...[
      'fix',
      'Fixes',
      'FIXED',
      'fixing',
      'closes',
      'Closed',
      'closing',
      'resolve',
      'Resolving',
      'implement',
      'hotfix',
      'bug fix',
    ],
    ...[
      'issue',
      'issues',
      'and',
      'prefixes',
      'é',
      '🐛',
      'Bug',
      'bug:',
      'feat',
      '(cart)',
      '!',
      'x',
      '_',
      '“',
      '\ud800',
      '\u00a0',
      '\u2028',
    ],
    ...[
      '#4',
      '#12345678901',
      'GH-7',
      'a/b#4',
      'b.c#5',
      'SHOP-1',
      'shop-22',
      'X-3',
      'a_1-4',
      'fix-5',
      'UTF-8',
      '412',
      '1a2b3c4',
    ],
    ...[
      'https://x.example/a/b/issues/4',
      'http://x/-/work_items/1#note_2',
      'https://j.example/browse/SHOP-1',
      'https://x.example/',
    ],
  )
  const glue = fc.constantFrom(
    '',
    ' ',
    ' ',
    '  ',
    '\t',
    '\n',
    '\n\n',
    '\n ',
    ':',
    ': ',
    ' : ',
    ', ',
    ',',
    '. ',
    '-',
    '[',
    '] ',
    '/',
    '\r',
    '\r\n',
  )
  const written = fc.array(fc.tuple(word, glue), { maxLength: 10 }).map((all) => all.flat().join(''))

  it('matches every message in which a bug is found, whatever the keys', () => {
    let found = 0
    fc.assert(
      fc.property(written, fc.subarray(KEYS), (message, keys) => {
        if (findBugs(message, rulesWith({ keys })).length === 0) return
        found++
        expect(matches(message)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
    expect(found).toBeGreaterThan(1000)
  })

  it('means the same to grep as to its translation', () => {
    const ascii = fc.sample(written, { numRuns: 150, seed: 7 }).filter((message) => !/[\u0080-\uffff]/.test(message))
    for (const message of ascii) expect([message, grep(message)]).toEqual([message, matches(message)])
  })
})
