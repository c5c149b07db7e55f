/** What becomes the message of a squash commit. */
export interface PullRequest {
  readonly title: string
  readonly body: string
}

/**
 * Finds title and text in what a platform says of a pull or merge request: a webhook's event (GitHub's `pull_request`,
 * GitLab's `object_attributes`), or the request itself. Null where there is none.
 */
export function pullRequestOf(value: unknown): PullRequest | null {
  const fields = fieldsOf(value)
  const inner = fieldsOf(fields?.['pull_request']) ?? fieldsOf(fields?.['object_attributes']) ?? fields
  const title = inner?.['title']
  const body = inner?.['body'] ?? inner?.['description'] ?? ''
  return typeof title === 'string' && title.trim() !== '' && typeof body === 'string' ? { title, body } : null
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null

/** Parses a file somebody wrote: JSON as above, else Markdown whose first line is the title. Null where there is no title. */
export function parsePullRequest(text: string): PullRequest | null {
  const json = parseJson(text)
  if (json !== undefined) return pullRequestOf(json)
  const [title = '', ...body] = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split('\n')
  return title.trim() === '' ? null : { title: title.replace(/^#+ /, '').trim(), body: body.join('\n') }
}

function parseJson(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The message to judge. Comments of the template are no part of it: nobody sees them, and they often show an example. */
export const squashMessage = ({ title, body }: PullRequest): string =>
  `${title.trim()}\n\n${withoutComments(body.replaceAll('\r\n', '\n'))}`

/** A loop, since a pattern is quadratic on many openings without an end. A comment that does not end is text. */
function withoutComments(text: string): string {
  const kept: string[] = []
  let at = 0
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--', at)) {
    const end = text.indexOf('-->', open + 4)
    if (end === -1) break
    kept.push(text.slice(at, open))
    at = end + 3
  }
  return kept.join('') + text.slice(at)
}
