import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  escapeCommandData,
  escapeCommandProperty,
  escapeCommands,
  escapeCommandsInJson,
} from '../../../lib/report/escape-command.ts'

/** What the runner of GitHub Actions takes for a command, by its own source: at a line's start, or anywhere. */
const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[')
const hostile = fc
  .array(fc.constantFrom('::', ':', '#', '##[', '##vso[', '##TeamCity[', '\n', ' ', '\t', 'error', ']', '\u00a0'))
  .map((parts) => parts.join(''))

describe('escapeCommands', () => {
  it.each([
    ['a command at the start of a line', '::error::x', '\\x3a:error::x'],
    ['one that is set in, as the runner trims', 'a\n  ::add-mask::x', 'a\n  \\x3a:add-mask::x'],
    ['an older one anywhere', '-  ##[set-output name=a]b', '-  \\x23#[set-output name=a]b'],
    ['one of Azure and one of TeamCity', '##vso[task] ##teamcity[x]', '\\x23#vso[task] \\x23#teamcity[x]'],
  ])('shows %s', (_, text, shown) => {
    expect(escapeCommands(text)).toBe(shown)
  })

  it.each(['a::b', 'std::vector', '# title', '## [link]', '#[x]', ': :'])('leaves "%s" as it is', (text) => {
    expect(escapeCommands(text)).toBe(text)
  })

  it('leaves no command in any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeCommands(text).split('\n').filter(isCommand)).toEqual([])
        expect(/##(vso|teamcity)\[/i.test(escapeCommands(text))).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes time that grows with the text alone', () => {
    const blank = `${'\n'.repeat(200_000)}${' '.repeat(200_000)}`
    expect(escapeCommands(blank)).toBe(blank)
  })
})

describe('escapeCommandsInJson', () => {
  it('changes no value', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string()), (text) => {
        const json = escapeCommandsInJson(JSON.stringify({ [text]: [text] }, null, 2))
        expect(JSON.parse(json)).toEqual({ [text]: [text] })
        expect(json).not.toMatch(/##(vso|teamcity)?\[/i)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the parts of a workflow command', () => {
  it('hold no line and no separator', () => {
    expect(escapeCommandData('100%\r\n::x:,')).toBe('100%25%0D%0A::x:,')
    expect(escapeCommandProperty('a:b,c%0A\n')).toBe('a%3Ab%2Cc%250A%0A')
  })
})
