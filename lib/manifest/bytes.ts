import type { Leaf } from './leaf.ts'
import { duplicateLeaf, validateLeaves } from './validate-leaves.ts'

/**
 * Renders the canonical manifest (MERKLE.md), whose SHA-256 an attestation names: a first line of set, version and
 * count, then one line a leaf, sorted bytewise. Throws what `validateLeaves` throws,
 * and `duplicate-leaf`.
 */
export function manifestBytes(set: string, version: number, leaves: readonly Leaf[]): Uint8Array {
  validateLeaves(set, version, leaves)
  // Lines of leaves are ASCII, for which the order of UTF-16 units is the order of bytes.
  const lines = leaves.map(lineOf).sort()
  const twin = lines.findIndex((line, at) => at > 0 && nameOn(line) === nameOn(lines[at - 1]!))
  if (twin >= 0) throw duplicateLeaf(leaves.find((leaf) => lineOf(leaf) === lines[twin])!)
  return new TextEncoder().encode(`rcs1\t${set}\t${version}\t${leaves.length}\n${lines.join('')}`)
}

const lineOf = ({ kind, id, content }: Leaf): string => `${kind}\t${id}\t${content}\n`

/** Kind and id, which end where the second tab is. */
const nameOn = (line: string): string => line.slice(0, line.lastIndexOf('\t'))
