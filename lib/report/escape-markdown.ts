import { escapeLine, escapeText } from './escape-text.ts'

/** ASCII punctuation that can be structure somewhere in GitHub's or GitLab's Markdown, raw HTML, autolinks and emoji names included. */
const STRUCTURE = /[\\`*_{}[\]()#+!|<>&~:.@$^]/g
/** What the platforms make a mention or a reference of after all escapes are undone. */
const REFERENCE = '@#!~'

/** One line of text that is only ever text: nothing in it formats, links, mentions or refers. */
export const escapeMarkdown = (text: string, limit?: number): string =>
  escapeLine(text, limit).replace(
    STRUCTURE,
    (char) => `&#${char.charCodeAt(0)};${REFERENCE.includes(char) ? '&#8203;' : ''}`,
  )

/** A block of text in a fence that is longer than any run of backticks in it. */
export function fence(text: string, language = ''): string {
  const safe = escapeText(text).replace(/\n+$/, '')
  const longest = Math.max(2, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}${language}\n${safe}\n${ticks}`
}

/** A link where it is http(s) and nothing else; any other text as text. */
export function linkMarkdown(text: string): string {
  const shown = escapeMarkdown(text, 500)
  const url = httpUrl(text)
  return url === null ? shown : `[${shown}](<${url.replace(/[<>\\()[\]|`*_~]/g, percent)}>)`
}

const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`

/** The URL in its normal form, in which every other character is escaped; null where it is not http(s). */
export function httpUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}
