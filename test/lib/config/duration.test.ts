import { describe, expect, it } from 'vitest'
import { parseDuration, renderDuration } from '../../../lib/config/duration.ts'

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
    ['0s', 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '5', 's', '1.5s', '-1s', '5 s', '5s ', '1h30m', '5S'])(
    'takes no %j: the schema lets none through',
    (text) => {
      expect(() => parseDuration(text)).toThrow(new RangeError(`not a duration: ${text}`))
    },
  )
})

describe('renderDuration', () => {
  it.each([
    [0, '0 ms'],
    [850.4, '850 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [12_400, '12.4 s'],
    [119_400, '119.4 s'],
    [119_600, '2 min 0 s'],
    [185_000, '3 min 5 s'],
    [239_700, '4 min 0 s'],
    [3_600_000, '60 min 0 s'],
  ])('says %d ms as %s', (ms, said) => {
    expect(renderDuration(ms)).toBe(said)
  })
})
