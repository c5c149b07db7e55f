import { describe, expect, it } from 'vitest'
import type { Assertion, Json } from '../../../lib/case/types.ts'
import { judgeAnswer } from '../../../lib/verdict/judge.ts'
import type { JudgeTools } from '../../../lib/verdict/types.ts'
import { judgeTools, spentTools } from '../../fakes/judge-tools.ts'
import { ask } from './ask.ts'

type Judged = Parameters<typeof judgeAnswer>[0]
const aCase = (fields: Partial<Judged> = {}): Judged => ({ id: 'reg-2026-11-22-3f9a1c', input: 'hi', ...fields })

describe('an answer with an output', () => {
  const one = aCase({ shipped_output: 'wrong', expected_output: 'right' })
  const twoChecks = aCase({
    shipped_output: 'wrong',
    assert: [
      { type: 'contains', value: 'a' },
      { type: 'not-contains', value: 'r' },
    ],
  })
  it.each([
    ['passes when it equals expected_output and nothing is asserted', one, 'right\n', 'pass', []],
    [
      'relapsed when it is the one that shipped',
      one,
      'wrong\n',
      'relapsed',
      ['equals: the output is "wrong\n", not "right"'],
    ],
    ['failed when it is wrong in a new way', one, 'other', 'failed', ['equals: the output is "other", not "right"']],
    [
      'is judged by expected_output where the list of assertions is empty',
      aCase({ expected_output: 1, assert: [] }),
      2,
      'failed',
      ['equals: the output is 2, not 1'],
    ],
    [
      'is not judged by expected_output where there are assertions',
      aCase({ expected_output: 'x', assert: [{ type: 'contains', value: 'a' }] }),
      'a',
      'pass',
      [],
    ],
    ['passes only when all assertions hold', twoChecks, 'apt', 'pass', []],
    [
      'says each assertion that does not hold',
      twoChecks,
      'or',
      'failed',
      ['contains: the output "or" does not contain "a"', 'not-contains: the output "or" contains "r"'],
    ],
    [
      'relapsed by assertions too',
      twoChecks,
      'wrong',
      'relapsed',
      ['contains: the output "wrong" does not contain "a"', 'not-contains: the output "wrong" contains "r"'],
    ],
    [
      'passes although it shipped, where the assertions let it',
      aCase({ shipped_output: 'a', assert: [{ type: 'contains', value: 'a' }] }),
      'a',
      'pass',
      [],
    ],
    ['expects a null that is written', aCase({ expected_output: null }), null, 'pass', []],
    [
      'fails a case that demands nothing',
      aCase(),
      'x',
      'failed',
      ['answer: the case has neither "assert" nor "expected_output", so nothing can pass it'],
    ],
  ] as [string, Judged, Json, string, string[]][])('%s', async (_, judged, output, verdict, said) => {
    const judgement = await judgeAnswer(judged, { output }, judgeTools())
    expect(judgement.verdict).toBe(verdict)
    expect(judgement.failures.map(({ assertion, reason }) => `${assertion}: ${reason}`)).toEqual(said)
  })

  it('quotes long values shortened', async () => {
    const { failures } = await judgeAnswer(
      aCase({ expected_output: 'y'.repeat(9_000) }),
      { output: 'x'.repeat(9_000) },
      judgeTools(),
    )
    expect(failures).toEqual([
      { assertion: 'equals', at: null, reason: `the output is "${'x'.repeat(200)}…", not "${'y'.repeat(200)}…"` },
    ])
  })
})

