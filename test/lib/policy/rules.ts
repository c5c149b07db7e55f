import type { BugRules } from '../../../lib/policy/types.ts'

/** Rules of the repository acme/shop on GitHub, with what a test gives instead. */
export const rulesWith = (some: Partial<BugRules> = {}): BugRules => ({
  repo: 'https://github.com/acme/shop',
  keys: [],
  patterns: [],
  waivers: false,
  ...some,
})

const MIB = 1024 * 1024
const filled = (unit: string): string => unit.repeat(Math.ceil(MIB / unit.length)).slice(0, MIB)

/** Long texts on which a quadratic reader would not end before the test's time is up. */
export const HOSTILE: readonly (readonly [string, string])[] = [
  ['blanks', filled(' ')],
  ['blanks before a letter', `${filled(' ')}x`],
  ['blank lines', filled('\n')],
  ['blanks after a keyword', `fixes${filled(' ')}x`],
  ['blanks after a reference', `fixes #1${filled(' ')}x`],
  ['blanks and line feeds after a comma', `fixes #1,${filled(' \n')}x`],
  ['keywords', filled('fixes ')],
  ['keywords with colons', filled('fixes: ')],
  ['keywords with colons and no blanks', filled('fixes:')],
  ['keywords at line ends', filled('fixes\n')],
  ['keywords in a path', filled('fixes/')],
  ['a list of references', `fixes ${filled('#1, ')}`],
  ['a path without a number', `fixes ${filled('a/')}`],
  ['one long word', `fixes ${filled('a')}`],
  ['digits', `fixes #${filled('1')}`],
  ['keys of nobody', `fix: ${filled('AB-1 ')}`],
  ['underscored keys before no fix', filled('a-1_')],
  ['hyphens', `fix: ${filled('a-')}`],
  ['a URL of dots', `fixes https://x${filled('.')}x`],
  ['a URL of issues', `fixes https://x${filled('/issues/1x')}`],
  ['URLs', filled('fixes https://x/issues/1x ')],
  ['an at sign hunt', `fixes https://${filled('a:')}`],
  ['bug trailers', `x\n\n${filled('Bug: 1,x\n')}`],
  ['one bug trailer of commas', `x\n\nBug: ${filled('1,')}`],
  ['continuation lines', `x\n\nBug:\n${filled(' #1\n')}`],
  ['case trailers in prose', filled('Regression-Case: ')],
  ['case trailers with blanks', filled('Regression-Case   ')],
  ['waivers', `Regression-Case: none ${filled('(')}`],
  ['comment lines', filled('#\n')],
  ['scissors that are none', filled('# ------------------------ >8 \n')],
  ['carriage returns', filled('\r')],
  ['revert titles', filled('Revert "')],
  ['merge words', `Merge ${filled('remote-tracking ')}`],
]
