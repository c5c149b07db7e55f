import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bugLink } from '../../../lib/policy/bug-link.ts'
import { canonicalBug, sameBug } from '../../../lib/policy/same-bug.ts'
import { HOSTILE, rulesWith } from './rules.ts'

const GITLAB = 'https://gitlab.com/acme/shops/eu'

const same: [string, string, string, object][] = [
  ['a number and the issue it is', '#412', 'https://github.com/acme/shop/issues/412', {}],
  ['with a final slash', '#412', 'https://github.com/acme/shop/issues/412/', {}],
  ['with a comment', '#412', 'https://github.com/acme/shop/issues/412#issuecomment-99', {}],
  ['with a query', '#412', 'https://github.com/acme/shop/issues/412?notification=1', {}],
  ['over http', '#412', 'http://github.com/acme/shop/issues/412', {}],
  ['with the port spelled out', '#412', 'https://github.com:443/acme/shop/issues/412', {}],
  ['with a user name', '#412', 'https://me@github.com/acme/shop/issues/412', {}],
  ['in another case', '#412', 'HTTPS://GitHub.com/Acme/Shop/issues/412', {}],
  [
    'with a repo that ends in .git',
    '#412',
    'https://github.com/acme/shop/issues/412',
    { repo: 'http://GitHub.com/acme/shop.git/' },
  ],
  ['GH-n', 'GH-412', '#412', {}],
  ['a bare number', '412', '#412', {}],
  ['leading zeros', '#0412', '#412', {}],
  ['owner and repository', 'Acme/shop#412', '#412', {}],
  ['a neighbour by its name', 'shop#412', '#412', {}],
  ['a neighbour of a group', 'us#4', 'https://gitlab.com/acme/shops/us/-/issues/4', { repo: GITLAB }],
  ["GitLab's old and new links", 'https://gitlab.com/a/b/issues/4', 'https://gitlab.com/a/b/-/issues/4', {}],
  ["GitLab's work items", '#4', 'https://gitlab.com/acme/shops/eu/-/work_items/4', { repo: GITLAB }],
  ['a number without a repo', '#4', 'GH-4', { repo: null }],
  [
    'a number and any link without a repo (docs/decisions/0006)',
    '#412',
    'https://github.com/acme/shop/issues/412',
    { repo: null },
  ],
  ['a key in any case', 'shop-412', 'SHOP-412', {}],
  ["a key and Jira's link", 'SHOP-412', 'https://acme.atlassian.net/browse/SHOP-412?focusedCommentId=1', {}],
  ["a key and Linear's link", 'shop-412', 'https://linear.app/acme/issue/SHOP-412/round-refunds', {}],
  ['a known key at the end of any link', 'SHOP-412', 'https://tracker.example/t/shop-412/', { keys: ['shop'] }],
  ['links but for scheme, slash and case of the host', 'http://Bugs.example/x/', 'https://bugs.example/x', {}],
  ['free text but for blanks around it', ' INC1 ', 'INC1', {}],
]

const different: [string, string, string, object][] = [
  ['two numbers', '#41', '#412', {}],
  ['a pull request', '#412', 'https://github.com/acme/shop/pull/412', {}],
  ['another repository', '#412', 'https://github.com/acme/other/issues/412', {}],
  ['another host', '#412', 'https://gitlab.com/acme/shop/issues/412', {}],
  ['a pull request without a repo', '#412', 'https://github.com/acme/shop/pull/412', { repo: null }],
  ['the end of a longer number without a repo', '#12', 'https://github.com/acme/shop/issues/412', { repo: null }],
  ['a number that goes on', '#412', 'https://github.com/acme/shop/issues/412x', {}],
  ['two keys', 'SHOP-412', 'CART-412', {}],
  ['a key of nobody at the end of a link', 'SHOP-412', 'https://tracker.example/t/SHOP-412', {}],
  ['two queries', 'https://b.example/show_bug.cgi?id=1', 'https://b.example/show_bug.cgi?id=2', {}],
  ['a text that spells a canonical form', '#412', 'github.com/acme/shop#412', {}],
  ['a port of its own', '#412', 'https://github.com:8443/acme/shop/issues/412', {}],
]

describe('sameBug', () => {
  it.each(same)('holds for %s', (_, a, b, some) => {
    expect(sameBug(a, b, rulesWith(some))).toBe(true)
    expect(sameBug(b, a, rulesWith(some))).toBe(true)
  })

  it.each(different)('does not hold for %s', (_, a, b, some) => {
    expect(sameBug(a, b, rulesWith(some))).toBe(false)
  })
})

describe('canonicalBug', () => {
  it('never throws on any text, repo or key', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' })),
        fc.oneof(fc.string(), fc.webUrl()),
        fc.array(fc.string()),
        (text, repo, keys) => {
          expect(typeof canonicalBug(text, { repo, keys })).toBe('string')
        },
      ),
    )
  })

  it.each(HOSTILE)('ends on a mebibyte of %s', (_, text) => {
    expect(canonicalBug(text, rulesWith()).length).toBeLessThanOrEqual(text.length + 100)
    expect(canonicalBug(`https://x/${text}`, rulesWith()).length).toBeLessThanOrEqual(text.length + 100)
  })
})

describe('bugLink', () => {
  it.each([
    ['a number is the issue of the repo', '#412', {}, 'https://github.com/acme/shop/issues/412'],
    ['a bare number too', '412', {}, 'https://github.com/acme/shop/issues/412'],
    ['another repository on the same host', 'acme/other#4', {}, 'https://github.com/acme/other/issues/4'],
    ['a repo at the root of its host', '#4', { repo: 'https://redmine.example/' }, 'https://redmine.example/issues/4'],
    ['a number stays without a repo', 'GH-412', { repo: null }, '#412'],
    ['another repository has no link without a repo', 'acme/other#4', { repo: null }, null],
    ['a key stays', 'SHOP-412', {}, 'SHOP-412'],
    ['a URL stays', 'https://gitlab.com/a/b/-/issues/4', {}, 'https://gitlab.com/a/b/-/issues/4'],
  ])('%s', (_, text, some, link) => {
    expect(bugLink(text, rulesWith(some))).toBe(link)
  })

  it('links the bug it was made of', () => {
    fc.assert(
      fc.property(fc.constantFrom('#4', 'GH-4', '4', 'a/b#4', 'b#4', 'SHOP-4', 'https://x.example/y'), (text) => {
        expect(sameBug(bugLink(text, rulesWith()) ?? '', text, rulesWith())).toBe(true)
      }),
    )
  })
})
