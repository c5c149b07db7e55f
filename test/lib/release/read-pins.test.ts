import { describe, expect, it } from 'vitest'
import { readPins } from '../../../lib/release/read-pins.ts'
import { ROOT } from './builders.ts'

const set = (name: string, counts = 'cases=3 notes=1') => ({
  key: 'Regression-Set',
  value: `${name}@v2 ${ROOT} ${counts}`,
})
const passed = (value = 'PASSED full 2/2 extended=1') => ({ key: 'Regression-Result', value })
const attested = (value = `sha256:${'ab'.repeat(32)}`) => ({ key: 'Regression-Attestation', value })

describe('readPins', () => {
  it('reads sets with the results below them, and the attestation', () => {
    expect(readPins([set('a'), passed(), set('b'), passed('PASSED full 0/0 extended=3'), attested()])).toEqual({
      sets: [
        {
          pin: { name: 'a', version: 2, root: ROOT, cases: 3, notes: 1 },
          result: { passed: true, tier: 'full', passes: 2, asked: 2, extended: 1 },
        },
        {
          pin: { name: 'b', version: 2, root: ROOT, cases: 3, notes: 1 },
          result: { passed: true, tier: 'full', passes: 0, asked: 0, extended: 3 },
        },
      ],
      attestation: 'ab'.repeat(32),
      faults: [],
    })
  })

  it.each([
    ['no set', [], 'the tag pins no set'],
    ['a result without a set', [passed()], 'the tag pins no set'],
    ['a set without a result', [set('a')], 'the tag states no result of the set "a"'],
    ['the second result of one of two', [set('a'), set('b'), passed()], 'the tag states no result of the set "a"'],
    ['two results', [set('a'), passed(), passed()], 'the tag states 2 results of the set "a"'],
    ['a set twice', [set('a'), passed(), set('a'), passed()], 'the tag pins the set "a" more than once'],
    [
      'a count with a zero before it',
      [set('a', 'cases=03 notes=1'), passed()],
      'its Regression-Set line does not read',
    ],
    ['a set name in capitals', [set('A'), passed()], 'its Regression-Set line does not read'],
    ['words after a pin', [set('a', 'cases=3 notes=1 ok'), passed()], 'its Regression-Set line does not read'],
    [
      'a word that is no result',
      [set('a'), passed('WAIVED full 2/2 extended=1')],
      'its Regression-Result line does not read',
    ],
    ['a failure', [set('a'), passed('FAILED full 1/2 extended=1')], 'its result is not a pass of every case'],
    ['a pass of some', [set('a'), passed('PASSED full 1/2 extended=1')], 'its result is not a pass of every case'],
    [
      'an attestation that is no digest',
      [set('a'), passed(), attested('sha1:00')],
      'its Regression-Attestation line does not read',
    ],
    ['two attestations', [set('a'), passed(), attested(), attested()], 'its Regression-Attestation line does not read'],
  ])('names %s', (_name, trailers, fault) => {
    expect(readPins(trailers).faults).toEqual([fault])
  })

  it('takes keys in any case, as git does', () => {
    const shouted = [set('a'), passed()].map(({ key, value }) => ({ key: key.toUpperCase(), value }))
    expect(readPins(shouted).faults).toEqual([])
  })
})
