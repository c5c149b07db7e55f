const SCISSORS = ' ------------------------ >8 ------------------------\n'
/** Lines that git writes itself: with one of them, a paragraph needs only a quarter of trailers. */
const GENERATED = ['Signed-off-by: ', '(cherry picked from commit ']

/**
 * The trailers of a message as `git interpret-trailers --parse --no-divider` prints them: one `Key: value` a line, unfolded. Bytes
 * are told apart, so text comes and goes as latin1 of UTF-8. Requires that no `trailer.*` is configured.
 */
export function parseTrailers(message: string, commentMark: string): string {
  const lines = linesOf(message.slice(0, endOfTrailers(message, commentMark)))
  return fold(lines.slice(startOfTrailers(lines, commentMark)))
    .filter((line) => !line.startsWith(commentMark))
    .map(renderTrailer)
    .join('')
}

/** With their line ends. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const isBlankLine = (line: string): boolean => /^[ \t\n\r]*$/.test(line)
const startsBlank = (line: string): boolean => /^[ \t\n\r]/.test(line)

/** Drops comments, blank lines and an old list of conflicts at the end, and everything below the scissors. */
function endOfTrailers(text: string, commentMark: string): number {
  const cut = cutOf(text, commentMark)
  /** Where the tail starts; git keeps it as a number in which 0 means none. */
  let tail = 0
  let inConflicts = false
  let at = 0
  for (const line of linesOf(text)) {
    if (at >= cut) break
    if (line.startsWith(commentMark) || line === '\n') tail ||= at
    else if (line === 'Conflicts:\n') {
      inConflicts = true
      tail ||= at
    } else if (!(inConflicts && line.startsWith('\t')) && tail > 0) {
      tail = 0
      inConflicts = false
    }
    at += line.length
  }
  return tail || cut
}

function cutOf(text: string, commentMark: string): number {
  const scissors = commentMark + SCISSORS
  if (text.startsWith(scissors)) return 0
  const found = text.indexOf(`\n${scissors}`)
  return found < 0 ? text.length : found + 1
}

/** The index of the first line of the last paragraph, where that is one of trailers; else the number of lines. */
function startOfTrailers(lines: readonly string[], commentMark: string): number {
  const title = lines.findIndex((line) => !line.startsWith(commentMark) && isBlankLine(line))
  const endOfTitle = title < 0 ? lines.length : title
  let [trailers, others, continued] = [0, 0, 0]
  let isGenerated = false
  let onlyBlank = true
  for (let at = lines.length - 1; at >= endOfTitle; at--) {
    const line = lines[at]!
    if (line.startsWith(commentMark)) {
      others += continued
      continued = 0
    } else if (isBlankLine(line)) {
      if (onlyBlank) continue
      others += continued
      const isBlock = (isGenerated && trailers * 3 >= others) || (trailers > 0 && others === 0)
      return isBlock ? at + 1 : lines.length
    } else {
      onlyBlank = false
      const generated = GENERATED.some((start) => line.startsWith(start))
      if (generated || (separatorOf(line) >= 1 && !startsBlank(line))) {
        trailers++
        continued = 0
        isGenerated ||= generated
      } else if (startsBlank(line)) continued++
      else {
        others += 1 + continued
        continued = 0
      }
    }
  }
  return lines.length
}

/** Where the colon behind a key is; -1 where the line is no trailer. */
function separatorOf(line: string): number {
  const key = /^(?:[A-Za-z0-9-]+[ \t]*)?:/.exec(line)
  return key ? key[0].length - 1 : -1
}

/** Joins each trailer with the lines below it that start with a blank. */
function fold(lines: readonly string[]): string[] {
  const folded: string[] = []
  let isOpen = false
  for (const line of lines)
    if (isOpen && startsBlank(line)) folded[folded.length - 1] += line
    else {
      folded.push(line)
      isOpen = separatorOf(line) >= 1
    }
  return folded
}

function renderTrailer(line: string): string {
  const at = separatorOf(line)
  if (at < 1) return ''
  return `${trim(line.slice(0, at))}: ${unfold(trim(line.slice(at + 1)))}\n`
}

const trim = (text: string): string => text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '')
const unfold = (value: string): string => trim(value.replace(/\n[ \t\n\r]*/g, ' '))
