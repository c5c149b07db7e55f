import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Leaf } from '../../../lib/manifest/leaf.ts'
import { type InclusionProof, type Proof, proveLeaf, verifyProof } from '../../../lib/manifest/proof.ts'
import { rootOf } from '../../../lib/manifest/root.ts'
import { aLeaf, someLeaves } from './arbitrary.ts'
import { hash } from './blake3.ts'
import { aMutationOf } from './mutation.ts'
import { problemOf } from './problem-of.ts'
import { invalidProofs, vectors } from './vectors.ts'

const prove = (leaves: readonly Leaf[], { kind, id }: Pick<Leaf, 'kind' | 'id'>): Proof =>
  proveLeaf(hash, 'set', 1, leaves, kind, id)
const isIn = (leaves: readonly Leaf[], kind: string, id: string): boolean =>
  leaves.some((leaf) => leaf.kind === kind && leaf.id === id)
const shown = ({ type, root, kind, id }: Proof) => ({ holds: true, type, root, kind, id })

describe('the shared vectors', () => {
  it.each(vectors)('proofs of $name come out to the byte, and hold', ({ set, version, leaves, proofs }) => {
    for (const proof of proofs) {
      const ours = proveLeaf(hash, set, version, leaves, proof.kind, proof.id)
      expect(JSON.stringify(ours)).toBe(JSON.stringify(proof))
      expect(verifyProof(hash, proof)).toEqual(shown(proof))
    }
  })

  it.each(invalidProofs.map(({ why, proof }, at) => ({ name: `${at}: ${why}`, proof })))(
    'refuse $name',
    ({ proof }) => {
      expect(verifyProof(hash, proof)).toEqual({ holds: false, why: expect.any(String) })
    },
  )
})

describe('proveLeaf', () => {
  it('proves the inclusion of every leaf', () => {
    fc.assert(
      fc.property(someLeaves(1), (leaves) => {
        const root = rootOf(hash, 'set', 1, leaves)
        for (const leaf of leaves) {
          const proof = prove(leaves, leaf)
          expect(proof).toMatchObject({ type: 'inclusion', root, count: leaves.length, contentHash: leaf.content })
          expect(verifyProof(hash, proof)).toEqual(shown(proof))
        }
      }),
    )
  })

  it('proves the absence of everything else', () => {
    fc.assert(
      fc.property(someLeaves(0), fc.array(aLeaf, { minLength: 5 }), (leaves, others) => {
        const root = rootOf(hash, 'set', 1, leaves)
        for (const { kind, id } of others.filter((one) => !isIn(leaves, one.kind, one.id))) {
          const proof = prove(leaves, { kind, id })
          expect(proof).toMatchObject({ type: 'absence', root, kind, id })
          expect(verifyProof(hash, proof)).toEqual(shown(proof))
        }
      }),
    )
  })

  it('gives a proof that fails for another root', () => {
    fc.assert(
      fc.property(someLeaves(1), someLeaves(1), aLeaf, (leaves, others, { kind, id }) => {
        const root = rootOf(hash, 'set', 1, others)
        const proof = prove(leaves, { kind, id })
        fc.pre(root !== proof.root)
        const why = `the proof leads to ${proof.root}, not to its root ${root}`
        expect(verifyProof(hash, { ...proof, root })).toEqual({ holds: false, why })
      }),
    )
  })

  it.each([
    ['a set name with a space', 'bad-set-name', () => proveLeaf(hash, 'a b', 1, [], 'case', 'a')],
    ['a version of 0', 'bad-set-version', () => proveLeaf(hash, 'a', 0, [], 'case', 'a')],
    ['an id asked about that no case can have', 'bad-leaf-id', () => prove([], { kind: 'case', id: 'A' })],
    [
      'the same case twice',
      'duplicate-leaf',
      () => prove(Array(2).fill({ kind: 'case', id: 'a', content: '0'.repeat(64) }), { kind: 'case', id: 'a' }),
    ],
  ])('refuses %s', (_, code, action) => {
    expect(problemOf(action).code).toBe(code)
  })
})

describe('verifyProof', () => {
  const aProof = fc.tuple(someLeaves(1, 12), fc.nat(), aLeaf, fc.boolean()).map(([leaves, nth, other, included]) => ({
    leaves,
    proof: prove(leaves, included ? leaves[nth % leaves.length]! : other),
  }))

  it('lets no change of a proof through that says something else than the truth', () => {
    const mutants = aProof.chain(({ leaves, proof }) =>
      aMutationOf(proof).map((mutant) => ({ leaves, proof, mutant: mutant as Proof })),
    )
    fc.assert(
      fc.property(mutants, ({ leaves, proof, mutant }) => {
        const verdict = verifyProof(hash, mutant)
        if (!verdict.holds) return
        // An empty place speaks for every id whose key leads there; nothing else of a proof may be moved.
        const { kind, id } = mutant
        expect(mutant).toEqual({ ...proof, kind, id })
        expect(verdict).toEqual({ holds: true, type: 'absence', root: proof.root, kind, id })
        expect(isIn(leaves, kind, id)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('never throws on JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !verifyProof(hash, value).holds))
  })

  const keyOf = (id: string): Buffer => hash(Buffer.from(`\x03case\0${id}`))

  it('refuses to show the absence of a leaf by that leaf itself', () => {
    const { leaves, set, version } = vectors.find(({ name }) => name === 'shared-8')!
    const { kind, id, content } = leaves[0]!
    const { contentHash: _, ...rest } = proveLeaf(hash, set, version, leaves, kind, id) as InclusionProof
    const lie = { ...rest, type: 'absence', other: { key: keyOf(id).toString('hex'), contentHash: content } }
    expect(verifyProof(hash, lie)).toEqual({ holds: false, why: `other.key is the key of case "${id}" itself` })
  })

  it('refuses a leaf that the builder of the tree put where another belongs', () => {
    const [asked, misplaced] = [idWhoseKeyBeginsWith(0), idWhoseKeyBeginsWith(1)]
    const content = Buffer.alloc(32, 7)
    const leaf = hash(Buffer.concat([Buffer.of(0), keyOf(misplaced), content]))
    const top = hash(Buffer.concat([Buffer.of(1), leaf, Buffer.alloc(32)]))
    const head = Buffer.concat([Buffer.of(2, 1), Buffer.from('s'), Buffer.from('00000001', 'hex'), Buffer.alloc(7)])
    const lie = {
      ...{ format: 'rcs-proof/1', type: 'absence', set: 's', setVersion: 1, count: 1 },
      root: `rcs1:${hash(Buffer.concat([head, Buffer.of(1), top])).toString('hex')}`,
      ...{ kind: 'case', id: asked },
      other: { key: keyOf(misplaced).toString('hex'), contentHash: content.toString('hex') },
      siblings: [''],
    }
    const why = `other.key shares 0 bits with the key of case "${asked}", must share 1`
    expect(verifyProof(hash, lie)).toEqual({ holds: false, why })
  })

  const idWhoseKeyBeginsWith = (bit: number): string =>
    Array.from({ length: 100 }, (_, at) => `reg-${at}`).find((id) => keyOf(id)[0]! >> 7 === bit)!
})
