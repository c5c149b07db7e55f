const LONGEST = 80
const MOST = 20

/** Quotes a value from a trace for a message: control characters escaped, a long one cut. */
export const quote = (value: string): string =>
  JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value).replace(UNSEEN, escapeChar)

/** What JSON leaves as it is and a terminal obeys: DEL, the C1 controls, separators of lines, turns of direction. */
const UNSEEN = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const escapeChar = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Returns an id as an argument that can be pasted into a shell; one of unsafe characters becomes a placeholder. */
export const asArgument = (id: string): string => (/^\w[\w.:-]{0,99}$/.test(id) ? id : '<id>')

/** Quotes the first of many values and counts the rest. */
export function quoteList(values: readonly string[]): string {
  const shown = values.slice(0, MOST).map(quote).join(', ')
  return values.length > MOST ? `${shown} and ${values.length - MOST} more` : shown
}
