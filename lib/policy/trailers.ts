/** What the `Regression-Case` trailers of a message say. */
export interface CaseTrailers {
  readonly ids: readonly string[]
  /** The reason of `none (reason)`, empty when none is given; null without a waiver. */
  readonly waiver: string | null
  /** Words that are no case id, as written. */
  readonly malformed: readonly string[]
}

/** The same as `CASE_ID` of lib/case/id.ts, which loads more than a hook may (a test compares them). */
const CASE_ID = /^reg-\d{4}-\d{2}-\d{2}-[0-9a-f]{6}$/
const TRAILER = /^regression-case[ \t]*:/i
const WAIVER = /^none(?!\w)/i
const WAIVER_REASON = /^none[ \t]*\((.*)\)$/i

/**
 * Parses `Regression-Case` out of what `git interpret-trailers --parse` printed (`Key: value` lines). The key's case does not
 * matter, one trailer may hold several ids between commas or blanks, an empty one (of a template) counts for nothing.
 */
export function readCaseTrailers(parsed: string): CaseTrailers {
  const values = valuesOf(parsed)
  const waivers = values.filter((value) => WAIVER.test(value)).map(reasonOf)
  const words = [...new Set(values.filter((value) => !WAIVER.test(value)).flatMap(wordsOf))]
  return {
    ids: words.filter((word) => CASE_ID.test(word)),
    waiver: waivers.find((reason) => reason !== '') ?? waivers[0] ?? null,
    malformed: words.filter((word) => !CASE_ID.test(word)),
  }
}

/** At the start of a line, after indent, bullet or quote; or anywhere, when an id follows. */
const LOOKS_LIKE = /^[\s>*-]*regression-case[ \t]*:|(?<![\w-])regression-case[ \t]*:[ \t]*reg-\d{4}-/i

/**
 * Returns the first line that looks like the trailer but is none in git's eyes (glued to prose, in the subject, indented) and
 * says what no true trailer says; null without one. `parsed` is what `git interpret-trailers --parse` printed of the message.
 */
export function gluedTrailer(message: string, parsed: string): string | null {
  const said = new Set(valuesOf(parsed).flatMap(wordsOf))
  const glued = message
    .split('\n')
    .find((line) => LOOKS_LIKE.test(line) && wordsOf(afterKey(line)).some((word) => !said.has(word)))
  return glued?.trim() ?? null
}

const valuesOf = (parsed: string): string[] =>
  parsed
    .split('\n')
    .filter((line) => TRAILER.test(line))
    .map((line) => afterKey(line).trim())

const wordsOf = (value: string): string[] => value.split(/[,\s]+/).filter((word) => word !== '')
const afterKey = (line: string): string => line.slice(line.indexOf(':', line.search(/regression-case/i)) + 1)
const reasonOf = (value: string): string => WAIVER_REASON.exec(value)?.[1]?.trim() ?? ''
