import { describe, expect, it } from 'vitest'
import { parseProof } from '../../../lib/manifest/parse-proof.ts'

const hex = 'a'.repeat(64)
const head = {
  format: 'rcs-proof/1',
  set: 'regression',
  setVersion: 1,
  count: 187,
  root: `rcs1:${hex}`,
  kind: 'case',
  id: 'reg-2026-11-22-3f9a1c',
  siblings: [hex, '', hex],
}
const inclusion = { ...head, type: 'inclusion', contentHash: hex }
const absence = { ...head, type: 'absence', other: { key: hex, contentHash: hex } }
const digits = '64 lower-case hex digits'

describe('parseProof', () => {
  it.each([
    ['an inclusion', inclusion],
    ['an absence beside another leaf', absence],
    ['an absence at an empty place', { ...absence, other: null }],
    ['the least numbers', { ...inclusion, setVersion: 1, count: 0, siblings: [] }],
    [
      'the greatest numbers',
      { ...inclusion, setVersion: 2 ** 32 - 1, count: 2 ** 53 - 1, siblings: Array(256).fill('') },
    ],
  ])('reads %s', (_, value) => {
    expect(parseProof(value)).toEqual({ proof: value })
  })

  const name = 'a name of 1 to 255 bytes without spaces and control characters'
  const refusals = [
    [null, 'the proof is null, must be an object'],
    ['rcs1', 'the proof is "rcs1", must be an object'],
    [[inclusion], 'the proof is a list of 1, must be an object'],
    [{}, 'format is missing, must be "rcs-proof/1"'],
    [JSON.parse(`{"__proto__": ${JSON.stringify(inclusion)}}`), 'format is missing, must be "rcs-proof/1"'],
    [Object.create(inclusion), 'format is missing, must be "rcs-proof/1"'],
    [{ ...inclusion, format: 'rcs-proof/2' }, 'format is "rcs-proof/2", must be "rcs-proof/1"'],
    [{ ...inclusion, format: 1 }, 'format is 1, must be "rcs-proof/1"'],
    [{ ...inclusion, type: 'both' }, 'type is "both", must be "inclusion" or "absence"'],
    [{ ...inclusion, type: ['absence'] }, 'type is a list of 1, must be "inclusion" or "absence"'],
    [{ ...inclusion, more: 1 }, 'field "more" does not belong in an inclusion proof'],
    [{ ...inclusion, other: null }, 'field "other" does not belong in an inclusion proof'],
    [{ ...absence, contentHash: hex }, 'field "contentHash" does not belong in an absence proof'],
    [{ ...inclusion, '\u001b[2J': 1 }, 'field "\\u001b[2J" does not belong in an inclusion proof'],
    [
      JSON.parse(JSON.stringify(inclusion).replace('{', '{"__proto__":1,')),
      'field "__proto__" does not belong in an inclusion proof',
    ],
    [{ ...inclusion, set: '' }, `set is "", must be ${name}`],
    [{ ...inclusion, set: 'a\u2028b' }, `set is "a\\u2028b", must be ${name}`],
    [{ ...inclusion, set: 7 }, `set is 7, must be ${name}`],
    ...[0, -1, 1.5, 2 ** 32, '1', true].map((setVersion) => [
      { ...inclusion, setVersion },
      `setVersion is ${JSON.stringify(setVersion)}, must be a whole number from 1 to 4294967295`,
    ]),
    ...[-1, 0.5, 2 ** 53, '1', null].map((count) => [
      { ...inclusion, count },
      `count is ${JSON.stringify(count)}, must be a whole number from 0 to 9007199254740991`,
    ]),
    ...[hex, `rcs1:${hex}0`, `rcs1:${hex.toUpperCase()}`, `rcs2:${hex}`, `rcs1:${hex}\n`].map((root) => [
      { ...inclusion, root },
      `root is ${JSON.stringify(root)}, must be "rcs1:" and ${digits}`,
    ]),
    [{ ...inclusion, kind: 'Case' }, 'kind is "Case", must be "case" or "note"'],
    [{ ...inclusion, kind: 'constructor' }, 'kind is "constructor", must be "case" or "note"'],
    [{ ...inclusion, id: 'a\n' }, 'id is "a\\n", must be a text that matches ^[a-z0-9][a-z0-9-]{0,127}$'],
    [{ ...inclusion, siblings: null }, 'siblings is null, must be a list of at most 256 hashes'],
    [{ ...inclusion, siblings: { length: 0 } }, 'siblings is an object, must be a list of at most 256 hashes'],
    [
      { ...inclusion, siblings: Array(257).fill('') },
      'siblings is a list of 257, must be a list of at most 256 hashes',
    ],
    ...['A'.repeat(64), 'a'.repeat(63), `${hex}\n`, '0'.repeat(64), null, 0].map((one) => [
      { ...inclusion, siblings: ['', one] },
      `siblings[1] is ${JSON.stringify(one)}, must be ${digits}, not all 0, or ""`,
    ]),
    [{ ...inclusion, contentHash: undefined }, `contentHash is missing, must be ${digits}`],
    [{ ...inclusion, contentHash: '' }, `contentHash is "", must be ${digits}`],
    [{ ...head, type: 'absence' }, 'other is missing, must be null or an object of key and contentHash'],
    [{ ...absence, other: [] }, 'other is a list of 0, must be null or an object of key and contentHash'],
    [{ ...absence, other: { key: hex } }, `other.contentHash is missing, must be ${digits}`],
    [
      { ...absence, other: { key: 'g'.repeat(64), contentHash: hex } },
      `other.key is "${'g'.repeat(64)}", must be ${digits}`,
    ],
    [{ ...absence, other: { ...absence.other, id: 'a' } }, 'field "id" does not belong in other'],
  ] as [unknown, string][]

  it.each(refusals.map(([value, why]) => ({ value, why })))('refuses because $why', ({ value, why }) => {
    expect(parseProof(value)).toEqual({ why })
  })

  it('does not follow a value into its depths', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
    expect(parseProof({ ...inclusion, format: deep })).toEqual({ why: 'format is a list of 1, must be "rcs-proof/1"' })
    expect(parseProof({ ...absence, other: { key: deep } })).toEqual({
      why: `other.key is a list of 1, must be ${digits}`,
    })
  })
})
