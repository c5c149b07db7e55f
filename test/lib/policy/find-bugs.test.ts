import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bugsOf, findBugs } from '../../../lib/policy/find-bugs.ts'
import { HOSTILE, rulesWith } from './rules.ts'

const textsOf = (message: string, some = {}): string[] => findBugs(message, rulesWith(some)).map((bug) => bug.text)
const SHOP = { keys: ['SHOP'] }

const WORDS = [
  ...['close', 'closes', 'closed', 'closing', 'fix', 'fixes', 'fixed', 'fixing'],
  ...['resolve', 'resolves', 'resolved', 'resolving', 'implement', 'implements', 'implemented', 'implementing'],
]

const ISSUE = 'https://github.com/acme/shop/issues/412'

const keyword: [string, string, string[]][] = [
  ['a colon after the keyword', 'Closes: #412', ['#412']],
  ['a colon without a blank', 'Closes:#412', ['#412']],
  ['any case', 'FIXES #412', ['#412']],
  ['in the body', 'Round refunds\n\nThis fixes #412.\n', ['#412']],
  ['in brackets', 'Round refunds (fixes #412)', ['#412']],
  ['another repository', 'Fixes acme/other#4', ['acme/other#4']],
  ['a group of a group', 'Fixes acme/shops/eu.west#4', ['acme/shops/eu.west#4']],
  ['a neighbour project', 'Fixes other#4', ['other#4']],
  ['GH-n', 'fixes gh-412', ['gh-412']],
  ['an issue URL', `Fixes ${ISSUE}.`, [ISSUE]],
  ['an issue URL in brackets with a fragment', `(fixes ${ISSUE}#issuecomment-1)`, [`${ISSUE}#issuecomment-1`]],
  ['a GitLab URL', 'Closes https://gitlab.com/a/b/c/-/issues/7', ['https://gitlab.com/a/b/c/-/issues/7']],
  ['a GitLab work item', 'Closes https://gitlab.com/a/b/-/work_items/7', ['https://gitlab.com/a/b/-/work_items/7']],
  ['the word issue', 'Fixes issue #4', ['#4']],
  ['a list of issues', 'Closes issues #4, #6 and #7', ['#4', '#6', '#7']],
  ['a list with a comma before and', 'Closes #4, #6, and #7', ['#4', '#6', '#7']],
  ['a list without commas', 'Closes #4 #6', ['#4', '#6']],
  ['a list over two lines', 'Closes #4,\n#6 and\n  #7', ['#4', '#6', '#7']],
  ['a keyword for each', 'Fixes #1, fixes #2', ['#1', '#2']],
  ['a mixed list', `Fixes #1, ${ISSUE}, a/b#3`, ['#1', ISSUE, 'a/b#3']],
  ['a URL on the next line', `This fixes\n  ${ISSUE}`, [ISSUE]],
  ['the same bug named twice is one', `Fixes #412\n\nCloses ${ISSUE}`, ['#412']],
  ['a fix subject with a number', 'fix #412: rounding', ['#412']],
  ['a conventional fix that begins with a number', 'fix: #412 rounding', ['#412']],
]

const nothing: [string, string][] = [
  ['a number alone', 'Round refunds (#412)'],
  ['a keyword in a longer word', 'prefixes #4'],
  ['a keyword in an accented word', 'préfixes #4'],
  ['a keyword after a hyphen', 'auto-closes #4'],
  ['a keyword glued to the number', 'fixes#4'],
  ['words between', 'fixes the bug of #4'],
  ['a list that is over', 'Fixes the rest. See #5'],
  ['a blank line between', 'fixes\n\n#4'],
  ['a pull request', 'Fixes https://github.com/acme/shop/pull/4'],
  ['any other URL', 'Fixes https://example.com/page'],
  ["the kernel's trailer", 'x\n\nFixes: 1a2b3c4 ("refund: #4 rounding")'],
  ["the kernel's trailer with digits only", 'x\n\nFixes: 1234567 ("refund")'],
  ['a number that runs into a word', 'fixes #4th'],
  ['a number of eleven digits', 'fixes #12345678901'],
  ['a key of nobody', 'fixes SHOP-412'],
  ['a key of nobody in a fix subject', 'fix: SHOP-412'],
  ['a fix that names nothing', 'fix: utf-8 in refunds'],
  ['nothing', ''],
]

