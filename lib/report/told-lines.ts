import { escapeText } from './escape-text.ts'

/** The house's lines: what is wrong, then what mends it. Labels come painted, or as they are. */
export const toldLines = (
  message: string,
  hints: readonly string[],
  [error, hint]: readonly [error: string, hint: string] = ['error:', 'hint:'],
): string => `${[`${error} ${message}`, ...hints.map((one) => `${hint} ${inset(one)}`)].join('\n')}\n`

/** Sets further lines in, so that a line feed in a quoted value can't fake a line of ours. */
export const inset = (text: string): string => escapeText(text.trimEnd()).replaceAll('\n', '\n  ')
