import fc from 'fast-check'
import type { Leaf, LeafKind } from '../../../lib/manifest/leaf.ts'

const characters = (all: string): fc.Arbitrary<string> => fc.constantFrom(...all)
const hexDigit = characters('0123456789abcdef')

const anId: fc.Arbitrary<string> = fc
  .tuple(
    characters('abcxyz0189'),
    fc.string({ unit: characters('abcdefghijklmnopqrstuvwxyz0123456789-'), maxLength: 20 }),
  )
  .map(([first, rest]) => first + rest)

const aKind: fc.Arbitrary<LeafKind> = fc.constantFrom('case', 'note')
export const aContent: fc.Arbitrary<string> = fc.string({ unit: hexDigit, minLength: 64, maxLength: 64 })

export const aLeaf: fc.Arbitrary<Leaf> = fc.record({ kind: aKind, id: anId, content: aContent })

/** Leaves of which no two have the same kind and id. */
export const someLeaves = (minLength: number, maxLength = 40): fc.Arbitrary<Leaf[]> =>
  fc.uniqueArray(aLeaf, { minLength, maxLength, selector: ({ kind, id }) => `${kind} ${id}` })
