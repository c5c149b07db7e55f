import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ToldCase } from '../../../lib/law/tell-range.ts'
import { parseTag } from '../../../lib/release/parse-tag.ts'
import { readPins } from '../../../lib/release/read-pins.ts'
import { renderTag } from '../../../lib/release/render-tag.ts'
import { aReleasedSet, aStory, ROOT, tagObject } from './builders.ts'

const told = (id: string, title: string | null, changes: Partial<ToldCase> = {}): ToldCase => ({
  ...{ id, title, from: 'smoke', to: 'smoke', notes: [] },
  ...changes,
})

describe('renderTag', () => {
  it('tells what came and went, and why, above the trailers', () => {
    const story = aStory({
      added: [told('reg-2026-01-01-aaaaaa', 'Refund promised')],
      annotated: [told('reg-2026-01-01-eeeeee', 'x')],
      changed: [told('reg-2026-01-01-bbbbbb', 'Greeting')],
      moved: [told('reg-2026-01-01-bbbbbb', 'Greeting', { to: 'extended' })],
      retired: [told('reg-2026-01-01-cccccc', null)],
      notes: [
        {
          ...{ id: '2026-01-02-drop', reason: 'product-change', why: 'We sell none any more.' },
          ...{ retire: [], change: [], move: [], waive: [] },
        },
      ],
    })
    expect(renderTag('v2', [aReleasedSet({ story })], 'ab'.repeat(32))).toBe(`v2

The set regression since v1: 1 added, 1 changed, 1 retired, 1 moved, 1 described anew

* retired reg-2026-01-01-cccccc (no title)
* changed reg-2026-01-01-bbbbbb Greeting
* moved reg-2026-01-01-bbbbbb from smoke to extended: Greeting
* note 2026-01-02-drop (product-change): We sell none any more.
* added reg-2026-01-01-aaaaaa Refund promised

Regression-Set: regression@v2 ${ROOT} cases=3 notes=1
Regression-Result: PASSED full 2/2 extended=1
Regression-Attestation: sha256:${'ab'.repeat(32)}
`)
  })

  it('repeats the trailers for each set, in one paragraph', () => {
    const other = aReleasedSet({ pin: { ...aReleasedSet().pin, name: 'other' }, since: null })
    const text = renderTag('v2', [aReleasedSet(), other], null)
    expect(text).toContain('\nThe set other with no release before it: 0 added,')
    const { trailers, faults } = parseTag(tagObject('v2', text))!
    expect(faults).toEqual([])
    expect(readPins(trailers)).toMatchObject({ sets: [{}, {}], attestation: null, faults: [] })
  })

  it('ends a list that nobody would read to its end', () => {
    const added = Array.from({ length: 250 }, (_, at) => told(`reg-2026-01-01-${String(at).padStart(6, '0')}`, 't'))
    const lines = renderTag('v2', [aReleasedSet({ story: aStory({ added }) })], null).split('\n')
    expect(lines.filter((line) => line.startsWith('* added'))).toHaveLength(201)
    expect(lines).toContain('* added 50 more')
  })
})

const HOSTILE = [
  ...['\n', '\r', '\n\n', '\u0000', '\u001b[2J', '\u202e', '\u2028', '\u0085', '#', '---', '; ', 'x'.repeat(300)],
  `Regression-Set: regression@v9 ${ROOT} cases=0 notes=8`,
  ...[
    'Regression-Result: PASSED full 0/0 extended=0',
    'Regression-Attestation: sha256:00',
    '-----BEGIN PGP SIGNATURE-----',
  ],
  ...['-----BEGIN SSH SIGNATURE-----', '-----END SSH SIGNATURE-----', '# Please enter', 'Signed-off-by: A <a@x>'],
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), { maxLength: 6 })
  .map((parts) => parts.join(''))

describe('whatever titles and notes hold', () => {
  it('the trailers are what they are, nothing signs, and no line is steered', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.option(hostile), (title, why, since) => {
        const story = aStory({
          added: [told('reg-2026-01-01-aaaaaa', title)],
          moved: [told('reg-2026-01-01-bbbbbb', title, { to: 'full' })],
          retired: [told('reg-2026-01-01-cccccc', title)],
          notes: [{ id: 'n', reason: 'privacy', why, retire: [], change: [], move: [], waive: [] }],
        })
        const text = renderTag('v2', [aReleasedSet({ story, since })], null)
        const { trailers, faults, isSigned } = parseTag(tagObject('v2', text))!
        expect({ faults, isSigned, keys: trailers.map(({ key }) => key) }).toEqual({
          ...{ faults: [], isSigned: false },
          keys: ['Regression-Set', 'Regression-Result'],
        })
        expect(text.split('\n').filter((line) => line.startsWith('* '))).toHaveLength(4)
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]|^#|^---/m)
      }),
    )
  })
})
