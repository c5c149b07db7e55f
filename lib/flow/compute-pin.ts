import type { Config } from '../config/types.ts'
import type { SetPin } from '../manifest/root.ts'
import { type CutTrie, cutTrie, hashSubtree, pinSubtrees, placesOfSubtree, subtreesOf } from '../manifest/subtrees.ts'
import { fromHex, toHex } from '../manifest/text.ts'
import type { Ports, Source } from '../ports.ts'
import { type FoundLeaf, fillContents, listLeaves } from './read-leaves.ts'

/** Computes the pin of a set; a part of its trie whose files were all seen before is neither read nor hashed again. */
export async function computePin(ports: Ports, config: Config, source: Source): Promise<SetPin> {
  const leaves = await listLeaves(ports, config, source)
  const cut = cutTrie(ports.hash, leaves)
  const names = Array.from({ length: subtreesOf(cut) }, (_, nth) => nameOf(ports, cut, leaves, nth))
  const known = await ports.subtrees.read()
  const kept = names.map((name) => (name === null ? null : known.find(name)))
  const open = kept.flatMap((digest, nth) => (digest === null ? [nth] : []))
  await fillContents(ports, leavesIn(cut, open, leaves), leaves.length)
  const hashes = kept.map((digest, nth) => (digest === null ? hashSubtree(cut, nth) : fromHex(digest)))
  const fresh = open.flatMap((nth) => (names[nth] === null ? [] : [[names[nth]!, toHex(hashes[nth]!)] as const]))
  await ports.subtrees.add(fresh, names.length)
  return pinSubtrees(config.set, cut, hashes)
}

/** The leaves of some subtrees, in the order of the listing: git reads a pack fastest in the order in which it was written. */
function leavesIn(cut: CutTrie, subtrees: readonly number[], leaves: readonly FoundLeaf[]): readonly FoundLeaf[] {
  const isIn = new Uint8Array(leaves.length)
  for (const nth of subtrees) for (const place of placesOfSubtree(cut, nth)) isIn[place] = 1
  return leaves.filter((_, place) => isIn[place] === 1)
}

/**
 * What tells a subtree from every other: its depth, and its leaves by object id, in the order of their keys. Null where it
 * holds a file that git has not.
 */
function nameOf(ports: Ports, cut: CutTrie, leaves: readonly FoundLeaf[], nth: number): string | null {
  let text = String(cut.depth)
  for (const place of placesOfSubtree(cut, nth)) {
    const { kind, id, oid } = leaves[place]!
    if (oid === null) return null
    text += ` ${kind} ${id} ${oid}`
  }
  return ports.fingerprint(text)
}
