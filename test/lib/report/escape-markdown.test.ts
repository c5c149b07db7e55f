import fc from 'fast-check'
import { marked, type Token } from 'marked'
import { describe, expect, it } from 'vitest'
import { escapeMarkdown, fence, linkMarkdown } from '../../../lib/report/escape-markdown.ts'

const PIECES = [
  '`',
  '``',
  '*',
  '_',
  '|',
  '\\',
  '[x](',
  'javascript:alert(1)',
  ')',
  '<img src=x>',
  '<!--',
  '&lt;',
  '&#60;',
  '~~',
  '# ',
  '> ',
  '- ',
  '1. ',
  'https://evil.example',
  'www.evil.example',
  'a@b.example',
  '@octocat',
  '#12',
  ':bomb:',
  '$x$',
  '![',
  '\n',
  '\n\n',
  '\t',
  '```',
  '~~~',
  '|-|',
  'a',
  ' ',
  '\u0000',
  '<script>',
  '</summary>',
  '[^1]',
]
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((parts) => parts.join(''))

/** Every kind of token that a text becomes, the ones inside others too. */
const kindsOf = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token) => [token.type, ...kindsOf('tokens' in token ? (token.tokens ?? []) : [])])

describe('escapeMarkdown', () => {
  it('lets a text be nothing but text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const kinds = new Set(kindsOf(marked.lexer(`x ${escapeMarkdown(text)}`)))
        expect([...kinds].sort()).toEqual(['paragraph', 'text'])
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps a cell a cell', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const [table] = marked.lexer(
          `| a | b |\n| --- | --- |\n| x ${escapeMarkdown(one)} | y ${escapeMarkdown(other)} |\n`,
        )
        expect(table).toMatchObject({ type: 'table', rows: [[{}, {}]] })
        expect((table as { rows: unknown[] }).rows).toHaveLength(1)
      }),
      { numRuns: 1000 },
    )
  })

  it('shows what it was given', () => {
    expect(escapeMarkdown('a <b> & `c` | @d #1')).toBe(
      'a &#60;b&#62; &#38; &#96;c&#96; &#124; &#64;&#8203;d &#35;&#8203;1',
    )
  })
})

describe('fence', () => {
  it('holds any text whole', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tokens = marked.lexer(`${fence(text, 'diff')}\n\nafter`).filter(({ type }) => type !== 'space')
        expect(tokens.map(({ type }) => type)).toEqual(['code', 'paragraph'])
      }),
      { numRuns: 2000 },
    )
  })

  it('is longer than any run of backticks', () => {
    expect(fence('a ```` b\n')).toBe('`````\na ```` b\n`````')
  })
})

describe('linkMarkdown', () => {
  it.each([
    ['https', 'https://a.example/b', '[https&#58;//a&#46;example/b](<https://a.example/b>)'],
    ['what would end it', 'https://a.example/>)](x)`|', '(<https://a.example/%3E%29%5D%28x%29%60%7C>)'],
    ['a script', 'javascript:alert(1)', 'javascript&#58;alert&#40;1&#41;'],
    ['data', 'data:text/html,x', 'data&#58;text/html,x'],
    ['a key', 'SHOP-412', 'SHOP-412'],
  ])('links %s as it may be', (_, text, shown) => {
    expect(linkMarkdown(text)).toContain(shown)
    expect(linkMarkdown(text).includes('](<')).toBe(text.startsWith('https:'))
  })
})
