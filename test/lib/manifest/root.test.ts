import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Leaf } from '../../../lib/manifest/leaf.ts'
import { pinSet, rootOf } from '../../../lib/manifest/root.ts'
import { aContent, aLeaf, someLeaves } from './arbitrary.ts'
import { hash } from './blake3.ts'
import { naiveRoot } from './naive.ts'
import { problemOf } from './problem-of.ts'
import { vectors } from './vectors.ts'

const content = '0'.repeat(64)
const aRoot = (leaves: readonly Leaf[]): string => rootOf(hash, 'regression', 1, leaves)

describe('rootOf', () => {
  it.each(vectors)('gives the root of vector $name', ({ set, version, leaves, root }) => {
    expect(rootOf(hash, set, version, leaves)).toBe(root)
  })

  it('gives the root that the specification gives, read letter by letter', () => {
    const names = fc.constantFrom('regression', 'régression', 'a'.repeat(255))
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 2 ** 32 - 1 }), someLeaves(0), (set, version, leaves) => {
        expect(rootOf(hash, set, version, leaves)).toBe(naiveRoot(set, version, leaves))
      }),
    )
  })

  it('does not depend on the order of the leaves', () => {
    const shuffled = someLeaves(0).chain((leaves) =>
      fc.tuple(fc.constant(leaves), fc.shuffledSubarray(leaves, { minLength: leaves.length })),
    )
    fc.assert(
      fc.property(shuffled, ([leaves, others]) => {
        expect(aRoot(others)).toBe(aRoot(leaves))
      }),
    )
  })

  it('leaves the list of leaves as it was', () => {
    fc.assert(
      fc.property(someLeaves(2), (leaves) => {
        const before = structuredClone(leaves)
        aRoot(leaves)
        expect(leaves).toEqual(before)
      }),
    )
  })

  it('changes with the content of any leaf', () => {
    fc.assert(
      fc.property(someLeaves(1), fc.nat(), aContent, (leaves, nth, other) => {
        const at = nth % leaves.length
        fc.pre(leaves[at]!.content !== other)
        expect(aRoot(leaves.with(at, { ...leaves[at]!, content: other }))).not.toBe(aRoot(leaves))
      }),
    )
  })

  it('changes with the kind or id of any leaf', () => {
    fc.assert(
      fc.property(someLeaves(1), fc.nat(), aLeaf, (leaves, nth, { kind, id }) => {
        fc.pre(!leaves.some((leaf) => leaf.kind === kind && leaf.id === id))
        const at = nth % leaves.length
        expect(aRoot(leaves.with(at, { ...leaves[at]!, kind, id }))).not.toBe(aRoot(leaves))
      }),
    )
  })

  it('changes when a leaf comes or goes', () => {
    fc.assert(
      fc.property(someLeaves(1), (leaves) => {
        expect(aRoot(leaves.slice(1))).not.toBe(aRoot(leaves))
      }),
    )
  })

  it('changes with the name and the version of the set', () => {
    const roots = [rootOf(hash, 'a', 1, []), rootOf(hash, 'b', 1, []), rootOf(hash, 'a', 2, [])]
    expect(new Set(roots).size).toBe(3)
  })

  it('refuses the same case in two folders', () => {
    const twice: Leaf[] = ['aa', 'b', 'aa'].map((id) => ({ kind: 'case', id, content }))
    expect(problemOf(() => aRoot(twice)).message).toBe('case "aa" is in the set twice')
  })
})

describe('pinSet', () => {
  it('derives the version from the notes', () => {
    const leaves: Leaf[] = [
      { kind: 'case', id: 'one', content },
      { kind: 'case', id: 'two', content },
      { kind: 'note', id: 'one', content },
    ]
    const root = naiveRoot('shop', 2, leaves)
    expect(pinSet(hash, 'shop', leaves)).toEqual({ name: 'shop', version: 2, root, cases: 2, notes: 1 })
  })

  it('pins an empty set', () => {
    const { root } = vectors.find(({ name }) => name === 'shared-0')!
    expect(pinSet(hash, 'regression', [])).toEqual({ name: 'regression', version: 1, root, cases: 0, notes: 0 })
  })

  it.each([
    ['a bad name', 'bad-set-name', 'a b', [{ kind: 'case', id: 'a', content }]],
    ['a bad id', 'bad-leaf-id', 'a', [{ kind: 'case', id: '../a', content }]],
    ['a bad content', 'bad-content-hash', 'a', [{ kind: 'case', id: 'a', content: 'f' }]],
    ['the same note twice', 'duplicate-leaf', 'a', Array(2).fill({ kind: 'note', id: 'a', content })],
  ] as [string, string, string, Leaf[]][])('refuses %s', (_, code, set, leaves) => {
    expect(problemOf(() => pinSet(hash, set, leaves)).code).toBe(code)
  })
})
