import { describe, expect, it } from 'vitest'
import { renderGithub } from '../../../lib/report/run-github.ts'
import type { CaseResult } from '../../../lib/run/types.ts'
import { ID, ROOT, result, runOf } from '../../fakes/a-run.ts'

const github = (...results: readonly CaseResult[]): string =>
  renderGithub({ run: runOf(results), setPath: 'evals/data/regression', at: new Date(0) })
const FILE = `evals/data/regression/smoke/${ID}.yaml`
const END = `regression@v3 ${ROOT} at 0123456789ab\n`

describe('renderGithub', () => {
  it('says of a green run that it is', () => {
    expect(github(result())).toBe(`casebook: green\ngreen  smoke 1/1 passed, in 12.4 s\n${END}`)
  })

  it('puts an annotation at the file of each failed case', () => {
    expect(github(result({ verdict: 'failed', title: '50%, done: yes', trace_id: 't1' }))).toBe(
      `::error file=${FILE},line=1,title=failed%3A 50%25%2C done%3A yes::✗ ${ID}  50%25, done: yes%0A  failed: wrong in a new way%0A  trace  t1\ncasebook: red\nnot green  smoke 0/1 passed, 1 failed, in 12.4 s\n${END}`,
    )
  })

  it('tells what could not be told from red', () => {
    expect(github(result({ verdict: 'error' }))).toContain('\ncasebook: could not be told\n')
  })

  it('shows no more annotations than GitHub does, and says how many are left', () => {
    const lines = github(...Array.from({ length: 12 }, () => result({ verdict: 'failed' }))).split('\n')
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10)
    expect(lines[9]).toBe('::error title=casebook::and 3 more: the summary of this job lists them')
  })

  it('lets no text from outside become a command', () => {
    const evil = '\n::set-output name=a::b\r\n::stop-commands::x\n##[add-path]/tmp\n::error file=x::y'
    const text = github(
      result({
        verdict: 'failed',
        title: evil,
        bug_link: evil,
        trace_id: evil,
        diff: evil,
        failures: [{ assertion: evil, at: evil, reason: evil }],
      }),
    )
    const commands = text.split(/[\r\n]/).filter((line) => line.trimStart().startsWith('::'))
    expect(commands).toHaveLength(1)
    expect(commands[0]).toMatch(new RegExp(`^::error file=${FILE},line=1,title=failed`))
    expect(text).not.toContain('##[')
  })

  it('cuts a message that is too long', () => {
    expect(github(result({ verdict: 'failed', diff: `${'+x'.repeat(20_000)}\n`.repeat(50) })).length).toBeLessThan(
      6_000,
    )
  })
})
