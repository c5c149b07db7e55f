import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CASE_ID, dayOf, makeCaseId } from '../../../lib/case/id.ts'
import type { Json } from '../../../lib/case/types.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
const none = (): boolean => false
const make = (input: Json, taken: (id: string) => boolean = none): string =>
  makeCaseId('2026-11-22', input, sha256, taken)

describe('makeCaseId', () => {
  it('makes six hex digits of the hash of the round and the canonical input', () => {
    const digest = createHash('sha256').update('0\n{"a":1,"b":2}').digest('hex')
    expect(make({ b: 2, a: 1 })).toBe(`reg-2026-11-22-${digest.slice(0, 6)}`)
  })

  it("makes the next round's id where one is taken", () => {
    const first = make('x')
    const second = make('x', (id) => id === first)
    expect(second).toBe(`reg-2026-11-22-${createHash('sha256').update('1\n"x"').digest('hex').slice(0, 6)}`)
    expect(make('x', (id) => id === first || id === second)).not.toMatch(new RegExp(`${first}|${second}`))
  })

  it('makes a valid id of any input, and the same one each time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(make(input as Json)).toMatch(CASE_ID)
        expect(make(JSON.parse(JSON.stringify(input)) as Json)).toBe(make(input as Json))
      }),
    )
  })
})

describe('CASE_ID', () => {
  it.each([
    'reg-2026-11-22-3F9A1C',
    'reg-2026-11-22-3f9a1',
    'reg-2026-11-22-3f9a1cd',
    'reg-26-11-22-3f9a1c',
    'x-reg-2026-11-22-3f9a1c',
    'reg-2026-11-22-3f9a1c\n',
    '',
  ])('does not take %j', (id) => {
    expect(CASE_ID.test(id)).toBe(false)
  })
})

describe('dayOf', () => {
  it('is the day in UTC', () => {
    expect(dayOf(new Date('2026-11-22T23:30:00-05:00'))).toBe('2026-11-23')
  })
})
