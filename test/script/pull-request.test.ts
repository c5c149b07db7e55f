import { describe, expect, it } from 'vitest'
import { BUG, expectExit, makeSandbox, type Ran, type Sandbox } from './sandbox.ts'

/** A branch of one commit that refers to no bug; with a case where one is asked for. */
async function aBranch({ withCase = false, config = '' } = {}): Promise<Sandbox> {
  const sandbox = await makeSandbox(config ? { config } : {})
  await sandbox.git('switch', '-q', '-c', 'topic')
  if (withCase) await sandbox.addCase()
  await sandbox.write('other.txt', 'x')
  await sandbox.commit('Tidy')
  return sandbox
}

const BASE = ['--base', 'origin/main'] as const
async function checkEvent(sandbox: Sandbox, event: unknown): Promise<Ran> {
  await sandbox.write('../event.json', JSON.stringify(event))
  const env = { GITHUB_EVENT_PATH: `${sandbox.root}/event.json`, GITHUB_EVENT_NAME: 'pull_request' }
  return sandbox.casebook('check', ...BASE, '--pull-request', { env })
}
const request = (title: string, body: string | null = null): object => ({ pull_request: { title, body } })

describe.concurrent('check --pull-request', () => {
  it('refuses a title that fixes a bug without a case', async () => {
    const sandbox = await aBranch()
    const ran = expectExit(await checkEvent(sandbox, request('Fixes #12')), 1)
    expect(ran.stderr).toBe(
      "error: the pull request \"Fixes #12\" refers to #12, and no case of the set has that bug_link\nhint: casebook capture <trace> --bug '#12', then casebook admit <id>\nhint: or where no case can be: casebook waive '#12' --why <why>\n",
    )
  })

  it('refuses a text that does', async () => {
    const sandbox = await aBranch()
    expectExit(await checkEvent(sandbox, request('Tidy', `Closes ${BUG}\r\n`)), 1)
    expectExit(await checkEvent(sandbox, request('Tidy', 'Bug: SHOP-1')), 1)
  })

  it('takes it where the tip holds the case', async () => {
    const sandbox = await aBranch({ withCase: true })
    expectExit(await checkEvent(sandbox, request('Fixes #12', `Closes ${BUG}`)), 0)
  })

  it('takes it where a note of the range waives the bug', async () => {
    const sandbox = await aBranch()
    await sandbox.write(
      'evals/data/regression/migrations/2026-01-06-flaky-upstream.md',
      `---\nwaive:\n  - {bug: "${BUG}", reason: only a typo}\nreason: impossible\n---\nIt cannot be asked.\n`,
    )
    await sandbox.commit('Waive')
    expectExit(await checkEvent(sandbox, request('Fixes #12')), 0)
  })

  it('takes a waiver only where waivers are taken', async () => {
    const body = 'Fixes #12\n\nRegression-Case: none (a typo)'
    const [strict, lax] = await Promise.all([
      aBranch(),
      aBranch({ config: 'bugs: {repo: https://github.com/acme/shop, waivers: true}\n' }),
    ])
    expectExit(await checkEvent(strict, request('Tidy', body)), 1)
    expectExit(await checkEvent(lax, request('Tidy', body)), 0)
  })

  it('says where a waiver that is none would have to stand', async () => {
    const sandbox = await aBranch({ config: 'bugs: {repo: https://github.com/acme/shop, waivers: true}\n' })
    const ran = expectExit(await checkEvent(sandbox, request('Tidy', 'Fixes #12\nRegression-Case: none (a typo)')), 1)
    expect(ran.stderr).toContain('\nhint: in its text, put a blank line before "Regression-Case: none (a typo)", and ')
  })

  it('tells a fault once, however many sets there are', async () => {
    const sandbox = await aBranch()
    await sandbox.write('services/a/casebook.yaml', `set: a\ntarget: {command: ['true']}\n`)
    await sandbox.commit('Another set')
    const ran = expectExit(await checkEvent(sandbox, request('Fixes #12')), 1)
    expect(ran.stderr.match(/refers to #12/g)).toHaveLength(1)
  })

  it('asks nothing of a pull request that touches none of the inputs', async () => {
    const config = 'inputs: ["app/**"]\nbugs: {repo: https://github.com/acme/shop}\n'.replace('inputs', '  inputs')
    const sandbox = await aBranch({ config })
    expectExit(await checkEvent(sandbox, request('Fixes #12')), 0)
    await sandbox.write('app/more.txt', 'x')
    await sandbox.commit('Tidy more')
    expectExit(await checkEvent(sandbox, request('Fixes #12')), 1)
  })

  it('overlooks the comments of a template, and a revert', async () => {
    const sandbox = await aBranch()
    expectExit(await checkEvent(sandbox, request('Tidy', '<!-- such as: Fixes #12 -->')), 0)
    expectExit(await checkEvent(sandbox, request('Revert "Fixes #12"', 'Reverts #9')), 0)
  })

  it('judges the range too', async () => {
    const sandbox = await aBranch()
    await sandbox.commit('Fixes #13')
    const ran = expectExit(await checkEvent(sandbox, request('Tidy')), 1)
    expect(ran.stderr).toContain('"Fixes #13" refers to #13')
    expect(ran.stderr).not.toContain('the pull request')
  })

  it('finds the base itself', async () => {
    const sandbox = await aBranch()
    await sandbox.write('../pr.md', 'Fixes #12\n')
    expectExit(await sandbox.casebook('check', '--pull-request', '../pr.md'), 1)
    const env = { GITHUB_BASE_REF: 'main' }
    expectExit(await sandbox.casebook('check', '--pull-request', '../pr.md', { env }), 1)
    const lost = await sandbox.casebook('check', '--pull-request', '../pr.md', { env: { GITHUB_BASE_REF: 'gone' } })
    expect(expectExit(lost, 2).stderr).toMatch(/^error: "refs\/remotes\/origin\/gone" names no commit here\n/)
  })

  it("reads GitLab's variables, and cannot tell a description that GitLab cut off", async () => {
    const sandbox = await aBranch()
    const env = { CI_MERGE_REQUEST_TITLE: 'Tidy', CI_MERGE_REQUEST_DESCRIPTION: `Closes ${BUG}` }
    expectExit(await sandbox.casebook('check', ...BASE, '--pull-request', { env }), 1)
    const cut = { ...env, CI_MERGE_REQUEST_DESCRIPTION: 'Long', CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED: 'true' }
    const ran = expectExit(await sandbox.casebook('check', ...BASE, '--pull-request', { env: cut }), 3)
    expect(ran.stderr).toBe(
      'error: GitLab cut the description of the merge request off\nhint: shorten it\nhint: casebook check --base … --pull-request <file with the title and the whole description>\n',
    )
  })

  it('reads a file of Markdown or JSON', async () => {
    const sandbox = await aBranch()
    await sandbox.write('../pr.md', '# Tidy\n\nFixes #12\n')
    await sandbox.write('../pr.json', JSON.stringify({ title: 'Tidy', body: 'Fixes #12' }))
    expectExit(await sandbox.casebook('check', ...BASE, '--pull-request', '../pr.md'), 1)
    expectExit(await sandbox.casebook('check', '--pull-request', '../pr.json', ...BASE), 1)
  })

  it('prints its findings as JSON', async () => {
    const sandbox = await aBranch()
    await sandbox.write('../pr.md', 'Fixes #12\n')
    const ran = await sandbox.json('check', ...BASE, '--pull-request', '../pr.md')
    expect(ran).toMatchObject({ code: 1, document: { format: 'casebook-check/1', ok: false } })
    expect(ran.document['problems']).toEqual([
      {
        code: 'bug-without-case',
        message: expect.stringMatching(/^the pull request /),
        hint: expect.any(String),
        otherwise: [expect.stringContaining('casebook waive')],
      },
    ])
  })

  const FROM_FILE = 'hint: casebook check --base origin/main --pull-request pull-request.md\n'
  it.each<[sentence: string, event: string | null, file: string | null, stderr: string]>([
    [
      'there is none',
      null,
      null,
      `error: there is no pull request to judge: neither GitHub nor GitLab named one\n${FROM_FILE}`,
    ],
    [
      'the event is a push',
      '{"ref":"refs/heads/main"}',
      null,
      `error: the event "pull_request" is not about a pull request\nhint: if: github.event_name == 'pull_request'\n${FROM_FILE}`,
    ],
    ['the event is no JSON', 'x', null, `error: the event in "EVENT" is not a JSON object\n${FROM_FILE}`],
    ['the file is not there', null, 'no.md', `error: there is no file "no.md"\n${FROM_FILE}`],
    [
      'the file is empty',
      null,
      '/dev/null',
      'error: "/dev/null" holds no title of a pull request\nhint: write the title into its first line, or JSON: {"title": …, "body": …}\n',
    ],
  ])('is exit 2 where %s', async (_, event, file, stderr) => {
    const sandbox = await aBranch()
    const path = `${sandbox.root}/event.json`
    if (event !== null) await sandbox.write(path, event)
    const env = event === null ? {} : { GITHUB_EVENT_PATH: path, GITHUB_EVENT_NAME: 'pull_request' }
    const ran = expectExit(
      await sandbox.casebook('check', ...BASE, '--pull-request', ...(file ? [file] : []), { env }),
      2,
    )
    expect(ran.stderr.replaceAll(path, 'EVENT')).toBe(stderr)
  })
})
