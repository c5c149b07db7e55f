import { describe, expect, it } from 'vitest'
import { renderBug, renderFinding, renderProblem } from '../../cli/print-problem.ts'
import { invalid } from '../../lib/problem.ts'
import { makePaint } from '../../lib/report/paint.ts'

const PLAIN = makePaint(false)
const EVIL = 'a\u001b[2J\nerror: faked'

describe('renderProblem', () => {
  it('is one line where there is no hint', () => {
    expect(renderProblem(invalid('x', 'there is no case "a"'), PLAIN)).toBe('error: there is no case "a"\n')
  })

  it('has the place first and each hint under it', () => {
    const problem = invalid('x', '"repeat" is 0', {
      path: 'evals/a.yaml',
      line: 7,
      hints: ['the minimum is 1', 'casebook fmt'],
    })
    expect(renderProblem(problem, PLAIN)).toBe(
      'error: evals/a.yaml:7: "repeat" is 0\nhint: the minimum is 1\nhint: casebook fmt\n',
    )
  })

  it('names a file without a line', () => {
    expect(renderProblem(invalid('x', 'is not UTF-8', { path: 'a.yaml' }), PLAIN)).toBe('error: a.yaml: is not UTF-8\n')
  })

  it('lets no text steer the terminal or fake a line of its own', () => {
    const problem = invalid('x', EVIL, { path: EVIL, hints: [EVIL] })
    expect(renderProblem(problem, PLAIN)).toBe(
      'error: a\\x1b[2J\\nerror: faked: a\\x1b[2J\n  error: faked\nhint: a\\x1b[2J\n  error: faked\n',
    )
  })

  it('is painted where colours are asked for', () => {
    expect(renderProblem(invalid('x', 'a', { hints: ['b'] }), makePaint(true))).toBe(
      '\u001b[31merror:\u001b[39m a\n\u001b[2mhint:\u001b[22m b\n',
    )
  })
})

describe('renderFinding', () => {
  it('has the file and line', () => {
    expect(
      renderFinding({ code: 'case', message: 'lacks "title"', hint: 'add title: …', path: 'a.yaml', line: 1 }, PLAIN),
    ).toBe('error: a.yaml:1: lacks "title"\nhint: add title: …\n')
  })

  it('has the commit, short, where there is no file', () => {
    const finding = { code: 'link', message: 'links no case', hint: 'x', commit: '0123456789abcdef' }
    expect(renderFinding(finding, PLAIN, 'warning')).toBe('warning: 0123456789ab: links no case\nhint: x\n')
  })

  it('has neither where there is neither', () => {
    expect(renderFinding({ code: 'x', message: 'a', hint: 'b' }, PLAIN)).toBe('error: a\nhint: b\n')
  })
})

describe('renderBug', () => {
  const HINT = 'hint: run it again with CASEBOOK_DEBUG=1 and report what it prints\n'

  it('shows no stack by itself', () => {
    expect(renderBug(new TypeError('x is not a function'), PLAIN, false)).toBe(
      `error: casebook broke: x is not a function\n${HINT}`,
    )
  })

  it('shows the stack when debugging, escaped', () => {
    const error = Object.assign(new Error('x'), { stack: 'Error: x\u001b[2J\n    at y' })
    expect(renderBug(error, PLAIN, true)).toBe(`error: casebook broke: x\n${HINT}Error: x\\x1b[2J\n    at y\n`)
  })

  it.each([
    ['text', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['an object without a prototype', Object.create(null), 'something that is no error'],
  ])('shows %s that was thrown', (_, thrown, said) => {
    expect(renderBug(thrown, PLAIN, true)).toBe(`error: casebook broke: ${said}\n${HINT}`)
  })
})
