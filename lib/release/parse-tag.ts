/** An annotated tag's object, taken apart. */
export interface ParsedTag {
  /** What it names: `commit`, `tag`, `tree` or `blob`. */
  readonly type: string
  /** The name that stands inside the object. */
  readonly name: string
  /** The last paragraph of its message, where that is trailers and nothing else. */
  readonly trailers: readonly Trailer[]
  readonly isSigned: boolean
  /** What makes its text ambiguous to a reader; empty for what `release` writes. */
  readonly faults: readonly string[]
}

export interface Trailer {
  readonly key: string
  readonly value: string
}

/** As git finds a signature: from the last line that begins one. */
const BEGIN = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE)-----$/
const END = /^-----END [A-Z ]+-----$/
const TRAILER = /^([A-Za-z0-9-]+): (\S.*)$/
/** Blanks and all, as a hurried reader would take it. */
const LOOKS_LIKE = /^\W*regression-(set|result|attestation)\s*:/i

/**
 * Parses a tag's object by stricter rules than git's own, so that whatever is read here git reads alike: the trailers are the
 * last paragraph, and that holds nothing else. null where it is no tag's object at all.
 */
export function parseTag(text: string): ParsedTag | null {
  const end = text.indexOf('\n\n')
  const head = /^object [0-9a-f]{40,64}\ntype ([a-z]+)\ntag ([^\n]+)(?:\n|$)/.exec(text.slice(0, Math.max(end, 0)))
  if (!head) return null
  const { message, signature } = splitSignature(text.slice(end + 2))
  const { before, last } = paragraphsOf(message)
  const trailers = last.map(parseTrailer)
  const isWhole = trailers.every((one) => one !== null)
  return {
    type: head[1]!,
    name: head[2]!,
    trailers: isWhole ? (trailers as Trailer[]) : [],
    isSigned: signature !== null || /^gpgsig/m.test(text.slice(0, end)),
    faults: [...strayFaults(before, isWhole ? [] : last), ...signatureFaults(signature)],
  }
}

function splitSignature(body: string): { message: string; signature: string[] | null } {
  const lines = body.split('\n')
  const begin = lines.findLastIndex((line) => BEGIN.test(line))
  if (begin < 0) return { message: body, signature: null }
  return { message: lines.slice(0, begin).join('\n'), signature: lines.slice(begin) }
}

/** A message of one paragraph has no trailers. */
function paragraphsOf(message: string): { before: readonly string[]; last: readonly string[] } {
  const lines = message.replace(/\n+$/, '').split('\n')
  const blank = lines.findLastIndex((line) => line.trim() === '')
  return blank < 0 ? { before: lines, last: [] } : { before: lines.slice(0, blank), last: lines.slice(blank + 1) }
}

function parseTrailer(line: string): Trailer | null {
  const match = TRAILER.exec(line)
  return match ? { key: match[1]!, value: match[2]! } : null
}

/** What a person would read as a pin must be what is judged as one. */
function strayFaults(before: readonly string[], mixed: readonly string[]): string[] {
  const faults: string[] = []
  if (before.some((line) => LOOKS_LIKE.test(line)))
    faults.push('a line like its trailers stands outside the last paragraph')
  if (mixed.some((line) => LOOKS_LIKE.test(line))) faults.push('its trailers are glued to other text')
  if (before.some((line) => BEGIN.test(line))) faults.push('it carries more than one signature')
  return faults
}

/** ssh-keygen takes no notice of what stands below a signature, so that nobody signed it. */
function signatureFaults(signature: readonly string[] | null): string[] {
  if (signature === null) return []
  const end = signature.findIndex((line) => END.test(line))
  const below = end < 0 ? [] : signature.slice(end + 1).filter((line) => line !== '')
  return below.length > 0 ? ['text stands below its signature'] : []
}
