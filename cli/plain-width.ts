/**
 * The width of a text on a terminal, for help alone: our own words, in ASCII. The build puts it in place of `string-width`,
 * which loads tables of every emoji at each start (25 ms) for yargs' columns.
 */
export default function plainWidth(text: string): number {
  return text.length
}
