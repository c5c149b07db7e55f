export interface PullRequest {
  /** What the service writes before the number. */
  readonly sign: '#' | '!'
  readonly number: number
  /** Null where the configuration does not say where the repository is. */
  readonly url: string | null
}

/** Digits of a pull request's number, at most. */
const NUMBER = '([1-9]\\d{0,8})'
/** As GitHub writes them: a squash's subject, and a merge's. */
const SQUASHED = new RegExp(`\\(#${NUMBER}\\)\\s*$`)
const MERGED = new RegExp(`^Merge pull request #${NUMBER} from `)
/** As GitLab writes it, on a line of its own below the subject. */
const MERGE_REQUEST = new RegExp(`^See merge request (?:(\\w[\\w.-]*(?:/\\w[\\w.-]*)+))?!${NUMBER}\\s*$`, 'm')

/** Finds the pull or merge request that a commit message names; its link is built from `repo`, the project's own address. */
export function findPullRequest(message: string, repo: string | null): PullRequest | null {
  const subject = message.split('\n', 1)[0] ?? ''
  const pull = MERGED.exec(subject)?.[1] ?? SQUASHED.exec(subject)?.[1]
  if (pull !== undefined) return { sign: '#', number: Number(pull), url: linkOf(repo, null, `pull/${Number(pull)}`) }
  const [, project = null, merge] = MERGE_REQUEST.exec(message) ?? []
  if (merge === undefined) return null
  return { sign: '!', number: Number(merge), url: linkOf(repo, project, `-/merge_requests/${Number(merge)}`) }
}

/** A merge request may name its project; it lies on the same server. */
function linkOf(repo: string | null, project: string | null, path: string): string | null {
  if (repo === null || !URL.canParse(repo)) return null
  const { protocol, origin, pathname } = new URL(repo)
  if (!/^https?:$/.test(protocol)) return null
  const own = pathname.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
  return [origin, project ?? own, path].filter((part) => part !== '').join('/')
}
