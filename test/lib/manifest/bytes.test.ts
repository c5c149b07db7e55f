import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manifestBytes } from '../../../lib/manifest/bytes.ts'
import type { Leaf } from '../../../lib/manifest/leaf.ts'
import { someLeaves } from './arbitrary.ts'
import { problemOf } from './problem-of.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('manifestBytes', () => {
  it('has a first line for the set and then a sorted line for each leaf', () => {
    const leaves: Leaf[] = [
      { kind: 'note', id: 'b', content: a },
      { kind: 'case', id: 'b-1', content: b },
      { kind: 'case', id: 'b', content: b },
      { kind: 'case', id: 'b0', content: a },
    ]
    const lines = ['rcs1\tshop\t2\t4', `case\tb\t${b}`, `case\tb-1\t${b}`, `case\tb0\t${a}`, `note\tb\t${a}`, '']
    expect(textOf(manifestBytes('shop', 2, leaves))).toBe(lines.join('\n'))
  })

  it('is one line for an empty set, its name in UTF-8', () => {
    expect([...manifestBytes('é', 1, [])]).toEqual([...Buffer.from('rcs1\té\t1\t0\n')])
  })

  it('sorts by bytes, whatever the order of the leaves', () => {
    fc.assert(
      fc.property(someLeaves(0), (leaves) => {
        const bytes = manifestBytes('set', 1, leaves)
        expect(manifestBytes('set', 1, leaves.toReversed())).toEqual(bytes)
        const lines = textOf(bytes).split('\n').slice(1, -1)
        expect(lines).toEqual(lines.toSorted((one, two) => Buffer.compare(Buffer.from(one), Buffer.from(two))))
        expect(lines).toHaveLength(leaves.length)
      }),
    )
  })

  it.each([
    ['a version of 0', 'bad-set-version', 0, []],
    ['a bad id', 'bad-leaf-id', 1, [{ kind: 'case', id: 'a\tb', content: a }]],
    [
      'the same case twice, with other bytes',
      'duplicate-leaf',
      1,
      [a, b].map((content) => ({ kind: 'case', id: 'a', content })),
    ],
  ] as [string, string, number, Leaf[]][])('refuses %s', (_, code, version, leaves) => {
    expect(problemOf(() => manifestBytes('set', version, leaves)).code).toBe(code)
  })
})
