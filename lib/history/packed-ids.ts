import { CASE_ID } from '../case/id.ts'

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
  const ids = Object.entries(packed).flatMap(([day, ends]) => ends.split(' ').map((end) => `reg-${day}-${end}`))
  return ids.every((id) => CASE_ID.test(id)) && new Set(ids).size === ids.length ? ids : null
}
