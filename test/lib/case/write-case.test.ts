import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../../lib/case/read-yaml.ts'
import type { Json } from '../../../lib/case/types.ts'
import { renderCase, renderYaml, tidyCase } from '../../../lib/case/write-case.ts'
import { aProdBug } from '../../fakes/a-case.ts'

const FULL = `id: reg-2026-11-22-3f9a1c
title: Refund is quoted in the wrong currency
category: prod-bug
bug_link:
  - SHOP-412
  - https://github.com/acme/shop/issues/412
postmortem: |
  The currency was read from the locale.
  It is the order's own now.
postmortem_link: https://wiki.example.org/p/1
policy:
  name: refunds
  side: inside
trace_id: 4bf92f3577b34da6a3ce929d0e0e4736
source:
  format: otlp
  model: gpt-5
captured_by: Ada Lovelace <ada@example.org>
captured_at: "2026-11-22"
tags:
  - adversarial
input:
  messages:
    - role: user
      content: |
        Hello,

        how much do I get back?
    - role: tool
      content: "yes"
      empty: {}
      none: []
      "on": null
shipped_output: You get 12.50 USD back.
shipped_error: crash
expected_output: |-
  ${'You get 12.50 EUR back. '.repeat(5)}That is all.
assert:
  - type: number
    value:
      value: 12.5
      tolerance: 1.0e-7
    at: /amount
repeat: 3
`

const full = aProdBug()
  .with('repeat', 3)
  .with('bug_link', ['SHOP-412', 'https://github.com/acme/shop/issues/412'])
  .with('postmortem', "The currency was read from the locale.\nIt is the order's own now.\n")
  .with('postmortem_link', 'https://wiki.example.org/p/1')
  .with('policy', { name: 'refunds', side: 'inside' })
  .with('trace_id', '4bf92f3577b34da6a3ce929d0e0e4736')
  .with('source', { format: 'otlp', model: 'gpt-5' })
  .with('tags', ['adversarial'])
  .withInput({
    messages: [
      { role: 'user', content: 'Hello,\n\nhow much do I get back?\n' },
      { role: 'tool', content: 'yes', empty: {}, none: [], on: null },
    ],
  })
  .with('shipped_error', 'crash')
  .withExpectedOutput(`${'You get 12.50 EUR back. '.repeat(5)}That is all.`)
  .withAssertions({ type: 'number', value: { value: 12.5, tolerance: 1e-7 }, at: '/amount' })

const inputOf = (text: string): unknown => {
  const reading = readYaml(new TextEncoder().encode(text), 'a.yaml')
  if ('findings' in reading) throw new Error(`${JSON.stringify(reading.findings)}\n${text}`)
  return (reading.value as { input: unknown }).input
}

describe('renderCase', () => {
  it('writes a full case to the byte', () => {
    expect(renderCase(full.build())).toBe(FULL)
  })

  it.each<[what: string, value: Json, written: string]>([
    ['a boolean of YAML 1.1', 'no', 'input: "no"\n'],
    ['a one-letter boolean of YAML 1.1', 'Y', 'input: "Y"\n'],
    ['a number in base 60', '1:30', 'input: "1:30"\n'],
    ['a time in base 60', '12:30:45', 'input: "12:30:45"\n'],
    ['a date', '2026-11-22', 'input: "2026-11-22"\n'],
    ['a date and time', '2026-11-22T10:00:00Z', 'input: "2026-11-22T10:00:00Z"\n'],
    ['a number with underscores', '1_000', 'input: "1_000"\n'],
    ['an octal number', '017', 'input: "017"\n'],
    ['a binary number', '0b101', 'input: "0b101"\n'],
    ['the merge key', '<<', 'input: "<<"\n'],
    ['the value key', '=', 'input: "="\n'],
    ['null', '~', 'input: "~"\n'],
    ['an empty text', '', 'input: ""\n'],
    ['text with a tab', 'a\tb', 'input: "a\\tb"\n'],
    ['text with a next-line mark', 'a\u0085b', 'input: "a\\u0085b"\n'],
    ['text with a line separator', 'a\u2028b', 'input: "a\\u2028b"\n'],
    ['text with a BOM', 'a\ufeffb', 'input: "a\\ufeffb"\n'],
    ['text with an escape sequence', 'a\u001b[31m', 'input: "a\\e[31m"\n'],
    [
      'lookalikes as keys',
      { yes: 1, '1': 2, '2026-11-22': 3, '': 4, '<<': 5, '- a': 6 },
      'input:\n  "1": 2\n  "yes": 1\n  "2026-11-22": 3\n  "": 4\n  "<<": 5\n  "- a": 6\n',
    ],
    [
      'numbers that PyYAML would take for text',
      [1e21, 1e-7, -2.5e300],
      'input:\n  - 1.0e+21\n  - 1.0e-7\n  - -2.5e+300\n',
    ],
    ['an ordinary word plainly', 'yesterday', 'input: yesterday\n'],
    ['lines without a last line feed', 'a\nb', 'input: |-\n  a\n  b\n'],
    ['lines with two last line feeds', 'a\n\n', 'input: |+\n  a\n\n'],
    ['lines of which the first is set in', '  a\nb\n', 'input: |2\n    a\n  b\n'],
    ['lines that a literal cannot hold', 'a \nb ', 'input: "a\\ \\nb "\n'],
  ])('writes %s', (_, value, written) => {
    expect(renderCase({ id: 'x', input: value })).toBe(`id: x\n${written}`)
    expect(inputOf(written)).toEqual(value)
  })
})

