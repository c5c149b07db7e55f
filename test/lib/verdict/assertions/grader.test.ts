import { describe, expect, it } from 'vitest'
import type { Assertion, JsonObject } from '../../../../lib/case/types.ts'
import { judgeAnswer } from '../../../../lib/verdict/judge.ts'
import { judgeTools } from '../../../fakes/judge-tools.ts'
import { ask } from '../ask.ts'

const answering = (pass: boolean, reason: string) => judgeTools({ grade: async () => ({ pass, reason }) })

describe('grader', () => {
  it.each([
    ['grader', true, 'pass'],
    ['grader', false, 'failed: grader "tone" refuses it: so it is'],
    ['not-grader', true, 'failed: grader "tone" accepts it: so it is'],
    ['not-grader', false, 'pass'],
  ])('%s of a grader that says %s: %s', async (type, pass, said) => {
    expect(await ask({ type, value: 'tone' }, 'x', answering(pass, 'so it is'))).toBe(said)
  })

  it('shortens what a grader says', async () => {
    const said = await ask({ type: 'grader', value: 'tone' }, 'x', answering(false, 'y'.repeat(5000)))
    expect(said).toBe(`failed: grader "tone" refuses it: ${'y'.repeat(1000)}…`)
  })

  it.each([
    [
      'the whole output',
      { type: 'grader', value: 'tone' },
      { id: 'reg', input: ['hi'], output: { a: 'x' }, expected_output: 'y' },
    ],
    [
      'the part that at points at',
      { type: 'grader', value: 'tone', at: '/a' },
      { id: 'reg', input: ['hi'], output: 'x', expected_output: 'y', at: '/a' },
    ],
  ] as [string, Assertion, JsonObject][])('asks about %s', async (_, assertion, request) => {
    const asked: unknown[] = []
    const tools = judgeTools({
      grade: async (...question) => {
        asked.push(question)
        return { pass: true, reason: '' }
      },
    })
    await judgeAnswer(
      { id: 'reg', input: ['hi'], expected_output: 'y', assert: [assertion] },
      { output: { a: 'x' } },
      tools,
    )
    expect(asked).toEqual([['tone', request]])
  })

  it('leaves out an expected_output that the case does not have', async () => {
    const tools = judgeTools({ grade: async (_, request) => ({ pass: false, reason: Object.keys(request).join() }) })
    expect(await ask({ type: 'grader', value: 'tone' }, 'x', tools)).toBe(
      'failed: grader "tone" refuses it: id,input,output',
    )
  })
})
