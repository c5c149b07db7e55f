import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseTrailers } from '../../../../lib/adapters/isomorphic/trailers.ts'

const ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CEILING_DIRECTORIES: '/',
}

function byGit(message: string, commentMark: string): string {
  const args = ['-c', `core.commentChar=${commentMark}`, 'interpret-trailers', '--parse', '--no-divider']
  const done = spawnSync('git', args, { cwd: '/', env: ENV, input: message })
  if (done.status !== 0) throw new Error(done.stderr.toString())
  return done.stdout.toString()
}

function ours(message: string, commentMark: string): string {
  const bytes = Buffer.from(message, 'utf8').toString('latin1')
  return Buffer.from(parseTrailers(bytes, commentMark), 'latin1').toString('utf8')
}

const PIN = 'Regression-Set: regression@v3 rcs1:00 cases=185 notes=2'

it.each<[what: string, message: string]>([
  ['no message', ''],
  ['a title alone', 'Fix it'],
  ['a title that looks like a trailer', 'Fixes: 12'],
  ['one trailer', `Release\n\n${PIN}\n`],
  ['trailers without a final line end', `Release\n\n${PIN}\nRegression-Result: PASSED full 1/1 extended=0`],
  ['trailers glued to the title', `Release\n${PIN}\n`],
  ['a trailer glued to prose', `Release\n\nSome words.\n${PIN}\n`],
  ['a folded trailer', 'Release\n\nNote: one\n two\n\tthree\nOther: x\n'],
  ['a trailer folded over a blank line', 'Release\n\nNote: one\n \n two\n'],
  ['prose folded into a block', 'Release\n\nwords\n indented\nNote: x\n'],
  ['CRLF line ends', `Release\r\n\r\n${PIN}\r\nA: b\r\n`],
  ['blank lines below', `Release\n\n${PIN}\n\n\n  \n`],
  ['comments below', `Release\n\n${PIN}\n# a comment\n#\n`],
  ['comments within', 'Release\n\nA: b\n# a comment\nC: d\n'],
  ['comments above the title', '# one\n# two\nRelease\n\nA: b\n'],
  ['nothing but comments', '# one\n# two\n'],
  ['a scissors line', 'Release\n\nA: b\n# ------------------------ >8 ------------------------\nC: d\n'],
  ['a scissors line at the very start', '# ------------------------ >8 ------------------------\nC: d\n'],
  ['an old list of conflicts', 'Merge\n\nA: b\n\nConflicts:\n\ta.txt\n\tb.txt\n'],
  ['prose behind an old list of conflicts', 'Merge\n\nA: b\n\nConflicts:\n\ta.txt\nmore\n'],
  ['a line that git wrote among prose', 'Fix\n\nwords\nmore words\nSigned-off-by: A <a@b>\nA: b\n'],
  ['a line that git wrote among too much prose', 'Fix\n\na\nb\nc\nd\nSigned-off-by: A <a@b>\n'],
  ['a cherry-pick line', 'Fix\n\n(cherry picked from commit 1234)\nA: b\n'],
  ['blanks around the colon', 'Fix\n\nA : b\nC\t:d\nE:f\n'],
  ['an empty value', 'Fix\n\nA:\nB: \nC: d\n'],
  ['an empty key', 'Fix\n\n: b\nC: d\n'],
  ['a key of two words', 'Fix\n\nTwo words: b\nC: d\n'],
  ['a key with a stray sign', 'Fix\n\nA_b: c\n'],
  ['a URL', 'Fix\n\nhttps://example.com/x\nC: d\n'],
  ['a divider', 'Fix\n\nA: b\n---\n a.txt | 1 +\n'],
  ['a signature below', `Release\n\n${PIN}\n-----BEGIN SSH SIGNATURE-----\nU1NI: x\n-----END SSH SIGNATURE-----\n`],
  ['text that is not ASCII', 'Release\n\nGr\u00fc\u00dfe: x\nAutor: J\u00f6rg \u{1f600}\n'],
  ['a no-break space', 'Release\n\nA:\u00a0b\u00a0\n\u00a0C: d\n'],
  ['a vertical tab and a form feed', 'Release\n\nA: b\v\f\n\fC: d\n'],
  ['the same key twice', 'Release\n\nA: b\na: c\nA: b\n'],
])('git and we read the same trailers in %s', (_what, message) => {
  expect(ours(message, '#')).toBe(byGit(message, '#'))
})

const line = fc.constantFrom(
  ...[
    '',
    '',
    ' ',
    'Words and words.',
    'Regression-Case: reg-2026-01-01-aaaaaa',
    'A: b',
    'A:',
    ' folded',
    '\ttabbed',
    ': x',
  ],
  ...[
    '# comment',
    '; other',
    'Signed-off-by: A <a@b>',
    '(cherry picked from commit 12)',
    'Conflicts:',
    '---',
    'Key : v',
    'no_key: v',
  ],
  ...[
    '# ------------------------ >8 ------------------------',
    '\r',
    'C: d\r',
    '\u00e4: x',
    'X-1: \u00fc ',
    'Two words: x',
  ],
)

it('git and we read the same trailers in messages of any lines', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), fc.constantFrom('#', ';'), (lines, ends, mark) => {
      const message = lines.join('\n') + (ends ? '\n' : '')
      expect(ours(message, mark)).toBe(byGit(message, mark))
    }),
    { numRuns: 400, seed: 4 },
  )
})
