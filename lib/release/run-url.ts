/** Where a run in CI can be looked up, as GitHub Actions and GitLab tell their jobs; null elsewhere. */
export function runUrl(env: Readonly<Record<string, string | undefined>>): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, CI_JOB_URL: job } = env
  const url = server && repository && run ? `${server}/${repository}/actions/runs/${run}` : job
  return url !== undefined && /^https?:\/\/[!-~]+$/.test(url) ? url : null
}
