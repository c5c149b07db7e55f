/** What needs no escape; most text is that, and what finds the rest takes a millisecond to make. */
const PLAIN = /^[\n\t -~]*$/
/** Of what could steer a terminal: LF and tab, and what chooses between two looks of an emoji. */
const HARMLESS = '\n\t\ufe0e\ufe0f'

/**
 * Makes text from cases, outputs and commits safe to show in a terminal. Shown escaped: controls and what hides, joins or
 * reorders text (bidirectional controls, zero-width and other invisible characters, separators, halves of characters).
 */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text
  const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu
  return text.replace(unsafe, (char) => {
    if (HARMLESS.includes(char)) return char
    const code = char.codePointAt(0)!
    if (code > 0xffff) return `\\u{${code.toString(16)}}`
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** One safe line: line feeds and tabs shown escaped too, cut to `limit` characters. */
export function escapeLine(text: string, limit = 200): string {
  const line = escapeText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')
  return line.length > limit ? `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : line
}

/** A link as it may be shown: http(s) only, anything else as plain escaped text. */
export const escapeLink = (text: string): string => escapeLine(text, 500)
