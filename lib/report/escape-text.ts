/** Controls but LF and tab, and what reorders or hides text: bidirectional controls, zero-width marks, separators. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

/** Makes text from cases, outputs and commits safe to show in a terminal: what could steer it is shown escaped. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (char) => {
    const code = char.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** One safe line: line feeds and tabs shown escaped too, cut to `limit` characters. */
export function escapeLine(text: string, limit = 200): string {
  const line = escapeText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line
}

/** A link as it may be shown: http(s) only, anything else as plain escaped text. */
export const escapeLink = (text: string): string => escapeLine(text, 500)
