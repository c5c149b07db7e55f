/** Case ids by day: `{"2026-11-22": "3f9a1c 77aa00"}` is `reg-2026-11-22-3f9a1c` and `reg-2026-11-22-77aa00`. */
export type PackedIds = Readonly<Record<string, string>>

/** Packs case ids, in any order, duplicates dropped: a third of the room, and the same ids give the same bytes. */
export function packIds(ids: Iterable<string>): PackedIds {
  const days: Record<string, string[]> = {}
  for (const id of [...new Set(ids)].sort()) {
    const day = id.slice(4, 14)
    days[day] ??= []
    days[day].push(id.slice(15))
  }
  return Object.fromEntries(Object.entries(days).map(([day, ends]) => [day, ends.join(' ')]))
}

/** Unpacks case ids in order; null where they are not packed like that. */
export function unpackIds(packed: PackedIds): string[] | null {
  const ids: string[] = []
  for (const [day, ends] of Object.entries(packed)) {
    if (!DAY.test(day) || !ENDS.test(ends)) return null
    for (const end of ends.split(' ')) ids.push(`reg-${day}-${end}`)
  }
  return new Set(ids).size === ids.length ? ids : null
}

/** What stands in a case id between `reg-` and the last hyphen, and after it. */
const DAY = /^\d{4}-\d{2}-\d{2}$/
const ENDS = /^[0-9a-f]{6}( [0-9a-f]{6})*$/
