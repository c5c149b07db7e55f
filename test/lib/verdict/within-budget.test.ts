import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../lib/problem.ts'
import { withinBudget } from '../../../lib/verdict/within-budget.ts'
import { judgeTools, spentTools } from '../../fakes/judge-tools.ts'
import { thrownBy } from './ask.ts'

const refuse = (error: Error): never => {
  throw error
}

describe('withinBudget', () => {
  it('returns what the work returns', () => {
    expect(withinBudget(judgeTools(), 'regex', () => 42)).toBe(42)
  })

  it('lets the Problem of the budget through', () => {
    expect(thrownBy(() => withinBudget(spentTools(), 'regex', () => 42))).toMatchObject({ code: 'assertion-too-slow' })
  })

  it.each([
    ['a pattern that overflows the stack', () => /^(?:.|\n)*$/.test('a'.repeat(30_000_000))],
    ['a pattern too large to compile', () => refuse(new SyntaxError('Regular expression too large'))],
    ['an overflow of another realm', () => runInNewContext('const f = () => f(); f()')],
  ])('turns %s into an inability', (_, work) => {
    const problem = thrownBy(() => withinBudget(judgeTools(), 'regex', work))
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({
      kind: 'unavailable',
      code: 'assertion-too-large',
      message: 'assertion "regex" overflows the engine on this output',
      hints: ['make its pattern or schema simpler, or point it at a part of the output with "at"'],
    })
  })

  it('lets a bug of ours through as it is', () => {
    const bug = new TypeError('x is not a function')
    expect(thrownBy(() => withinBudget(judgeTools(), 'regex', () => refuse(bug)))).toBe(bug)
  })
})
