import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTagName } from '../../../lib/release/tag-name.ts'

const git = (name: string): boolean => spawnSync('git', ['check-ref-format', `refs/tags/${name}`]).status === 0

const parts = [
  'v1',
  '.',
  '..',
  '/',
  '//',
  '@',
  '{',
  '@{',
  '-',
  '~',
  '^',
  ':',
  '?',
  '*',
  '[',
  ']',
  '\\',
  ' ',
  '\n',
  '\t',
]
const name = fc
  .array(fc.constantFrom(...parts, '.lock', 'lock', '\u007f', '\u00e9', '\u202e', 'HEAD', '0', '$(x)', "'", '\u0001'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((some) => some.join(''))

describe('isTagName', () => {
  it('agrees with git check-ref-format', () => {
    fc.assert(
      fc.property(name, (text) => {
        fc.pre(!text.startsWith('-') && text !== 'HEAD')
        expect([text, isTagName(text)]).toEqual([text, git(text)])
      }),
      { numRuns: 300 },
    )
  })

  it.each(['-v1', '--force', 'HEAD', '', '\ud800'])('refuses %j, as git tag does', (text) => {
    expect(isTagName(text)).toBe(false)
  })
})
