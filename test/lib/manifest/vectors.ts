import { readFileSync } from 'node:fs'
import type { Leaf } from '../../../lib/manifest/leaf.ts'
import type { Proof } from '../../../lib/manifest/proof.ts'

interface Vectors {
  readonly vectors: readonly {
    readonly name: string
    readonly set: string
    readonly version: number
    readonly leaves: readonly (Leaf & { readonly text?: string })[]
    readonly root: string
    readonly proofs: readonly Proof[]
  }[]
  readonly invalidProofs: readonly { readonly why: string; readonly proof: unknown }[]
}

const file = new URL('../../vectors/rcs1.json', import.meta.url)

/** The shared vectors, see `test/vectors/README.md`. */
export const { vectors, invalidProofs } = JSON.parse(readFileSync(file, 'utf8')) as Vectors
