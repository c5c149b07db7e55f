import { timeOf } from '../history/event.ts'
import { eventPath, HISTORY_REF } from '../history/paths.ts'
import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { readShards, readTop } from './history-tree.ts'
import { moveRefs } from './move-refs.ts'
import { readHistory } from './read-history.ts'

/** Takes out of this clone's history what is no event, so that nobody else is given it. */
export async function tidyHistory(ports: Ports): Promise<void> {
  const { skipped } = await readHistory(ports)
  const [first] = skipped
  if (!first) return
  if (first.path === '')
    throw unavailable('bad-history', `the history here can not be read: ${first.reason}`, {
      hints: ['git fsck', `beyond repair: git update-ref -d ${HISTORY_REF}, then casebook history pull`],
    })
  await moveRefs(ports, [HISTORY_REF], async () => {
    const { tip, runs, skipped } = await readHistory(ports)
    if (tip === null || skipped.length === 0) return { write: null, result: null }
    const { files } = await readShards(ports, [...(await readTop(ports, tip)).shards])
    const events = new Set(runs.map((run) => run.id))
    const kept = files.flatMap(({ id, oid }) => (events.has(id) ? [[eventPath(id), { oid }] as const] : []))
    const at = new Date(timeOf(runs.at(-1)?.at ?? 0))
    const left = { merge: [], message: 'Leave out what is no event', at, files: new Map(kept), isWhole: true }
    return { write: () => ports.ownRefs.commit([{ ref: HISTORY_REF, parent: tip, ...left }]), result: null }
  })
}
