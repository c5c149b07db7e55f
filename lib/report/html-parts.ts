import { httpUrl } from './escape-markdown.ts'
import { escapeLine } from './escape-text.ts'
import { escapeXml } from './escape-xml.ts'

/** Text from outside as one line of HTML, cut after `limit` characters. */
export const lineHtml = (text: string, limit?: number): string => escapeXml(escapeLine(text, limit))

/** A link where it is http(s) and nothing else; any other text as text. */
export function linkHtml(text: string): string {
  const url = httpUrl(text)
  const shown = lineHtml(text, 500)
  return url === null ? shown : `<a href="${escapeXml(url)}" rel="noopener noreferrer">${shown}</a>`
}

export type Tone = 'good' | 'bad' | 'unsure'
/** A word with a colour that says the same. `text` is HTML that is safe already. */
export const badge = (tone: Tone, text: string): string => `<span class="badge ${tone}">${text}</span>`

/** A table whose column `head` names each row; it scrolls, with the keyboard too. All texts are HTML that is safe already. */
export function tableHtml(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  head = 'case',
): string {
  const named = heads.indexOf(head)
  const cell = (html: string, column: number): string =>
    column === named ? `<th scope="row" class="id">${html}</th>` : `<td>${html}</td>`
  return [
    `<div class="table" role="region" tabindex="0" aria-label="${caption}"><table>`,
    `<caption>${caption}</caption>`,
    `<thead><tr>${heads.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n')
}
