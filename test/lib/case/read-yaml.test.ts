import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../../lib/case/read-yaml.ts'
import { MAX_YAML_BYTES } from '../../../lib/case/refuse-bytes.ts'
import { MAX_YAML_DEPTH } from '../../../lib/case/yaml-error.ts'

const read = (text: string | Uint8Array) =>
  readYaml(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'a.yaml')

/** What a person is told: `line: message | hint`, one fault a row. */
function saidOf(text: string | Uint8Array): string[] {
  const reading = read(text)
  if (!('findings' in reading)) return []
  return reading.findings.map(({ line, message, hint }) => `${line ?? '-'}: ${message} | ${hint}`)
}

function readAs(text: string): unknown {
  const reading = read(text)
  if ('findings' in reading) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

const TAG = 'remove it; quote the value if it is a string'
const DIRECTIVE = 'has a YAML directive | remove the line that starts with "%"'
const NO_NUMBER = 'is no JSON number | quote it if it is a string'
const INEXACT = 'does not fit a JSON number exactly | quote it'
const HALF = 'has half of a surrogate pair | remove it'
const SEVERAL = 'holds more than one document | keep one, and remove the line that parts them'
const NO_KEY = 'has a key that is no string | write the key as one quoted string'
const MEND = 'mend the line, or quote the text'
const TOO_DEEP = `is nested deeper than ${MAX_YAML_DEPTH} levels | flatten the value`

describe('readYaml refuses', () => {
  it.each<[what: string, text: string, said: string[]]>([
    ['an anchor', 'a: 1\nb: &x 2\n', ['2: has the anchor "&x" | remove it and write values out']],
    ['an anchor on a key', '&x a: 1\n', ['1: has the anchor "&x" | remove it and write values out']],
    ['an anchor on nothing', 'a: &x\n', ['1: has the anchor "&x" | remove it and write values out']],
    ['an alias', 'a: 1\nb:\n  - *x\n', ['3: has the alias "*x" | write the value out']],
    ['an alias as a key', '*x : 1\n', [`1: ${NO_KEY}`]],
    ['a tag of YAML', 'a: !!str 1\n', [`1: has the tag "!!str" | ${TAG}`]],
    ['a tag of YAML in full', 'a: !<tag:yaml.org,2002:int> "1"\n', [`1: has the tag "!!int" | ${TAG}`]],
    ['a tag of somebody', 'a:\n  b: !secret {c: 1}\n', [`2: has the tag "!secret" | ${TAG}`]],
    ['the tag that stands for none', 'a: ! 1\n', [`1: has the tag "!" | ${TAG}`]],
    ['a version directive', '%YAML 1.1\n---\na: yes\n', [`1: ${DIRECTIVE}`]],
    ['a tag directive', '# x\n\n%TAG ! tag:x,2000:\n---\na: 1\n', [`3: ${DIRECTIVE}`]],
    ['a tag directive for the tags of YAML', '%TAG !! tag:x,2000:\n---\na: 1\n', [`1: ${DIRECTIVE}`]],
    ['a directive that nobody knows', '%FOO bar\n---\na: 1\n', [`1: ${DIRECTIVE}`]],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', ['3: has the key "a" twice | keep one of them']],
    ['a key twice in one line', 'x: {a: 1, "a": 2}\n', ['1: has the key "a" twice | keep one of them']],
    ['a key twice that is once quoted', '1: x\n"1": y\n', ['2: has the key "1" twice | keep one of them']],
    ['a list as a key', '? [a]\n: 1\n', [`1: ${NO_KEY}`]],
    ['a map as a key', 'a:\n  ? {b: 1}\n  : 1\n', [`2: ${NO_KEY}`]],
    ['not a number', 'a: .nan\n', [`1: ".nan" ${NO_NUMBER}`]],
    ['infinity', 'a: -.INF\n', [`1: "-.INF" ${NO_NUMBER}`]],
    ['a number beyond all', 'a: 1e400\n', [`1: "1e400" ${NO_NUMBER}`]],
    ['an integer of 1000 digits', `a: ${'1'.repeat(1000)}\n`, [`1: "${'1'.repeat(39)}…" ${NO_NUMBER}`]],
    ['2^53 + 1', 'a: 9007199254740993\n', [`1: "9007199254740993" ${INEXACT}`]],
    ['-(2^53 + 1)', 'a:\n- -9007199254740993\n', [`2: "-9007199254740993" ${INEXACT}`]],
    ['2^53 + 1 in hexadecimal', 'a: 0x20000000000001\n', [`1: "0x20000000000001" ${INEXACT}`]],
    ['2^54 + 1 in octal', 'a: 0o1000000000000000001\n', [`1: "0o1000000000000000001" ${INEXACT}`]],
    ['half a surrogate pair', 'a: "\\ud83d"\n', [`1: ${HALF}`]],
    ['half a surrogate pair in a key', 'a:\n  "\\ude00": 1\n', [`2: ${HALF}`]],
    ['two documents', 'a: 1\n---\nb: 2\n', [`2: ${SEVERAL}`]],
    ['two documents of which one is empty', '---\na: 1\n---\n', [`3: ${SEVERAL}`]],
    ['a second document after an end', 'a: 1\n...\nb: 2\n', [`3: ${SEVERAL}`]],
    ['a NUL', 'a: 1\nb: \0\n', ['2: has the raw character U+0000 | write it as "\\u0000", in double quotes']],
    ['a NUL in quotes', 'a: "\0"\n', ['1: has the raw character U+0000 | write it as "\\u0000", in double quotes']],
    [
      'an escape sequence',
      'a: \u001b[31m\n',
      ['1: has the raw character U+001B | write it as "\\u001b", in double quotes'],
    ],
    [
      'a control in a comment',
      'a: 1 # \u009b\n',
      ['1: has the raw character U+009B | write it as "\\u009b", in double quotes'],
    ],
    [
      'a BOM further down',
      'a: x\nb: \ufeffx\n',
      ['2: has the raw character U+FEFF | write it as "\\ufeff", in double quotes'],
    ],
    ['a BOM at the start', '\ufeffa: 1\n', ['1: starts with a byte order mark | save it as UTF-8 without a BOM']],
    ['a CR', 'a: 1\nb: "x\ry"\n', ['2: has a carriage return | save it with LF line ends']],
    ['CRLF', 'a: 1\r\nb: 2\r\n', ['1: has a carriage return | save it with LF line ends']],
    ['a tab as indentation', 'a:\n\tb: 1\n', ['2: is indented with a tab | indent with spaces']],
    ['an open quote', 'a: "x', [`1: is not YAML: missing closing " quote | ${MEND}`]],
    ['text after a quote', 'a: "x" y\n', [`1: is not YAML: unexpected scalar at node end | ${MEND}`]],
    [
      'an indicator that is reserved',
      'a: 1\nb: @x\n',
      [`2: is not YAML: plain value cannot start with reserved character @ | ${MEND}`],
    ],
    ['an escape that is none', 'a: "\\q"\n', [`1: is not YAML: invalid escape sequence \\q | ${MEND}`]],
    [
      'a code point that is none',
      'a: "\\U00110000"\n',
      [`1: is not YAML: invalid escape sequence \\U00110000 | ${MEND}`],
    ],
    ['what is a list first and a map then', '- a\nb: 1\n', [`2: is not YAML: unexpected scalar at node end | ${MEND}`]],
    [
      'each fault of several',
      'a: &x 1\nb: *x\nc: .inf\n',
      [
        '1: has the anchor "&x" | remove it and write values out',
        '2: has the alias "*x" | write the value out',
        `3: ".inf" ${NO_NUMBER}`,
      ],
    ],
  ])('%s', (_, text, said) => {
    expect(saidOf(text)).toEqual(said)
  })

  it('a name or token of any length in few words', () => {
    for (const text of [
      `*${'x'.repeat(5000)}`,
      `&${'x'.repeat(5000)} a`,
      `!${'x'.repeat(5000)} a`,
      `a: "${'\\q'.repeat(5000)}"`,
      `a: }${'x'.repeat(5000)}`,
    ])
      expect(saidOf(text).join('').length).toBeLessThan(300)
  })

  it('more faults than ten only ten times', () => {
    expect(saidOf('- *x\n'.repeat(50))).toHaveLength(10)
    expect(saidOf('a: 1\n'.repeat(50))).toHaveLength(10)
  })

  it.each<[what: string, bytes: readonly number[], line: number]>([
    ['a Latin-1 letter', [0x61, 0x3a, 0x20, 0xe9, 0x0a], 1],
    ['a cut sequence at the end', [0x61, 0x0a, 0x62, 0xe2, 0x82], 2],
    ['a sequence cut by a line end', [0x61, 0x0a, 0xc3, 0x0a, 0xa9], 2],
    ['an overlong NUL', [0x0a, 0x0a, 0xc0, 0x80], 3],
    ['an encoded surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 1],
  ])('what is not UTF-8: %s', (_, bytes, line) => {
    expect(saidOf(Uint8Array.from(bytes))).toEqual([`${line}: is not UTF-8 | save it as UTF-8`])
  })

  it('a byte more than 1 MiB, but not 1 MiB', () => {
    const text = (size: number): string => `a: ${'x'.repeat(size - 3)}`
    expect(saidOf(text(MAX_YAML_BYTES))).toEqual([])
    expect(saidOf(text(MAX_YAML_BYTES + 1))).toEqual([
      '-: 1048577 bytes is more than the 1 MiB a file may have | shorten the input or the outputs',
    ])
  })

  it.each<[what: string, text: string]>([
    ['100,000 lists', '['.repeat(100_000)],
    ['100,000 lists that close', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['100,000 maps', `a: ${'{a: '.repeat(100_000)}`],
    ['100,000 lists on one line', '- '.repeat(100_000)],
    ['100,000 keys of keys', '? '.repeat(100_000)],
    ['one list more than is taken', `${'['.repeat(MAX_YAML_DEPTH + 1)}${']'.repeat(MAX_YAML_DEPTH + 1)}`],
    ['one map more than is taken', `${'{a: '.repeat(MAX_YAML_DEPTH + 1)}1${'}'.repeat(MAX_YAML_DEPTH + 1)}`],
  ])('what is nested too deeply: %s', (_, text) => {
    expect(saidOf(text)).toEqual([`1: ${TOO_DEEP}`])
  })

  it('what is nested too deeply by indentation, with the line', () => {
    const text = Array.from({ length: MAX_YAML_DEPTH + 2 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')
    expect(saidOf(text)).toEqual([`${MAX_YAML_DEPTH + 1}: ${TOO_DEEP}`])
  })
})

describe('readYaml reads', () => {
  it.each<[what: string, text: string, value: unknown]>([
    ['an empty file as null', '', null],
    ['a file of one comment as null', '# nothing yet\n', null],
    ['empty lines as null', '\n\n', null],
    ['a document with both its marks', '---\na: 1\n...\n', { a: 1 }],
    [
      'what YAML 1.1 takes for booleans and dates as text',
      'a: [yes, on, 1:30, 2026-11-22, 1_000]',
      { a: ['yes', 'on', '1:30', '2026-11-22', '1_000'] },
    ],
    ['a plain key of any look as text', '1: a\nnull: b\n~: c\ntrue: d', { '1': 'a', null: 'b', '~': 'c', true: 'd' }],
    ['the merge key of YAML 1.1 as a key', '<<: {a: 1}', { '<<': { a: 1 } }],
    ['numbers of every look', 'a: [007, +5, 0x1f, 0o17, 1e3, .5, -0.25]', { a: [7, 5, 31, 15, 1000, 0.5, -0.25] }],
    ['integers that fit exactly beyond 2^53', 'a: [9007199254740992, 100000000000000000000]', { a: [2 ** 53, 1e20] }],
    ['a surrogate pair that is whole', 'a: "\\ud83d\\ude00"', { a: '😀' }],
    ['an escaped NUL', 'a: "\\0\\u0000"', { a: '\0\0' }],
    ['as many levels as are taken', `${'['.repeat(3)}1${']'.repeat(3)}`, [[[1]]]],
  ])('%s', (_, text, value) => {
    expect(readAs(text)).toEqual(value)
  })

  it('as many levels as it promises', () => {
    const text = `${'{a: '.repeat(MAX_YAML_DEPTH)}1${'}'.repeat(MAX_YAML_DEPTH)}`
    expect(saidOf(text)).toEqual([])
  })

  it('the key "__proto__" as any other, without touching a prototype', () => {
    const value = readAs('__proto__: {polluted: true}\nconstructor: 1\n') as object
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each<[path: (string | number)[], line: number]>([
    [[], 2],
    [['a'], 2],
    [['b', 'c', 1], 6],
    [['b', 'c', 7], 5],
    [['b', '1'], 7],
    [['b', 1], 7],
    [['nowhere', 'at', 'all'], 2],
  ])('and finds the line of %j', (path, line) => {
    const reading = read('# top\na: 1\nb:\n  c:\n    - x\n    - y\n  1: z\n')
    expect('lineOf' in reading && reading.lineOf(path)).toBe(line)
  })
})

describe('readYaml never throws', () => {
  const gives = (bytes: Uint8Array): void => {
    const reading = readYaml(bytes, 'a.yaml')
    if ('findings' in reading) expect(reading.findings.length).toBeGreaterThan(0)
    else expect(() => JSON.stringify(reading.value)).not.toThrow()
  }
  const piece = fc.constantFrom(
    ...[
      'a',
      'b: ',
      '- ',
      '? ',
      ': ',
      '\n',
      '  ',
      '\t',
      '&a ',
      '*a',
      '!a ',
      '!!',
      '!<',
      '>',
      '|',
      '|+2\n',
      '%',
      '---',
      '...',
      '#',
      ' #',
    ],
    ...[
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      ',',
      '\\',
      '\\u',
      '\\ud800',
      '@',
      '`',
      '<<: ',
      '~',
      '.nan',
      '0x',
      '1e',
      '\ufeff',
      '\0',
      '\r',
      '😀',
    ],
  )

  it('for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => gives(new TextEncoder().encode(text))))
  })

  it('for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), gives))
  })

  it('for any row of what YAML is made of', () => {
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, (one) => gives(new TextEncoder().encode(one))),
      { numRuns: 3000 },
    )
  })

  const numbered = (row: (index: number) => string): string => {
    let text = ''
    for (let index = 0; text.length < MAX_YAML_BYTES - 40; index++) text += row(index)
    return text
  }

  /** Each took from ten seconds to minutes with the library's own check of keys and list of errors. */
  it.each<[what: string, text: string]>([
    ['keys', numbered((index) => `a${index}:\n`)],
    ['keys in one line', `{${numbered((index) => `a${index},`)}}`],
    ['errors in a row', numbered(() => '[]')],
    ['errors in lines', `a: "${numbered(() => 'x\n')}"`],
    ['open quotes', numbered(() => '"')],
    ['directives', numbered(() => '%a\n')],
    ['anchors and aliases', numbered((index) => `- &a${index} x\n- *a${index}\n`)],
  ])(
    'nor takes long for 1 MiB of %s',
    (_, text) => {
      gives(new TextEncoder().encode(text))
    },
    20_000,
  )
})
