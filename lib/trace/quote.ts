const LONGEST = 80
const MOST = 20

/** Quotes a value from a trace for a message: control characters escaped, a long one cut. */
export const quote = (value: string): string =>
  JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)

/** Quotes the first of many values and counts the rest. */
export function quoteList(values: readonly string[]): string {
  const shown = values.slice(0, MOST).map(quote).join(', ')
  return values.length > MOST ? `${shown} and ${values.length - MOST} more` : shown
}
