/** Files by path, each with the object id of its content. */
export type Listing = ReadonlyMap<string, string>

/**
 * Joins what two histories hold. A path is the hash of its content, so that there is nothing to decide; were the two ever to
 * differ, one of them is no event, and the smaller object id is as good as any: the union stays commutative.
 */
export function unionOf(a: Listing, b: Listing): Listing {
  const union = new Map(a)
  for (const [path, oid] of b) {
    const there = union.get(path)
    if (there === undefined || oid < there) union.set(path, oid)
  }
  return union
}