describe('an answer with an error', () => {
  it.each([
    ['failed where the case knows no error', {}, 'boom', 'failed'],
    ['failed even where the error is what is expected', { expected_output: 'boom' }, 'boom', 'failed'],
    [
      'relapsed when shipped_error is a part of it',
      { shipped_error: 'KeyError' },
      'Traceback: KeyError: 3',
      'relapsed',
    ],
    ['relapsed but for the final LF of a block literal', { shipped_error: 'KeyError: 3\n' }, 'KeyError: 3', 'relapsed'],
    ['failed when it is another one', { shipped_error: 'KeyError' }, 'ValueError', 'failed'],
    ['relapsed when a crash was to be kept away', { shipped_error: 'crash' }, 'crash', 'relapsed'],
    ['relapsed when a time-out was', { shipped_error: 'timeout' }, 'timeout', 'relapsed'],
    ['failed when its text only has the word crash in it', { shipped_error: 'crash' }, 'a crash test dummy', 'failed'],
    [
      'failed when its text only has the word timeout in it',
      { shipped_error: 'timeout' },
      'upstream timeout',
      'failed',
    ],
    ['failed when a crash came instead of a time-out', { shipped_error: 'timeout' }, 'crash', 'failed'],
    ['failed where shipped_error is empty', { shipped_error: '' }, 'boom', 'failed'],
  ] as [string, Partial<Judged>, string, string][])('%s', async (_, fields, error, verdict) => {
    const judgement = await judgeAnswer(aCase({ assert: [{ type: 'is-json' }], ...fields }), { error }, judgeTools())
    expect(judgement).toEqual({
      verdict,
      failures: [{ assertion: 'answer', at: null, reason: `the target answered with an error: "${error}"` }],
    })
  })

  it('is quoted shortened', async () => {
    const { failures } = await judgeAnswer(aCase(), { error: 'e'.repeat(999) }, judgeTools())
    expect(failures[0]?.reason).toBe(`the target answered with an error: "${'e'.repeat(200)}…"`)
  })
})

describe('at', () => {
  const order = { order: { items: [{ sku: 'A-1' }], 'a/b': null } }
  const nothing = (at: string, whole: Json) =>
    `failed: the pointer "${at}" finds nothing in the output ${JSON.stringify(whole)}`
  it.each([
    ['points into an output', { type: 'equals', value: 'A-1', at: '/order/items/0/sku' }, order, 'pass'],
    [
      'points into a text that is JSON',
      { type: 'equals', value: 'A-1', at: '/order/items/0/sku' },
      JSON.stringify(order),
      'pass',
    ],
    ['parses such a text even for the whole', { type: 'equals', value: order, at: '' }, JSON.stringify(order), 'pass'],
    [
      'leaves a text alone where it is absent',
      { type: 'equals', value: JSON.stringify(order) },
      JSON.stringify(order),
      'pass',
    ],
    ['takes a text that is no JSON as it is', { type: 'equals', value: 'plain', at: '' }, 'plain', 'pass'],
    ['finds a null', { type: 'equals', value: null, at: '/order/a~1b' }, order, 'pass'],
    ['fails an assertion where it finds nothing', { type: 'equals', value: 1, at: '/x' }, [1], nothing('/x', [1])],
    ['fails a not- assertion too', { type: 'not-equals', value: 1, at: '/x' }, [1], nothing('/x', [1])],
    ['finds nothing in a plain text', { type: 'not-contains', value: 'x', at: '/x' }, 'plain', nothing('/x', 'plain')],
    [
      'finds nothing in a prototype',
      { type: 'not-equals', value: 1, at: '/constructor' },
      {},
      nothing('/constructor', {}),
    ],
  ] as [string, Assertion, Json, string][])('%s', async (_, assertion, output, said) => {
    expect(await ask(assertion, output)).toBe(said)
  })

  it('of one assertion does not parse the text for the next', async () => {
    const text = '{ "a": 1 }'
    const one = aCase({
      assert: [
        { type: 'equals', value: 1, at: '/a' },
        { type: 'equals', value: text },
      ],
    })
    expect(await judgeAnswer(one, { output: text }, judgeTools())).toEqual({ verdict: 'pass', failures: [] })
  })

  it('stands in the failure', async () => {
    const one = aCase({ assert: [{ type: 'equals', value: 2, at: '/a' }] })
    const { failures } = await judgeAnswer(one, { output: { a: 1 } }, judgeTools())
    expect(failures).toEqual([{ assertion: 'equals', at: '/a', reason: 'the output is 1, not 2' }])
  })
})

