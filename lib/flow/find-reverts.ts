import { parseCase } from '../case/parse-case.ts'
import { bugLinks, TIERS } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import { exemption } from '../policy/exempt.ts'
import { subjectOf } from '../policy/subject.ts'
import type { CommitInfo, Ports } from '../ports.ts'

/** A case that a revert took out of the set. */
export interface RevertedCase {
  readonly id: string
  readonly bugs: readonly string[]
  /** The revert's first line. */
  readonly subject: string
}

/** Finds the cases that the reverts among these commits took out of the set: a fix brings its case, so its revert takes it along. */
export async function findReverted(
  ports: Ports,
  config: Config,
  commits: readonly CommitInfo[],
): Promise<RevertedCase[]> {
  const reverts = commits.filter(
    ({ message, parents }) => parents.length === 1 && exemption(message, { merging: false }) === 'revert',
  )
  return (await Promise.all(reverts.map((one) => casesTakenOut(ports, config, one)))).flat()
}

async function casesTakenOut(ports: Ports, config: Config, revert: CommitInfo): Promise<RevertedCase[]> {
  const parent = revert.parents[0]!
  const changed = await ports.git.changedPaths(parent, revert.commit)
  const files = changed.filter((path) => TIERS.some((tier) => path.startsWith(`${config.path}/${tier}/`)))
  const names = files.flatMap((path) => [`${revert.commit}:${path}`, `${parent}:${path}`])
  const blobs = await ports.git.readBlobs(names)
  return files.flatMap((path, index) => {
    const [now, before] = [blobs[2 * index], blobs[2 * index + 1]]
    const read = now || !before ? null : parseCase(before, path)
    if (!read || !('value' in read)) return []
    return [{ id: read.value.id, bugs: bugLinks(read.value), subject: subjectOf(revert.message) }]
  })
}
