import { describe, expect, it } from 'vitest'
import { fillText, fillVariables } from '../../../lib/config/environment.ts'
import { Problem } from '../../../lib/problem.ts'

const ENVIRONMENT = { MODEL: 'gpt-5', EMPTY: '', DOLLAR: '$& ${MODEL}' }

describe('fillText', () => {
  it.each([
    ['plain', 'plain'],
    ['${MODEL}', 'gpt-5'],
    ['a ${MODEL} and ${MODEL}', 'a gpt-5 and gpt-5'],
    ['[${EMPTY}]', '[]'],
    ['${DOLLAR}', '$& ${MODEL}'],
    ['$MODEL', '$MODEL'],
    ['${1}', '${1}'],
    ['${}', '${}'],
    ['${MODEL', '${MODEL'],
    ['${MODEL:-x}', '${MODEL:-x}'],
  ])('fills %j to %j', (text, filled) => {
    expect(fillText(text, ENVIRONMENT, 'casebook.yaml')).toBe(filled)
  })

  it.each(['UNSET', 'constructor', '__proto__', 'toString'])('cannot fill ${%s}, which is not set', (name) => {
    const fill = (): unknown => fillText(`x \${${name}}`, ENVIRONMENT, 'services/a/casebook.yaml')
    expect(fill).toThrow(`the environment variable "${name}" is not set`)
    expect(problemOf(fill)).toMatchObject({
      kind: 'invalid',
      code: 'unset-variable',
      path: 'services/a/casebook.yaml',
      hints: [`export ${name}=…`],
    })
  })
})

describe('fillVariables', () => {
  it('fills each value, and no name', () => {
    expect(fillVariables({ A: '${MODEL}', '${MODEL}': 'b' }, ENVIRONMENT, 'casebook.yaml')).toEqual({
      A: 'gpt-5',
      '${MODEL}': 'b',
    })
  })

  it('takes "__proto__" as any other name', () => {
    const values = JSON.parse('{"__proto__": "${MODEL}"}') as Record<string, string>
    const filled = fillVariables(values, ENVIRONMENT, 'casebook.yaml')
    expect(Object.entries(filled)).toEqual([['__proto__', 'gpt-5']])
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype)
  })
})

function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('no problem')
}
