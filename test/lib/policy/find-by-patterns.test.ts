import { describe, expect, it } from 'vitest'
import { findByPatterns } from '../../../lib/policy/find-by-patterns.ts'
import { Problem } from '../../../lib/problem.ts'

const rows: [string, string, string[], string[]][] = [
  ['the whole match without a group', 'see INC1 and INC2', ['INC\\d'], ['INC1', 'INC2']],
  ['the first group', 'Ticket: 7', ['Ticket: (\\d)'], ['7']],
  ['the group named bug', 'Ticket eu 7', ['Ticket (\\w+) (?<bug>\\d)'], ['7']],
  ['the whole match when the group took no part', 'ab', ['ab(c)?'], ['ab']],
  ['line anchors', 'x\nTicket 7\ny', ['^Ticket (\\d)$'], ['7']],
  ['every pattern in turn', 'b a', ['a', 'b'], ['a', 'b']],
  ['no patterns', 'a', [], []],
]

describe('findByPatterns', () => {
  it.each(rows)('takes %s', (_, message, patterns, texts) => {
    expect(findByPatterns(message, patterns)).toEqual(texts)
  })

  it('refuses what is no pattern', () => {
    let caught: unknown
    try {
      findByPatterns('', ['(x'])
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(Problem)
    expect(caught).toMatchObject({
      kind: 'invalid',
      code: 'bugs-pattern',
      message: 'bugs.patterns holds "(x", which is no regular expression',
      hints: ['correct it in casebook.yaml: the syntax is ECMAScript with the flags m and u'],
    })
  })
})
