import { describe, expect, it } from 'vitest'
import { runUrl } from '../../../lib/release/run-url.ts'
import { type AttestedSet, compareStatements, renderStatement } from '../../../lib/release/statement.ts'
import { aReleasedSet, ROOT } from './builders.ts'

const { pin, result } = aReleasedSet()
const aSet: AttestedSet = {
  ...{ pin, result, manifest: 'cd'.repeat(32), config: { path: 'casebook.yaml', blob: 'e'.repeat(40) } },
  passed: ['reg-2026-01-01-aaaaaa', 'reg-2026-01-01-bbbbbb'],
}
const about = { commit: 'a'.repeat(40), sets: [aSet], version: '1.2.3', url: null }
const statement = renderStatement(about)

describe('the in-toto statement', () => {
  it('has the fields of the specifications', () => {
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { digest: { gitCommit: 'a'.repeat(40) } },
        { name: 'regression@v2.rcs1', digest: { sha256: 'cd'.repeat(32) } },
      ],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'PASSED',
        configuration: [
          {
            name: 'regression@v2',
            digest: { rcs1: ROOT.slice(5), sha256: 'cd'.repeat(32) },
            annotations: { cases: 3, notes: 1, tier: 'full', extended: 1 },
          },
          { name: 'casebook.yaml', digest: { gitBlob: 'e'.repeat(40) } },
          { name: 'casebook', uri: 'pkg:npm/casebook@1.2.3' },
        ],
        passedTests: ['regression/reg-2026-01-01-aaaaaa', 'regression/reg-2026-01-01-bbbbbb'],
        warnedTests: [],
        failedTests: [],
      },
    })
  })

  it('fits itself, by another version of casebook and with a URL too', () => {
    expect(compareStatements(statement, statement)).toEqual([])
    const said = JSON.parse(JSON.stringify(renderStatement({ ...about, version: '9', url: 'https://ci/1' })))
    expect(compareStatements(said, statement)).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['of another type', { ...statement, predicateType: 'x' }, 'it is no in-toto statement of a test result'],
    ['of another commit', renderStatement({ ...about, commit: 'b'.repeat(40) }), 'its subject is another'],
    [
      'of another manifest',
      renderStatement({ ...about, sets: [{ ...aSet, manifest: '00' }] }),
      'its subject is another',
    ],
    [
      'that failed',
      { ...statement, predicate: { ...statement.predicate, result: 'FAILED' } },
      'its result is not PASSED',
    ],
    [
      'with a failed test',
      { ...statement, predicate: { ...statement.predicate, failedTests: ['x'] } },
      'its result is not PASSED',
    ],
    [
      'of another root',
      renderStatement({ ...about, sets: [{ ...aSet, pin: { ...pin, root: `rcs1:${'0'.repeat(64)}` } }] }),
      'its configuration is of another set',
    ],
    [
      'of fewer cases',
      renderStatement({ ...about, sets: [{ ...aSet, passed: [] }] }),
      'its passed tests are not the cases of the set',
    ],
  ])('does not fit one %s', (_name, said, fault) => {
    expect(compareStatements(said, statement)).toContain(fault)
  })

  it.each([null, [], 'x', { predicate: null }])('never throws on %j', (said) => {
    expect(compareStatements(said, statement)).not.toEqual([])
  })
})

describe('runUrl', () => {
  const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' }
  it.each([
    ['GitHub Actions', github, 'https://github.com/a/b/actions/runs/7'],
    ['GitLab', { CI_JOB_URL: 'https://gitlab.com/a/-/jobs/1' }, 'https://gitlab.com/a/-/jobs/1'],
    ['a machine of somebody', {}, null],
    ['a URL that is none', { CI_JOB_URL: 'javascript:alert(1)' }, null],
    ['a URL with a line feed', { CI_JOB_URL: 'https://x\ny' }, null],
  ])('of %s', (_name, env, want) => {
    expect(runUrl(env)).toBe(want)
  })
})
