import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TIERS } from '../../../lib/case/types.ts'
import { NOTE_ID, NOTE_REASONS, type Note } from '../../../lib/law/note.ts'
import { parseNote, tidyProse } from '../../../lib/law/parse-note.ts'
import { noteId, renderNote } from '../../../lib/law/render-note.ts'
import { Problem } from '../../../lib/problem.ts'
import { aNote, demandOf, idOf } from './builders.ts'

const parsed = (text: string, id: string): unknown => parseNote(new TextEncoder().encode(text), `${id}.md`)

const hex = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((all) => all.join(''))
const demand = fc.oneof(
  hex(64),
  fc.constantFrom(demandOf(0), `1e${'3'.repeat(62)}`, `0${'x'.replace('x', '1').repeat(63)}`),
)
const id = hex(6).map((tail) => `reg-2026-11-22-${tail}`)
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
const text = fc.oneof(
  word,
  fc.constantFrom('~', 'yes', '2026-11-22', '- x', '---', '# x', 'a: b', '"', "'", '\u2028x', '\u0007x'),
)
const line = text.filter((one) => /\S/.test(one) && !/[\n\u0085\u2028\u2029]/.test(one) && one.isWellFormed())
const lines = fc
  .array(fc.oneof(line, fc.constantFrom('---', '', '  ', '...')), { minLength: 1, maxLength: 4 })
  .map((all) => all.join('\n'))
  .filter((one) => /\S/.test(one))
const prose = lines.filter(
  (one) => !/[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/.test(one),
)
const twoOf = (one: fc.Arbitrary<string>) =>
  fc
    .tuple(one, one)
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => ({ from, to }))
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 })

const note: fc.Arbitrary<Note> = fc.record({
  id: fc.constant('2026-11-22-x'),
  retire: list(fc.record({ id, demand })),
  change: list(fc.tuple(id, twoOf(demand)).map(([one, step]) => ({ id: one, ...step }))),
  move: list(
    fc.tuple(id, twoOf(fc.constantFrom(...TIERS))).map(([one, step]) => ({ id: one, ...step })),
  ) as fc.Arbitrary<Note['move']>,
  waive: list(fc.record({ bug: line, reason: line })),
  reason: fc.constantFrom(...NOTE_REASONS),
  evidence: fc.oneof(fc.constant(null), lines, fc.array(lines, { minLength: 1, maxLength: 3 })),
  approved_by: fc.oneof(fc.constant(null), line),
  why: prose.map(tidyProse),
})

describe('renderNote', () => {
  it('writes fields in one order, and leaves out what is empty', () => {
    const full = aNote('x', {
      retire: [{ id: idOf('a'), demand: demandOf('d') }],
      change: [{ id: idOf('b'), from: demandOf(1), to: demandOf('e') }],
      move: [{ id: idOf('c'), from: 'smoke', to: 'extended' }],
      waive: [{ bug: '#412', reason: 'docs only' }],
      evidence: ['https://example.com/1'],
      approved_by: 'Ada',
      why: '\n\n  Because.\nIndeed.\n\n',
    })
    expect(renderNote(full)).toBe(
      [
        '---',
        'retire:',
        '  - id: reg-2026-11-22-aaaaaa',
        `    demand: ${demandOf('d')}`,
        'change:',
        '  - id: reg-2026-11-22-bbbbbb',
        `    from: "${demandOf(1)}"`,
        `    to: ${demandOf('e')}`,
        'move:',
        '  - id: reg-2026-11-22-cccccc',
        '    from: smoke',
        '    to: extended',
        'waive:',
        '  - bug: "#412"',
        '    reason: docs only',
        'reason: duplicate',
        'evidence:',
        '  - https://example.com/1',
        'approved_by: Ada',
        '---',
        '',
        '  Because.',
        'Indeed.',
        '',
      ].join('\n'),
    )
  })

  it('is what parseNote reads back, and rendering that changes no byte', () => {
    fc.assert(
      fc.property(note, (one) => {
        const rendered = renderNote(one)
        expect(parsed(rendered, one.id)).toEqual({ value: one })
        const shuffled = Object.fromEntries(Object.entries(one).reverse()) as unknown as Note
        expect(renderNote(shuffled)).toBe(rendered)
      }),
      { numRuns: 500 },
    )
  })

  it('gives prose LF line ends', () => {
    expect(renderNote(aNote('x', { why: 'a\r\nb\rc' }))).toMatch(/\n\na\nb\nc\n$/)
  })

  it.each<[what: string, over: Partial<Note>, message: string, hint: string]>([
    ['blank prose', { why: ' \n' }, 'has no prose', 'write below the front matter why this is right'],
    ['an escape sequence in prose', { why: '\u001b[2J' }, 'has the raw character U+001B', 'remove it'],
    ['half a character', { approved_by: '\ud83d' }, 'has half of a surrogate pair', 'remove it'],
    ['no reason', { reason: null }, 'lacks "reason"', `add reason: one of ${NOTE_REASONS.join(', ')}`],
  ])('refuses %s', (_what, over, message, hint) => {
    let thrown: unknown
    try {
      renderNote(aNote('x', over))
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(Problem)
    const { kind, code, message: said, hints } = thrown as Problem
    expect({ kind, code, said, hints }).toEqual({
      kind: 'invalid',
      code: 'note-text',
      said: `the migration note would be refused: ${message}`,
      hints: [hint],
    })
  })
})

describe('noteId', () => {
  const DAY = '2026-11-22'
  const free = () => false

  it.each([
    ['Drop legacy refund', '2026-11-22-drop-legacy-refund'],
    ['  --Crème brûlée & Ärger!  ', '2026-11-22-creme-brulee-arger'],
    ['ＦＵＬＬ width №5', '2026-11-22-full-width-no5'],
    ['', '2026-11-22-note'],
    ['日本語', '2026-11-22-note'],
    ['../../etc/passwd\n', '2026-11-22-etc-passwd'],
  ])('makes of %j the id %j', (words, made) => expect(noteId(DAY, words, free)).toBe(made))

  it('numbers what is taken, from 2', () => {
    const taken = new Set(['2026-11-22-x', '2026-11-22-x-2'])
    expect(noteId(DAY, 'x', (one) => taken.has(one))).toBe('2026-11-22-x-3')
  })

  it('is a leaf id whatever the words, and one that is free', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(30), (words, crowd) => {
        const seen: string[] = []
        const made = noteId(DAY, words, (one) => seen.push(one) <= crowd)
        expect(made).toMatch(NOTE_ID)
        expect(new Set(seen).size).toBe(crowd + 1)
      }),
    )
  })

  it('cuts long words, with room for a number', () => {
    const long = 'a'.repeat(114).concat(' bcd ', 'e'.repeat(100))
    const first = noteId(DAY, long, free)
    expect(first).toBe(`2026-11-22-${'a'.repeat(114)}-bc`)
    expect(noteId(DAY, long, (one) => one === first)).toBe(`2026-11-22-${'a'.repeat(114)}-2`)
  })
})
