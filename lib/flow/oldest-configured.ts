import type { Config } from '../config/types.ts'
import type { CommitGraph } from '../history/commit-graph.ts'
import type { Ports } from '../ports.ts'
import { configsOfCommit } from './config-places.ts'

/** Times that a configuration may have moved. */
const MOST_MOVES = 16

/**
 * The oldest commit of the graph, whose last commit comes first as git lists it, that holds the set's configuration, wherever
 * that lay then; null where none does.
 */
export async function oldestConfigured(ports: Ports, config: Config, graph: CommitGraph): Promise<string | null> {
  const oldestFirst = [...graph.keys()].reverse()
  let oldest: string | null = null
  let file: string | null = config.file
  for (let move = 0; file !== null && move < MOST_MOVES; move++) {
    const found = await firstWith(ports, oldestFirst, file)
    if (found === null || found === oldest) return oldest ?? found
    oldest = found
    file = await fileBefore(ports, config, graph.get(found) ?? [])
  }
  return oldest
}

/** Commits looked at in one go: few at first, since it is mostly one of the oldest. */
const FIRST = 16
const MOST = 4096

async function firstWith(ports: Ports, commits: readonly string[], file: string): Promise<string | null> {
  for (let at = 0, count = FIRST; at < commits.length; at += count, count = Math.min(MOST, count * 4)) {
    const some = commits.slice(at, at + count)
    const there = await ports.git.objects(some.map((commit) => `${commit}:${file}`))
    const found = some.find((_, index) => there[index]?.type === 'blob')
    if (found !== undefined) return found
  }
  return null
}

/** Where the only set of a parent, or the one of this name, had its configuration. */
async function fileBefore(ports: Ports, config: Config, parents: readonly string[]): Promise<string | null> {
  for (const parent of parents) {
    const files = await configsOfCommit(ports, parent)
    if (files.length === 1) return files[0]!.path
    const blobs = await ports.git.readBlobs(files.map(({ oid }) => oid!))
    const { parseConfig } = await import('../config/parse-config.ts')
    const same = files.find(({ path }, index) => {
      const read = parseConfig(blobs[index] ?? new Uint8Array(), path)
      return 'value' in read && read.value.set === config.set
    })
    if (same) return same.path
  }
  return null
}
