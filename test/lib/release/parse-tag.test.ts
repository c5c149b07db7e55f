import { describe, expect, it } from 'vitest'
import { parseTag } from '../../../lib/release/parse-tag.ts'
import { tagObject } from './builders.ts'

const GOOD = 'v1\n\nprose\n\nRegression-Set: x\nRegression-Result: y\n'
const SSH = '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n'
const STRAY = 'a line like its trailers stands outside the last paragraph'
const GLUED = 'its trailers are glued to other text'

describe('parseTag', () => {
  it.each<[name: string, message: string, trailers: string[], faults: string[]]>([
    ['takes the last paragraph as trailers', GOOD, ['x', 'y'], []],
    ['leaves the signature out', `${GOOD}${SSH}`, ['x', 'y'], []],
    ['knows no trailers in the first paragraph', 'Regression-Set: x\n', [], [STRAY]],
    ['knows none that are glued to prose', 'v1\n\nprose\nRegression-Set: x\n', [], [GLUED]],
    ['knows none above a comment', 'v1\n\nRegression-Set: x\n# no trailer\n', [], [GLUED]],
    ['knows none that go on in the next line', 'v1\n\nRegression-Set:\n x\n', [], [GLUED]],
    ['knows none with CR', 'v1\r\n\r\nRegression-Set: x\r\n', [], [GLUED]],
    ['names a second paragraph of them', 'v1\n\nRegression-Set: a\n\nRegression-Set: b\n', ['b'], [STRAY]],
    ['names one that is indented', 'v1\n\n  regression-SET : a\n\nRegression-Set: b\n', ['b'], [STRAY]],
    ['names one that is quoted', 'v1\n\n> Regression-Result: a\n\nRegression-Set: b\n', ['b'], [STRAY]],
    ['lets prose speak of them', 'v1\n\nsee Regression-Set: below\n\nRegression-Set: b\n', ['b'], []],
    ['keeps other trailers', 'v1\n\nRegression-Set: b\nSigned-off-by: A <a@x>\n', ['b', 'A <a@x>'], []],
    [
      'names text below a signature',
      `${GOOD}${SSH}\nRegression-Set: z\n`,
      ['x', 'y'],
      ['text stands below its signature'],
    ],
    [
      'names a second signature',
      `${GOOD}${SSH}\nRegression-Set: z\n${SSH}`,
      ['z'],
      [STRAY, 'it carries more than one signature'],
    ],
  ])('%s', (_name, message, trailers, faults) => {
    const parsed = parseTag(tagObject('v1', message))!
    expect({ trailers: parsed.trailers.map(({ value }) => value), faults: parsed.faults }).toEqual({ trailers, faults })
  })

  it('tells the name inside, what it names and whether it is signed', () => {
    expect(parseTag(tagObject('v1', GOOD))).toMatchObject({ name: 'v1', type: 'commit', isSigned: false })
    expect(parseTag(tagObject('v2', GOOD + SSH, 'tree'))).toMatchObject({ name: 'v2', type: 'tree', isSigned: true })
  })

  it.each(['', 'object x\n\n', `object ${'a'.repeat(40)}\ntype commit\n\ntag v1\n`])('is null of %j', (text) => {
    expect(parseTag(text)).toBeNull()
  })
})