const keys: [string, string, string[]][] = [
  ['after a keyword', 'Round\n\nCloses SHOP-412', ['SHOP-412']],
  ['in lower case', 'Round\n\nCloses shop-412', ['shop-412']],
  ['in a list', 'Round\n\nCloses SHOP-1, SHOP-2 and #3', ['SHOP-1', 'SHOP-2', '#3']],
  ['in a conventional fix', 'fix: rounding (SHOP-412)', ['SHOP-412']],
  ['in a fix with scope and mark', 'fix(cart)!: rounding SHOP-412', ['SHOP-412']],
  ['in a bugfix', 'bugfix: SHOP-1, SHOP-2', ['SHOP-1', 'SHOP-2']],
  ['in a hotfix', 'Hotfix/SHOP-1 rounding', ['SHOP-1']],
  ['in a bug fix', 'Bug fix for SHOP-1', ['SHOP-1']],
  ['in a bracketed fix', '[fix] SHOP-1 rounding', ['SHOP-1']],
  ['in a subject that starts with fixed', 'Fixed rounding of SHOP-1', ['SHOP-1']],
  ['before the word', 'SHOP-412: fix rounding', ['SHOP-412']],
  ['in brackets before the word', '[SHOP-412] Fix rounding', ['SHOP-412']],
  ['before the word with another', 'X-1 SHOP-412 - fix rounding', ['SHOP-412']],
  [
    "a tracker's URL after a keyword",
    'x\n\nFixes https://a.atlassian.net/browse/SHOP-412',
    ['https://a.atlassian.net/browse/SHOP-412'],
  ],
  ["another tracker's URL after a keyword is none", 'x\n\nFixes https://a.atlassian.net/browse/OTHER-412', []],
  ['of others in a fix are none', 'fix: UTF-8 for SHOP-412', ['SHOP-412']],
  ['in a feature subject is none', 'feat: SHOP-412', []],
  ['in a fixture subject is none', 'fixture for SHOP-412', []],
  ['not configured, whose letters spell fix, is none', 'FIX-5 SHOP-412', []],
  ['in the body of a fix is none', 'fix: rounding\n\nsee SHOP-412', []],
  ['inside a longer word is none', 'fix: WORKSHOP-412, MY-SHOP-4, SHOP-4x', []],
]

const trailers: [string, string, string[]][] = [
  ['a number', 'x\n\nBug: 412', ['412']],
  ['a number with its mark', 'x\n\nbug: #412', ['#412']],
  ['a key, configured or not', 'x\n\nBug: SHOP-412', ['SHOP-412']],
  ['any URL', 'x\n\nBug: https://bugs.example.com/show_bug.cgi?id=4', ['https://bugs.example.com/show_bug.cgi?id=4']],
  ['a comma list', 'x\n\nBug: 1, #2,SHOP-3', ['1', '#2', 'SHOP-3']],
  ['a comma list over two lines', 'x\n\nBug: 1,\n  2\nSigned-off-by: A <a@b.c>', ['1', '2']],
  ['a note after the number', 'x\n\nBug: 412 (rounding)', ['412']],
  ['several trailers', 'x\n\nBug: 1\nBug : 2\n\n', ['1', '2']],
  ['none', 'x\n\nBug: none', []],
  ['prose', 'x\n\nBug: refunds of 3 people', []],
  ['not in the last paragraph', 'x\n\nBug: 412\n\ny', []],
  ['not in the subject', 'Bug: 412', []],
  ['not indented', 'x\n\n Bug: 412', []],
  ['not another word', 'x\n\nDebug: 412\nBugs: 4', []],
]

describe('findBugs', () => {
  it.each(WORDS)('finds what stands after %s', (word) => {
    expect(textsOf(`Round refunds\n\n${word} #412`)).toEqual(['#412'])
  })

  it.each(keyword)('finds after a keyword: %s', (_, message, texts) => {
    expect(textsOf(message)).toEqual(texts)
  })

  it.each(nothing)('finds nothing in %s', (_, message) => {
    expect(textsOf(message)).toEqual([])
  })

  it.each(keys)('finds keys: %s', (_, message, texts) => {
    expect(textsOf(message, SHOP)).toEqual(texts)
  })

  it.each(trailers)('reads the Bug trailer: %s', (_, message, texts) => {
    expect(textsOf(message)).toEqual(texts)
  })

  it('gives each bug its canonical form', () => {
    expect(findBugs('Fixes #412, shop-7', rulesWith(SHOP))).toEqual([
      { text: '#412', canonical: 'github.com/acme/shop#412' },
      { text: 'shop-7', canonical: 'SHOP-7' },
    ])
  })

  it('adds the patterns to the defaults', () => {
    expect(textsOf('Fixes #1\n\nRefs INC-7', { patterns: ['^Refs (INC-\\d+)$'] })).toEqual(['#1', 'INC-7'])
  })

  it('never throws, and says each bug once', () => {
    const piece = fc.constantFrom(
      'fixes',
      'Bug:',
      ' ',
      '\n',
      '#4',
      'SHOP-1',
      ',',
      'and',
      'https://',
      'a/b',
      '/issues/',
      '__proto__',
      'é',
      '\ud800',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((all) => all.join('')),
        ),
        fc.array(fc.string()),
        (message, some) => {
          const found = findBugs(message, rulesWith({ keys: ['SHOP', ...some] })).map((bug) => bug.canonical)
          expect(new Set(found).size).toBe(found.length)
        },
      ),
    )
  })

  it.each(HOSTILE)('ends on a mebibyte of %s', (_, text) => {
    expect(findBugs(text, rulesWith({ keys: ['SHOP'] })).length).toBeLessThanOrEqual(1)
  })
})

describe('bugsOf', () => {
  it('puts a text on one line, and drops blank ones', () => {
    expect(bugsOf([' a\n b ', ' ', ''], rulesWith())).toEqual([{ text: 'a b', canonical: 'a b' }])
  })
})
