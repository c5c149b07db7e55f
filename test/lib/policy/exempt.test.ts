import { describe, expect, it } from 'vitest'
import { type Exemption, exemption } from '../../../lib/policy/exempt.ts'
import { HOSTILE } from './rules.ts'

const rows: [string, string, Exemption | null][] = [
  ['a merge of a branch', "Merge branch 'refunds' into main", 'merge'],
  ['a merge of branches', "Merge branches 'a' and 'b'", 'merge'],
  ['a merge of a remote branch', "Merge remote-tracking branch 'origin/main'", 'merge'],
  ['a merge of a tag', "Merge tag 'v1'", 'merge'],
  ['a merge of a commit', "Merge commit '1a2b3c4'", 'merge'],
  ["GitHub's merge of a pull request", 'Merge pull request #5 from acme/x\n\nFixes #4', 'merge'],
  ['a pull from a URL', 'Merge https://example.com/shop', 'merge'],
  ['prose that begins with merge', 'Merge refunds into one table', null],
  ['a revert', 'Revert "Round refunds"\n\nThis reverts commit 1a2b3c4.', 'revert'],
  ['a revert of a revert', 'Reapply "Round refunds"', 'revert'],
  [
    'a revert with a title of its own',
    'Take rounding back\n\nThis reverts commit 1a2b3c4d (Round, 2026-01-02).',
    'revert',
  ],
  ['prose about a revert', 'Revert rounding', null],
  ['prose about reverting', 'x\n\nThis reverts commit by commit', null],
  ['fixup!', 'fixup! Round refunds', 'fixup'],
  ['squash!', '\nsquash! Round refunds', 'squash'],
  ['amend!', 'amend! Round refunds', 'amend'],
  ['fixup! of a revert', 'fixup! Revert "x"', 'fixup'],
  ['fixup without its mark', 'fixup Round refunds', null],
  ['an ordinary fix', 'fix: round refunds', null],
  ['nothing', '', null],
]

describe('exemption', () => {
  it.each(rows)('%s', (_, message, expected) => {
    expect(exemption(message, { merging: false })).toBe(expected)
  })

  it('takes any message for a merge while merging', () => {
    expect(exemption('Fixes #4', { merging: true })).toBe('merge')
  })

  it('lets autosquash speak first, so that the push finds it', () => {
    expect(exemption('fixup! x', { merging: true })).toBe('fixup')
  })

  it.each(HOSTILE)('ends on a mebibyte of %s', (_, text) => {
    expect([null, 'revert']).toContain(exemption(text, { merging: false }))
  })
})
