import { matchAt, readReference } from './read-reference.ts'

/**
 * The closing keywords of GitHub ("Linking a pull request to an issue") and of GitLab ("Default closing pattern"), which take
 * a colon after them and, with GitLab, the word "issue" and a list. Wrapped lines count: a URL is often too long for its line.
 */
const KEYWORD =
  /(?<![\w-])(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)(?=[ \t:\n])/gi
const GAP = /[ \t]*:?[ \t]*(?:\n[ \t]*)?/y
const ISSUE_WORD = /issues?[ \t]+/iy
const SEPARATOR = /(?:[ \t]*,)?[ \t\n]*and[ \t\n]+|[ \t]*,[ \t\n]*|[ \t]+/iy
/** "préfixes #4": the look-behind of the pattern sees ASCII only. */
const LATIN = /\p{Script=Latin}/u

/** Finds the references that stand after a closing keyword, as written. */
export function findByKeyword(message: string, keys: ReadonlySet<string>): string[] {
  const found: string[] = []
  const keyword = new RegExp(KEYWORD)
  for (let at = keyword.exec(message); at !== null; at = keyword.exec(message)) {
    if (LATIN.test(message.charAt(at.index - 1))) continue
    const end = skip(GAP, message, keyword.lastIndex)
    keyword.lastIndex = Math.max(keyword.lastIndex, readList(message, end, keys, found))
  }
  return found
}

/** Adds the references of the list at `from` to `found`; returns where the list ends, 0 when there is none. */
function readList(message: string, from: number, keys: ReadonlySet<string>, found: string[]): number {
  let end = 0
  for (let at = from; ; ) {
    const reference = readReference(message, skip(ISSUE_WORD, message, at), keys)
    if (reference === null) return end
    found.push(reference.text)
    end = reference.end
    at = skip(SEPARATOR, message, end)
    if (at === end) return end
  }
}

const skip = (pattern: RegExp, text: string, at: number): number => at + (matchAt(pattern, text, at)?.length ?? 0)
