const KEYWORD = '(close[sd]?|closing|fix(es|ed|ing)?|resolve[sd]?|resolving|implement(s|ed|ing)?)'
const FIX = '((bug|hot)[ -]?)?fix(es|ed)?'
const KEY = '[[:alnum:]][[:alnum:]_]*-[0-9]+'
const BEFORE = '^[^[:alnum:]]*'
const AFTER = '([^[:alnum:]_]|$)'

const ALTERNATIVES = [
  // a keyword, then `#n`, `path#n`, a URL, a key or `GH-n`, or the end of a wrapped line
  `(^|[^[:alnum:]_-])${KEYWORD}[[:space:]]*:?[[:space:]]*(issues?[[:space:]]+)?([[:alnum:]_./-]*#[0-9]|https?://|[[:alnum:]_]+-[0-9]|$)`,
  '^bug[[:space:]]*:',
  // a fix subject with a key after the word, and one with a key before it
  `${BEFORE}${FIX}[^[:alnum:]_].*[[:alnum:]_]-[0-9]`,
  `${BEFORE}(${KEY}[^[:alnum:]]+)+${FIX}${AFTER}`,
]

/**
 * A POSIX extended pattern for `LC_ALL=C grep -qiE`: no line of a message matches it only if `findBugs` finds nothing by the
 * default rules, whatever the keys. Holds no single quote, so that a shell script may put it between two. Says nothing of
 * `bugs.patterns`: a hook whose rules have some does not use it.
 */
export const PREFILTER: string = ALTERNATIVES.join('|')
