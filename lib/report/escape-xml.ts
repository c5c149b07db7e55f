import { escapeText } from './escape-text.ts'

/** Characters that no XML 1.0 document may hold, not even escaped; what `escapeText` leaves of them. */
const ILLEGAL = /[\ufffe\uffff]/g

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Makes text safe as content or as a quoted attribute of XML and HTML; controls are shown escaped, as in a terminal. */
export const escapeXml = (text: string): string =>
  escapeText(text)
    .replace(ILLEGAL, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!)
