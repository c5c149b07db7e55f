import { resolve } from 'node:path'
import { type PullRequest, parsePullRequest, pullRequestOf } from '../policy/parse-pull-request.ts'
import type { Ports } from '../ports.ts'
import { invalid, type Problem, unavailable } from '../problem.ts'
import { findBase } from './find-base.ts'
import { findConfigIfAny } from './find-config.ts'
import { sourceOf } from './source-of.ts'

/** Reads a pull request from a file, or, where none is named, from what the CI service says of the one it runs for. */
export async function readPullRequest(ports: Ports, file: string | null, cwd: string): Promise<PullRequest> {
  if (file !== null) return fromFile(ports, file, cwd)
  const { env } = ports
  if (env['CI_MERGE_REQUEST_TITLE']) return fromGitLab(ports)
  if (env['GITHUB_EVENT_PATH']) return fromGitHub(ports, env['GITHUB_EVENT_PATH'])
  throw invalid('no-pull-request', 'there is no pull request to judge: neither GitHub nor GitLab named one', {
    hints: [FROM_FILE],
  })
}

const FROM_FILE = 'casebook check --base origin/main --pull-request pull-request.md'

/** The revision that a pull request is compared with where nobody said: the CI service knows it, else the remote's main branch. */
export async function pullRequestBase(ports: Ports): Promise<string> {
  const { env } = ports
  const branch = env['GITHUB_BASE_REF']
  const said = branch
    ? `refs/remotes/origin/${branch}`
    : env['CI_MERGE_REQUEST_TARGET_BRANCH_SHA'] || env['CI_MERGE_REQUEST_DIFF_BASE_SHA']
  if (said) return said
  const source = await sourceOf(ports, 'HEAD')
  const config = await findConfigIfAny(ports, source)
  const found = await findBase(ports, config, (source as { commit: string }).commit)
  if (found !== null) return found
  throw invalid('unknown-base', 'there is no branch to compare the pull request with', {
    hints: ['casebook check --pull-request --base origin/main'],
  })
}

async function fromFile(ports: Ports, file: string, cwd: string): Promise<PullRequest> {
  const read = parsePullRequest(await readText(ports, resolve(cwd, file), file))
  if (read) return read
  throw invalid('no-pull-request', `"${file}" holds no title of a pull request`, {
    hints: ['write the title into its first line, or JSON: {"title": …, "body": …}'],
  })
}

async function fromGitHub(ports: Ports, path: string): Promise<PullRequest> {
  const text = await readText(ports, path, path)
  const event = parseEvent(text, path)
  const read = 'pull_request' in event ? pullRequestOf(event) : null
  if (read) return read
  const name = ports.env['GITHUB_EVENT_NAME'] ?? 'unknown'
  throw invalid('no-pull-request', `the event "${name}" is not about a pull request`, {
    hints: ["if: github.event_name == 'pull_request'", FROM_FILE],
  })
}

function parseEvent(text: string, path: string): object {
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event === 'object' && event !== null) return event
  } catch {}
  throw notAnEvent(path)
}

const notAnEvent = (path: string): Problem =>
  invalid('no-pull-request', `the event in "${path}" is not a JSON object`, { hints: [FROM_FILE] })

/** GitLab cuts a long description: what was cut off could have named a bug. */
function fromGitLab({ env }: Ports): PullRequest {
  if (env['CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED'] === 'true')
    throw unavailable('cut-description', 'GitLab cut the description of the merge request off', {
      hints: ['shorten it', 'casebook check --base … --pull-request <file with the title and the whole description>'],
    })
  return { title: env['CI_MERGE_REQUEST_TITLE']!, body: env['CI_MERGE_REQUEST_DESCRIPTION'] ?? '' }
}

async function readText(ports: Ports, path: string, name: string): Promise<string> {
  const bytes = await ports.files.read(path)
  if (bytes === null) throw invalid('no-such-file', `there is no file "${name}"`, { hints: [FROM_FILE] })
  return Buffer.from(bytes).toString('utf8')
}
