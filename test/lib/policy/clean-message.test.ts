import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cleanup, cleanMessage } from '../../../lib/policy/clean-message.ts'
import { HOSTILE } from './rules.ts'

const CUT = '------------------------ >8 ------------------------'

const VERBOSE = `Round refunds

Fixes #1
# Please enter the commit message for your changes. Lines starting
# with '#' will be ignored, and an empty message aborts the commit.
#
#\tmodified:   a.py
#
# ${CUT}
# Do not modify or remove the line above.
# Everything below it will be ignored.
diff --git a/a.py b/a.py
+# Fixes #2
`

const rows: [string, string, string | null, Cleanup | undefined, string][] = [
  ['comments and the diff of commit -v go', VERBOSE, null, undefined, 'Round refunds\n\nFixes #1\n'],
  [
    'CRLF folds, in the scissors line too',
    VERBOSE.replaceAll('\n', '\r\n'),
    '#',
    'strip',
    'Round refunds\n\nFixes #1\n',
  ],
  ['an indented hash is content', 'a\n\n #1\n#2\n', null, undefined, 'a\n\n #1\n'],
  ['another comment character leaves hashes', 'a\n\n#1\n;2\n', ';', undefined, 'a\n\n#1\n'],
  ['a comment string of two characters', 'a\n\n/1\n//2\n', '//', undefined, 'a\n\n/1\n'],
  ['an empty comment character is the default', 'a\n#b\n', '', undefined, 'a\n'],
  ['auto is told by the scissors', `a\n#1\n;2\n; ${CUT}\ndiff\n`, 'auto', undefined, 'a\n#1\n'],
  ['auto is told by the last line of the template', 'a\n#1\n; Please enter\n;\n\n', 'auto', undefined, 'a\n#1\n'],
  ['auto without a template removes nothing', 'a\n\n#1\n', 'auto', undefined, 'a\n\n#1\n'],
  ['scissors of another character are content', `a\n; ${CUT}\nb\n`, '#', undefined, `a\n; ${CUT}\nb\n`],
  ['scissors with more on the line are content', `a\nx # ${CUT}\nb\n`, '#', undefined, `a\nx # ${CUT}\nb\n`],
  ['scissors on the first line leave nothing', `# ${CUT}\nfixes #1\n`, '#', undefined, ''],
  ['scissors without a final line feed cut', `a\n# ${CUT}`, '#', undefined, 'a\n'],
  ['cleanup scissors keeps hash lines above', `a\n\n# Head\n# ${CUT}\nfixes #2\n`, '#', 'scissors', 'a\n\n# Head\n'],
  ['cleanup whitespace keeps hash lines', '\na  \n\n\n#412\n\n', '#', 'whitespace', 'a\n\n#412\n'],
  ['cleanup verbatim keeps blanks', '\na  \n\n\n#412\n\n', '#', 'verbatim', '\na  \n\n\n#412\n\n'],
  ['an empty file is an empty message', '', null, undefined, ''],
  ['comments alone are an empty message', '# a\n\n# b\n', null, undefined, ''],
]

describe('cleanMessage', () => {
  it.each(rows)('%s', (_, raw, comment, cleanup, clean) => {
    expect(cleanMessage(raw, comment, cleanup)).toBe(clean)
  })

  it('agrees with git stripspace on any text without scissors', () => {
    const line = fc.stringMatching(/^[#; \ta]{0,4}$/)
    const texts = fc.sample(fc.array(line, { maxLength: 8 }), { numRuns: 60, seed: 1 }).map((lines) => lines.join('\n'))
    for (const text of texts) {
      const strip = (...args: string[]) =>
        execFileSync('git', ['stripspace', ...args], { input: text, encoding: 'utf8' })
      expect(cleanMessage(text, '#')).toBe(strip('--strip-comments'))
      expect(cleanMessage(text, null, 'whitespace')).toBe(strip())
    }
  })

  it('cleaning twice is cleaning once, when nothing looks like a comment', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '\t') }), (text) => {
        expect(cleanMessage(cleanMessage(text, null), null)).toBe(cleanMessage(text, null))
      }),
    )
  })

  it.each(HOSTILE)('ends on a mebibyte of %s', (_, text) => {
    expect(cleanMessage(text, 'auto').length).toBeLessThanOrEqual(text.length + 1)
    expect(cleanMessage(text, '#').length).toBeLessThanOrEqual(text.length + 1)
  })
})