describe('renderYaml', () => {
  it('writes any map in the same style, in its own order', () => {
    expect(renderYaml({ b: ['on'], a: { c: 'x\ny\n' } })).toBe('b:\n  - "on"\na:\n  c: |\n    x\n    y\n')
  })
})

describe('tidyCase', () => {
  it('changes no byte of a canonical file', () => {
    expect(tidyCase(FULL)).toBe(FULL)
  })

  it('puts fields in order, opens flow style, quotes lookalikes, drops what only decorates', () => {
    const untidy = `---\ninput: {a: [yes, 'b']}\n\n\ntitle:   "Plain"\nid: 'x'\nrepeat: 0x10\n...\n`
    expect(tidyCase(untidy)).toBe('id: x\ntitle: Plain\ninput:\n  a:\n    - "yes"\n    - b\nrepeat: 16\n')
  })

  it('keeps comments, each with its field', () => {
    const text = '# of the title\ntitle: a # beside it\n\n# of the id\nid: x\ninput:\n  # of b\n  b: 1\n\n# the end\n'
    const tidy = tidyCase(text)
    expect(tidy).toBe(
      '# of the id\nid: x\n# of the title\ntitle: a # beside it\ninput:\n  # of b\n  b: 1\n\n# the end\n',
    )
    expect(tidyCase(tidy)).toBe(tidy)
  })

  it('settles at once what moves a comment', () => {
    expect(tidyCase('{id: x\n} # d\n')).toBe('id: x\n\n# d\n')
  })

  /** It took more than a minute while the library compared each key with each. */
  it('takes not long for 1 MiB of keys', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `  a${index}: 1\n`).join('')
    const text = `id: x\ninput:\n${keys}`
    expect(tidyCase(text)).toBe(text)
  }, 20_000)

  it('keeps the demand whatever it changes', () => {
    const flow = 'id: x\ninput: {b: [\'yes\', "1_0", 0o17, 1e3]}\nexpected_output: >\n  folded\n  text\n'
    expect(inputOf(tidyCase(flow))).toEqual({ b: ['yes', '1_0', 15, 1000] })
  })
})