describe('a demand that cannot be judged', () => {
  const graded = (type: string): Assertion => ({ type, value: 'tone' })
  it.each([
    ['a grader that is down', graded('grader'), judgeTools(), 'grader "tone" did not answer'],
    ['the same with not-', graded('not-grader'), judgeTools(), 'grader "tone" did not answer'],
    ['a time budget used up', { type: 'regex', value: '(a+)+$' }, spentTools(), 'the assertions took longer than 2 s'],
    ['the same with not-', { type: 'not-regex', value: '(a+)+$' }, spentTools(), 'the assertions took longer than 2 s'],
    [
      'a schema that is none',
      { type: 'is-json', value: { type: 'nonsense' } },
      judgeTools(),
      'the schema does not compile',
    ],
    [
      'the same with not-, though the output is no JSON',
      { type: 'not-is-json', value: { type: 'nonsense' } },
      judgeTools(),
      'the schema does not compile',
    ],
    [
      'a schema elsewhere',
      { type: 'not-contains-json', value: { $ref: 'https://example.com/s.json' } },
      judgeTools(),
      'the schema does not compile',
    ],
    [
      'an unknown assertion',
      { type: 'not-contain', value: 'x' },
      judgeTools(),
      'assertion type "not-contain" is unknown; the nearest is "not-contains"',
    ],
    [
      'a value that makes no sense',
      { type: 'not-contains', value: '' },
      judgeTools(),
      'assertion "not-contains" needs a text that is not empty as its value, not ""',
    ],
  ] as [string, Assertion, JudgeTools, string][])(
    'is an error, never a pass: %s',
    async (_, assertion, tools, reason) => {
      expect(await ask(assertion, 'aaaa!', tools)).toBe(`error: ${reason}`)
    },
  )

  it('makes the verdict an error beside others that fail, and all are told', async () => {
    const one = aCase({ shipped_output: 'x', assert: [{ type: 'contains', value: 'a' }, graded('grader')] })
    expect(await judgeAnswer(one, { output: 'x' }, judgeTools())).toEqual({
      verdict: 'error',
      failures: [
        { assertion: 'contains', at: null, reason: 'the output "x" does not contain "a"' },
        { assertion: 'grader', at: null, reason: 'grader "tone" did not answer' },
      ],
    })
  })

  it('lets a bug of ours through, not dressed as a verdict', async () => {
    const tools = judgeTools({ grade: () => Promise.reject(new TypeError('bug')) })
    await expect(ask(graded('grader'), 'x', tools)).rejects.toThrow(new TypeError('bug'))
  })
})

describe('the time budget', () => {
  it.each([
    ['regex', 'a'],
    ['levenshtein', 'a'],
    ['is-json', undefined],
    ['contains-json', undefined],
    ['contains-any', ['a']],
    ['matches', 'a'],
  ])('covers %s', async (type, value) => {
    const assertion = value === undefined ? { type } : { type, value }
    expect(await ask(assertion, 'a', spentTools())).toBe('error: the assertions took longer than 2 s')
  })

  it.each(['equals', 'contains', 'icontains', 'starts-with', 'not-contains'])(
    'does not slow down %s, which is one pass',
    async (type) => {
      expect(await ask({ type, value: 'a' }, type === 'not-contains' ? 'x' : 'a', spentTools())).toBe('pass')
    },
  )

  it('does not cover the wait for a grader, which has its own', async () => {
    const tools = { ...spentTools(), grade: async () => ({ pass: true, reason: 'kind' }) }
    expect(await ask({ type: 'grader', value: 'tone' }, 'x', tools)).toBe('pass')
  })
})
