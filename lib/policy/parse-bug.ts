import type { BugNames } from './types.ts'

/** What a reference to a bug says. */
export type ParsedBug =
  /** An issue of a code host; without `host` and `path` of a repository that is not known. */
  | { readonly kind: 'issue'; readonly host: string | null; readonly path: string | null; readonly number: string }
  /** A tracker's key, in upper case. */
  | { readonly kind: 'key'; readonly key: string }
  /** Any other http(s) link, without scheme, final slash and comment fragment. */
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'text'; readonly text: string }

const NUMBER = /^(?:#|GH-)?(\d{1,10})$/i
const ISSUE_OF_REPO = /^([\w.-]+(?:\/[\w.-]+)*)#(\d{1,10})$/
const KEY = /^([A-Za-z][A-Za-z0-9_]*)-\d{1,10}$/
const URL_PARTS = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)([^?#]*)(\?[^#]*)?(#.*)?$/is

/** Parses one reference: `#412`, `412`, `GH-412`, `acme/shop#412`, `SHOP-412` or a URL; anything else is `text`. Never throws. */
export function parseBug(text: string, names: BugNames): ParsedBug {
  const said = text.trim()
  return (
    parseIssue(said, names) ??
    parseUrl(said, names) ??
    (KEY.test(said) ? { kind: 'key', key: said.toUpperCase() } : { kind: 'text', text: said })
  )
}

export interface Repo {
  readonly host: string
  readonly path: string
}

/** Parses `bugs.repo`, with or without `.git` and a final slash; null when it is no http(s) URL. */
export function parseRepo(repo: string | null): Repo | null {
  const [, host, path = ''] = URL_PARTS.exec(repo?.trim() ?? '') ?? []
  if (host === undefined) return null
  return {
    host: withoutPort(host),
    path: segmentsOf(path)
      .join('/')
      .replace(/\.git$/i, ''),
  }
}

function parseIssue(said: string, names: BugNames): ParsedBug | null {
  const repo = parseRepo(names.repo)
  const own = NUMBER.exec(said)?.[1]
  if (own !== undefined)
    return { kind: 'issue', host: repo?.host ?? null, path: repo?.path ?? null, number: digits(own) }
  const [, path, number] = ISSUE_OF_REPO.exec(said) ?? []
  if (path === undefined || number === undefined) return null
  return { kind: 'issue', host: repo?.host ?? null, path: besideRepo(path, repo), number: digits(number) }
}

/** GitLab reads `project#4` as a neighbour of the project it stands in. */
function besideRepo(path: string, repo: Repo | null): string {
  if (path.includes('/') || repo === null) return path
  return [...repo.path.split('/').slice(0, -1), path].join('/')
}

function parseUrl(said: string, names: BugNames): ParsedBug | null {
  const [, host, path = '', query = '', fragment = ''] = URL_PARTS.exec(said) ?? []
  if (host === undefined) return null
  const segments = segmentsOf(path)
  const key = keyIn(segments, names)
  if (key !== undefined) return { kind: 'key', key: key.toUpperCase() }
  const at = segments.findIndex(
    (one, i) => /^(?:issues|work_items)$/.test(one) && /^\d{1,10}$/.test(segments[i + 1] ?? ''),
  )
  if (at !== -1)
    return {
      kind: 'issue',
      host: withoutPort(host),
      path: pathBefore(segments, at),
      number: digits(segments[at + 1] ?? ''),
    }
  const rest = /^#(?:issuecomment|note)/.test(fragment) ? '' : fragment
  return { kind: 'link', link: `${withoutPort(host)}/${segments.join('/')}${query}${rest}` }
}

/** GitLab puts `/-/` between a project and its parts. */
const pathBefore = (segments: readonly string[], at: number): string =>
  segments.slice(0, segments[at - 1] === '-' ? at - 1 : at).join('/')

/** A known key as the last segment, or any after the words that Jira, Linear and YouTrack put before theirs. */
const keyIn = (segments: readonly string[], names: BugNames): string | undefined =>
  segments.find(
    (one, i) =>
      KEY.test(one) &&
      (/^(?:browse|issues?)$/.test(segments[i - 1] ?? '') ||
        (i === segments.length - 1 && isKeyOf(one, keySet(names.keys)))),
  )

/** The prefixes of `bugs.keys`, as `isKeyOf` asks for them. */
export const keySet = (keys: readonly string[]): ReadonlySet<string> => new Set(keys.map((key) => key.toUpperCase()))

export const isKeyOf = (text: string, keys: ReadonlySet<string>): boolean =>
  keys.has(KEY.exec(text)?.[1]?.toUpperCase() ?? '')

const segmentsOf = (path: string): string[] => path.split('/').filter((one) => one !== '')
const withoutPort = (host: string): string => host.toLowerCase().replace(/:(?:80|443)$/, '')
const digits = (number: string): string => number.replace(/^0+(?=\d)/, '')