const odd = fc.constantFrom(
  ...[
    'yes',
    'no',
    'on',
    'off',
    'y',
    'n',
    '~',
    'null',
    'Null',
    'true',
    'TRUE',
    '1:30',
    '12:30:45',
    '0x1f',
    '0o17',
    '017',
    '0b1',
    '0.1_2',
  ],
  ...[
    '1_000',
    '2026-11-22',
    '2026-11-22T10:00:00Z',
    '=',
    '<<',
    '1e3',
    '1e',
    '1.',
    '.5',
    '-.inf',
    '.nan',
    '+1',
    '-',
    '-0',
    '0',
    '1.2.3',
  ],
  ...[
    '---',
    '...',
    '--- a',
    '- a',
    'a: b',
    '#x',
    'a #b',
    '? q',
    '%x',
    '@x',
    '`x',
    '!x',
    '!!str x',
    '&a',
    '*a',
    '{a',
    '[a',
    'a]',
    'a,b',
  ],
  ...[
    '|',
    '>',
    '"',
    "'",
    "it's",
    '"q" x',
    'x:',
    '::',
    ':a',
    '-a',
    '?a',
    'key: |',
    ' x',
    'x ',
    '\tx',
    'x\t',
    '',
    'é',
    '😀',
  ],
  ...[
    'a\nb',
    'a\nb\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a \nb',
    'a\n b',
    'a\n\tb',
    '\n',
    '\r',
    'a\r\nb',
    'a\n---\nb',
    'a\n...\n',
    '# c\nx',
    'x\n# c',
  ],
  ...[
    '\u0085',
    '\u2028',
    '\ufeff',
    '\x07',
    '\x7f',
    '\u009f',
    'a'.repeat(150),
    `${'a '.repeat(80)}b`,
    ` ${'a'.repeat(150)}`,
    `${'a: '.repeat(60)}x`,
  ],
)
const text = fc.oneof(
  odd,
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(odd, { maxLength: 4 }).map((lines) => lines.join('\n')),
)
const { value: anyJson } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ) as fc.Arbitrary<Json>,
}))
/** As JSON has it: no -0. */
const json = anyJson.map((value) => JSON.parse(JSON.stringify(value)) as Json)

describe('the round trip', () => {
  it('gives back every value, and is tidy at once', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = renderCase({ id: 'x', input: value })
        expect(inputOf(written)).toEqual(value)
        expect(tidyCase(written)).toBe(written)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([[{ ['k'.repeat(2000)]: { ['k '.repeat(2000)]: 1 } }], [{ ['k\n'.repeat(2000)]: [1] }]])(
    'gives back keys longer than YAML takes on one line',
    (value) => {
      const written = renderCase({ id: 'x', input: value })
      expect(inputOf(written)).toEqual(value)
      expect(tidyCase(written)).toBe(written)
    },
  )

  it('tidies every readable text to one that stays, and keeps its value', () => {
    const piece = fc.constantFrom(
      ...[
        'id: x\n',
        'input: ',
        'title: a\n',
        '- ',
        '  ',
        '\n',
        '# c\n',
        ' # d\n',
        '|\n',
        '>\n',
        '  b\n',
        '"e"',
        "'f'",
        '[',
        ']',
        '{',
        '}',
        ', ',
        'g: ',
        'yes',
        '1e9',
        '---\n',
      ],
    )
    const any = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))
    const read = (one: string) => readYaml(new TextEncoder().encode(one), 'a.yaml')
    fc.assert(
      fc.property(any, (one) => {
        const reading = read(one)
        if ('findings' in reading) return
        const tidy = tidyCase(one)
        expect(tidyCase(tidy)).toBe(tidy)
        expect(read(tidy)).toMatchObject({ value: reading.value })
        expect(count(tidy)).toBe(count(one))
      }),
      { numRuns: 5000 },
    )
  })

  it('means the same to PyYAML', () => {
    const cases = fc
      .sample(json, { numRuns: 2000, seed: 412 })
      .map((value) => [renderCase({ id: 'x', input: value }), JSON.stringify(value)])
    expect(
      execFileSync(findPython(), ['-c', COMPARE], {
        input: JSON.stringify(cases),
        maxBuffer: 2 ** 28,
        encoding: 'utf8',
      }),
    ).toBe('')
  })
})

const count = (one: string): number => one.split(/# [cd]/).length

const COMPARE = `
import sys, json, yaml
for text, value in json.load(sys.stdin):
    try:
        read = yaml.safe_load(text)['input']
    except Exception as error:
        print('unreadable', error, repr(text))
        continue
    if repr(read) != repr(json.loads(value)) and read != json.loads(value):
        print('read as', repr(read), 'written for', value, repr(text))
`

function findPython(): string {
  for (const name of ['python3', '/usr/bin/python3']) {
    try {
      execFileSync(name, ['-c', 'import yaml'], { stdio: 'ignore' })
      return name
    } catch {}
  }
  throw new Error('no python3 here can import yaml: apt-get install python3-yaml')
}
