import { describe, expect, it } from 'vitest'
import { NOTE_REASONS } from '../../../lib/law/note.ts'
import { parseNote } from '../../../lib/law/parse-note.ts'
import { demandOf, idOf } from './builders.ts'

const PATH = 'evals/data/regression/migrations/2026-11-22-drop-legacy-refund.md'
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const A = idOf('a')
const D = demandOf('d')
const E = demandOf('e')
const WHY = 'Because.'
const noteOf = (front: string, prose = `\n${WHY}\n`): string => `---\n${front}---\n${prose}`

/** What a person is told: `line: message | hint`, one fault a row. */
function saidOf(text: string | Uint8Array, path = PATH): string[] {
  const reading = parseNote(typeof text === 'string' ? bytesOf(text) : text, path)
  if (!('findings' in reading)) return []
  return reading.findings.map(({ line, message, hint }) => `${line ?? '-'}: ${message} | ${hint}`)
}

function noteIn(text: string): unknown {
  const reading = parseNote(bytesOf(text), PATH)
  if ('findings' in reading) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

const EMPTY = {
  id: '2026-11-22-drop-legacy-refund',
  retire: [],
  change: [],
  move: [],
  waive: [],
  reason: null,
  evidence: null,
  approved_by: null,
  why: WHY,
}

describe('parseNote reads', () => {
  it('every field there is, and prose with lines of its own', () => {
    const front = [
      `retire: [{id: ${A}, demand: ${D}}]`,
      `change:\n  - id: ${A}\n    from: ${D}\n    to: ${E}`,
      `move: [{id: ${A}, from: smoke, to: extended}]`,
      'waive: [{bug: "#412", reason: only the docs}]',
      'reason: wrong-expectation',
      'evidence: [https://example.com/1, a call with legal]',
      'approved_by: Ada <ada@example.com>',
    ]
    expect(noteIn(noteOf(`${front.join('\n')}\n`, '\n\n# Why\n\n---\n\nThe bot was right.\n\n'))).toEqual({
      ...EMPTY,
      retire: [{ id: A, demand: D }],
      change: [{ id: A, from: D, to: E }],
      move: [{ id: A, from: 'smoke', to: 'extended' }],
      waive: [{ bug: '#412', reason: 'only the docs' }],
      reason: 'wrong-expectation',
      evidence: ['https://example.com/1', 'a call with legal'],
      approved_by: 'Ada <ada@example.com>',
      why: '# Why\n\n---\n\nThe bot was right.',
    })
  })

  it.each(NOTE_REASONS)('the reason "%s"', (reason) => {
    expect(noteIn(noteOf(`reason: ${reason}\n`))).toEqual({ ...EMPTY, reason })
  })

  it.each([
    ['a waiver without a reason of the note', 'waive: [{bug: SHOP-1, reason: docs}]\n', 'waive'],
    ['a move without a reason of the note', `move: [{id: ${A}, from: full, to: extended}]\n`, 'move'],
  ])('%s', (_name, front, field) => {
    expect(noteIn(noteOf(front))).toMatchObject({ reason: null, [field]: [{}] })
  })

  it('evidence that is one text', () => {
    expect(noteIn(noteOf('reason: privacy\nevidence: DPO-7\n'))).toEqual({
      ...EMPTY,
      reason: 'privacy',
      evidence: 'DPO-7',
    })
  })

  it('prose that begins indented, without a line feed at the end', () => {
    expect(noteIn(noteOf('reason: privacy\n', '\n \n    code\nmore'))).toMatchObject({ why: '    code\nmore' })
  })
})

const MANY = Array.from({ length: 30 }, (_, index) => `x${index}: 1\n`).join('')
const HEX = 'write 64 lower-case hex digits, in quotes if all are decimal'
const ID = 'write reg-YYYY-MM-DD-xxxxxx with six lower-case hex digits'
const TIERS = 'write one of: smoke, full, extended'
const REASONS = NOTE_REASONS.join(', ')
const retiring = (entry: string): string => noteOf(`reason: privacy\nretire:\n  - ${entry}\n`)
const moving = (entry: string): string => noteOf(`move:\n  - ${entry}\n`)

describe('parseNote refuses', () => {
  it.each<[what: string, text: string | Uint8Array, said: string[]]>([
    [
      'an empty file',
      '',
      ['1: does not begin with front matter | begin with a line "---", the fields, and a line "---"'],
    ],
    [
      'prose alone',
      '# Why\n',
      ['1: does not begin with front matter | begin with a line "---", the fields, and a line "---"'],
    ],
    [
      'a fence with a space',
      '--- \na: 1\n---\nx\n',
      ['1: does not begin with front matter | begin with a line "---", the fields, and a line "---"'],
    ],
    [
      'front matter that never ends',
      '---\nreason: privacy\n',
      ['1: the front matter has no end | close it with a line "---"'],
    ],
    ['no prose', noteOf('reason: privacy\n', ''), ['4: has no prose | write below the front matter why this is right']],
    [
      'prose of blank space',
      noteOf('reason: privacy\n', '\n \t\n'),
      ['4: has no prose | write below the front matter why this is right'],
    ],
    [
      'a file that ends with the fence',
      '---\nreason: privacy\n---',
      ['4: has no prose | write below the front matter why this is right'],
    ],
    [
      'a carriage return',
      noteOf('reason: privacy\n', 'a\r\n'),
      ['4: has a carriage return | save it with LF line ends'],
    ],
    [
      'a byte order mark',
      `\ufeff${noteOf('reason: privacy\n')}`,
      ['1: starts with a byte order mark | save it as UTF-8 without a BOM'],
    ],
    ['bytes that are not UTF-8', Uint8Array.of(0x2d, 0x0a, 0xff), ['2: is not UTF-8 | save it as UTF-8']],
    [
      'an escape sequence in the prose',
      noteOf('reason: privacy\n', 'a\n\u001b[2J\n'),
      ['5: has the raw character U+001B | remove it'],
    ],
    [
      'more than 1 MiB',
      noteOf('reason: privacy\n', 'x'.repeat(2 ** 20)),
      ['-: 1048600 bytes is more than the 1 MiB a file may have | shorten the prose, or make two notes of it'],
    ],
    [
      'YAML of a later line, by its line in the file',
      noteOf('reason: privacy\nwaive: *x\n'),
      ['3: has the alias "*x" | write the value out'],
    ],
    ['a key twice', noteOf('reason: privacy\nreason: privacy\n'), ['3: has the key "reason" twice | keep one of them']],
    [
      'bad YAML and no prose, both',
      noteOf('a: &x 1\n', ''),
      [
        '2: has the anchor "&x" | remove it and write values out',
        '4: has no prose | write below the front matter why this is right',
      ],
    ],
    ['empty front matter', noteOf(''), [`2: lacks "reason" | add reason: one of ${REASONS}`]],
    [
      'front matter that is a list',
      noteOf('[1]\n'),
      ['2: the front matter is [1], not a map of fields | write a map of fields'],
    ],
    [
      'an unknown field',
      noteOf('reason: privacy\nretires: []\n'),
      ['3: has the unknown field "retires" | correct the name or remove it'],
    ],
    [
      'a field named like a prototype',
      noteOf('reason: privacy\n__proto__: {reason: x}\n'),
      ['3: has the unknown field "__proto__" | correct the name or remove it'],
    ],
    [
      'a field named like a method',
      noteOf('reason: privacy\nconstructor: 1\n'),
      ['3: has the unknown field "constructor" | correct the name or remove it'],
    ],
    ['an unknown reason', noteOf('reason: flaky\n'), [`2: "reason" is "flaky" | write one of: ${REASONS}`]],
    ['an empty reason', noteOf('reason:\n'), [`2: "reason" is null | write one of: ${REASONS}`]],
    [
      'a retirement without a reason',
      noteOf(`retire: [{id: ${A}, demand: ${D}}]\n`),
      [`2: lacks "reason" | add reason: one of ${REASONS}`],
    ],
    [
      'a change without a reason beside a waiver',
      noteOf(`waive: [{bug: b, reason: r}]\nchange: [{id: ${A}, from: ${D}, to: ${E}}]\n`),
      [`2: lacks "reason" | add reason: one of ${REASONS}`],
    ],
    [
      'empty lists without a reason',
      noteOf('waive: []\nmove: []\n'),
      [`2: lacks "reason" | add reason: one of ${REASONS}`],
    ],
    [
      'entries that are no list',
      noteOf(`reason: privacy\nretire: {id: ${A}}\n`),
      [`3: "retire" is {"id":"${A}"}, not a list | write a list`],
    ],
    ['an entry that is an id', retiring(A), [`4: "retire.0" is "${A}", not a map of fields | write {id, demand}`]],
    ['an entry without its demand', retiring(`{id: ${A}}`), ['4: "retire.0" lacks "demand" | add demand: …']],
    [
      'an entry with a field more',
      retiring(`{id: ${A}, demand: ${D}, why: no}`),
      ['4: "retire.0" has the unknown field "why" | correct the name or remove it'],
    ],
    [
      'an upper-case demand',
      retiring(`{id: ${A}, demand: ${D.toUpperCase()}}`),
      [`4: "retire.0.demand" is "${D.toUpperCase()}" | ${HEX}`],
    ],
    ['a short demand', retiring(`{id: ${A}, demand: abc}`), [`4: "retire.0.demand" is "abc" | ${HEX}`]],
    [
      'a demand with a line feed',
      retiring(`{id: ${A}, demand: "${D}\\n"}`),
      [`4: "retire.0.demand" is "${D}\\n" | ${HEX}`],
    ],
    [
      'a demand of zeros without quotes',
      retiring(`{id: ${A}, demand: ${demandOf(0)}}`),
      [`4: "retire.0.demand" is 0 | ${HEX}`],
    ],
    ['an id that is none', retiring(`{id: reg-1, demand: ${D}}`), [`4: "retire.0.id" is "reg-1" | ${ID}`]],
    [
      'the second of two entries',
      noteOf(`reason: privacy\nretire:\n  - {id: ${A}, demand: ${D}}\n  - 7\n`),
      ['5: "retire.1" is 7, not a map of fields | write {id, demand}'],
    ],
    [
      'a change to the same demand',
      noteOf(`reason: privacy\nchange: [{id: ${A}, from: ${D}, to: ${D}}]\n`),
      [`3: "change.0" leads from "${D}" to itself | correct "from" or "to"`],
    ],
    [
      'a move to the same tier',
      moving(`{id: ${A}, from: full, to: full}`),
      ['3: "move.0" leads from "full" to itself | correct "from" or "to"'],
    ],
    ['a move to the inbox', moving(`{id: ${A}, from: full, to: inbox}`), [`3: "move.0.to" is "inbox" | ${TIERS}`]],
    [
      'a waiver without a reason of its own',
      noteOf('waive: [{bug: SHOP-1}]\n'),
      ['2: "waive.0" lacks "reason" | add reason: …'],
    ],
    [
      'a waiver of a blank bug',
      noteOf('waive: [{bug: " ", reason: r}]\n'),
      ['2: "waive.0.bug" is " " | write one line of text'],
    ],
    [
      'an approver of two lines',
      noteOf('reason: privacy\napproved_by: "a\\nb"\n'),
      ['3: "approved_by" is "a\\nb" | write one line of text'],
    ],
    [
      'evidence that is a number',
      noteOf('reason: privacy\nevidence: 7\n'),
      ['3: "evidence" is 7 | write some text, or a list of texts'],
    ],
    [
      'an empty list of evidence',
      noteOf('reason: privacy\nevidence: []\n'),
      ['3: "evidence" is [] | write some text, or a list of texts'],
    ],
    [
      'a long value, cut',
      noteOf(`reason: ${'x'.repeat(200)}\n`),
      [`2: "reason" is "${'x'.repeat(78)}… | write one of: ${REASONS}`],
    ],
  ])('%s', (_what, text, said) => expect(saidOf(text)).toEqual(said))

  it.each(['Drop.md', '-drop.md', 'drop.txt', `${'x'.repeat(129)}.md`, 'a\nb.md', '.md'])('a file named %j', (name) => {
    expect(saidOf(noteOf('reason: privacy\n'), `migrations/${name}`)).toEqual([
      `-: ${JSON.stringify(`migrations/${name}`)} is no name for a migration note | name it YYYY-MM-DD-why.md, in lower case`,
    ])
  })

  it('many faults, and names twenty', () => expect(saidOf(noteOf(MANY))).toHaveLength(20))

  it('front matter nested beyond all reading', () => {
    expect(saidOf(noteOf(`${'['.repeat(100_000)}\n`))).toEqual([expect.stringContaining('2: is nested deeper')])
  })

  it('with the code "note", and "yaml" for what is no YAML', () => {
    const codeOf = (text: string) => {
      const reading = parseNote(bytesOf(text), PATH)
      return 'findings' in reading ? reading.findings.map(({ code, path }) => [code, path]) : []
    }
    expect(codeOf(noteOf('reason: x\n'))).toEqual([['note', PATH]])
    expect(codeOf(noteOf('reason: *x\n'))).toEqual([['yaml', PATH]])
  })

  it('a mebibyte of blank lines without delay', () => {
    expect(saidOf(noteOf('reason: privacy\n', '\n'.repeat(2 ** 20 - 100)))).toHaveLength(1)
  })
})
