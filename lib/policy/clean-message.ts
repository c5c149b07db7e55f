/** git's cleanup mode, by what it does to comment lines; without an editor (`GIT_EDITOR=:` in the hook) git never strips them. */
export type Cleanup = 'strip' | 'scissors' | 'whitespace' | 'verbatim'

const CUT_LINE = ' ------------------------ >8 ------------------------'
/** The characters that `core.commentChar=auto` chooses from. */
const AUTO = '#;@!$%^&|:'

/**
 * Returns the message that git would record of the file handed to commit-msg: comment lines, the scissors line and what lies
 * below it (the diff of `commit -v`) removed, CRLF folded, blank lines and trailing whitespace tidied as git does.
 * `commentChar` is `core.commentChar` or `core.commentString` (null: `#`; `auto`: told by the scissors, else by the last line).
 */
export function cleanMessage(raw: string, commentChar: string | null, cleanup: Cleanup = 'strip'): string {
  const text = raw.replaceAll('\r\n', '\n')
  const comment = commentChar === 'auto' ? detectComment(text) : commentChar || '#'
  const kept = comment === null ? text : cutAtScissors(text, comment)
  if (cleanup === 'verbatim') return kept
  const lines = kept.split('\n')
  const strips = cleanup === 'strip' && comment !== null
  return tidy(strips ? lines.filter((line) => !line.startsWith(comment)) : lines)
}

/** git cuts whenever `-v` was given, whatever the mode, and the hook cannot see `-v`: hence in every mode. */
function cutAtScissors(text: string, comment: string): string {
  const line = `${comment}${CUT_LINE}\n`
  const whole = `${text}\n`
  if (whole.startsWith(line)) return ''
  const at = whole.indexOf(`\n${line}`)
  return at === -1 ? text : text.slice(0, at + 1)
}

function detectComment(text: string): string | null {
  const lines = text.split('\n')
  const scissors = lines.find((line) => line.slice(1) === CUT_LINE && isCandidate(line))
  const last = scissors ?? lines.findLast((line) => line.trim() !== '')
  return last !== undefined && isCandidate(last) ? last.charAt(0) : null
}

/** A line of git's own template: the character alone, or before a blank. */
const isCandidate = (line: string): boolean =>
  line !== '' && AUTO.includes(line.charAt(0)) && (line.length === 1 || line[1] === ' ' || line[1] === '\t')

/** Does what `git stripspace` does. */
function tidy(lines: readonly string[]): string {
  const out: string[] = []
  for (const line of lines.map(trimLineEnd)) {
    if (line !== '' || (out.length > 0 && out.at(-1) !== '')) out.push(line)
  }
  if (out.at(-1) === '') out.pop()
  return out.length === 0 ? '' : `${out.join('\n')}\n`
}

/** A loop, since a pattern for trailing blanks is quadratic on long runs of them. */
function trimLineEnd(line: string): string {
  let end = line.length
  while (end > 0 && ' \t\r'.includes(line.charAt(end - 1))) end--
  return line.slice(0, end)
}
