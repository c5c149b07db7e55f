import { describe, expect, it } from 'vitest'
import type { Assertion, Case } from '../../../lib/case/types.ts'
import { judgeOffline } from '../../../lib/verdict/offline.ts'
import type { JudgeTools } from '../../../lib/verdict/types.ts'
import { judgeTools, spentTools } from '../../fakes/judge-tools.ts'

const id = 'reg-2026-11-22-3f9a1c'
const aCase = (fields: Partial<Case>): Case => ({
  id,
  title: 'promises a refund',
  category: 'prod-bug',
  captured_by: 'Ann <ann@example.com>',
  captured_at: '2026-11-22',
  input: 'hi',
  ...fields,
})
const noRefund: Assertion = { type: 'not-contains', value: 'refund' }
const polite: Assertion = { type: 'grader', value: 'tone' }
const unasked = judgeTools({
  grade: () => {
    throw new Error('check must not start a grader')
  },
})

const shippedPasses = {
  code: 'shipped-passes',
  id,
  message: `the shipped_output of case "${id}" passes its assertions, so the bug could come back unseen`,
  hint: 'assert what was wrong with it, and see it refused: casebook check',
}
const expectedFails = {
  code: 'expected-fails',
  id,
  message: `the expected_output of case "${id}" fails its assertion "not-contains": the output "no refund" contains "refund"`,
  hint: 'mend expected_output or the assertion, whichever is wrong',
}

describe('judgeOffline', () => {
  it.each([
    [
      'finds nothing in a case that refuses the shipped and takes the expected',
      { shipped_output: 'refund!', expected_output: 'sorry', assert: [noRefund] },
      [],
    ],
    ['finds a shipped_output that passes', { shipped_output: 'money back!', assert: [noRefund] }, [shippedPasses]],
    [
      'finds a shipped_output that is the expected one',
      { shipped_output: 'a\n', expected_output: 'a' },
      [shippedPasses],
    ],
    ['finds nothing where the two differ', { shipped_output: 'a', expected_output: 'b' }, []],
    [
      'finds an expected_output that fails',
      { shipped_output: 'refund!', expected_output: 'no refund', assert: [noRefund] },
      [expectedFails],
    ],
    [
      'finds both',
      { shipped_output: 'money', expected_output: 'no refund', assert: [noRefund] },
      [shippedPasses, expectedFails],
    ],
    ['does not look at shipped_error', { shipped_error: 'crash', expected_output: 'a' }, []],
    ['finds nothing where nothing is demanded', { shipped_output: 'a' }, []],
    [
      'finds nothing where only graders judge',
      { shipped_output: 'a', expected_output: 'a', assert: [polite, { ...polite, type: 'not-grader' }] },
      [],
    ],
    [
      'leaves a shipped_output to the grader that may refuse it',
      { shipped_output: 'money', assert: [noRefund, polite] },
      [],
    ],
    [
      'finds an expected_output that fails beside a grader',
      { expected_output: 'no refund', assert: [noRefund, polite] },
      [expectedFails],
    ],
  ] as [string, Partial<Case>, unknown[]][])('%s', async (_, fields, findings) => {
    expect(await judgeOffline(aCase(fields), unasked)).toEqual(findings)
  })

  it('tells each assertion that the expected_output fails', async () => {
    const one = aCase({
      expected_output: 'x',
      assert: [
        { type: 'contains', value: 'a' },
        { type: 'contains', value: 'b' },
      ],
    })
    expect((await judgeOffline(one, unasked)).map(({ message }) => message)).toEqual([
      `the expected_output of case "${id}" fails its assertion "contains": the output "x" does not contain "a"`,
      `the expected_output of case "${id}" fails its assertion "contains": the output "x" does not contain "b"`,
    ])
  })

  it.each([
    [
      'an assertion that is too slow, once for both outputs',
      { type: 'regex', value: '(a+)+$' },
      spentTools(),
      {
        code: 'assertion-too-slow',
        message: `case "${id}" could not be judged: the assertions took longer than 2 s`,
        hint: 'make the pattern simpler',
      },
    ],
    [
      'a schema that does not compile',
      { type: 'is-json', value: { type: 'nonsense' } },
      unasked,
      {
        code: 'bad-schema',
        message: `case "${id}" could not be judged: the schema does not compile`,
        hint: 'make the assertion simpler',
      },
    ],
    [
      'an assertion that makes no sense',
      { type: 'regexp', value: 'a' },
      unasked,
      {
        code: 'bad-assertion',
        message: `case "${id}": assertion type "regexp" is unknown; the nearest is "regex"`,
        hint: 'mend the assertion in the case file',
      },
    ],
    [
      'a grader without a name',
      { type: 'grader' },
      unasked,
      {
        code: 'bad-assertion',
        message: `case "${id}": assertion "grader" needs the name of a grader as its value, but has none`,
        hint: 'mend the assertion in the case file',
      },
    ],
  ] as [string, Assertion, JudgeTools, object][])('finds %s', async (_, assertion, tools, finding) => {
    const one = aCase({ shipped_output: 'a', expected_output: 'b', assert: [assertion] })
    expect(await judgeOffline(one, tools)).toEqual([{ id, ...finding }])
  })
})
