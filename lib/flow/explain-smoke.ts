import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { Problem } from '../problem.ts'
import { whySmoke } from '../tiering/reasons.ts'
import { type CaseRecord, NO_RECORD } from '../tiering/tiered-case.ts'
import type { LoadedSet } from './load-set.ts'
import { readMemory } from './read-memory.ts'
import { policyOf } from './tiered-cases.ts'

/** Says of each smoke case why it is there, as far as this clone remembers; of none where it can't be asked. */
export async function explainSmoke(ports: Ports, { config, cases }: LoadedSet): Promise<ReadonlyMap<string, string>> {
  const records = await recordsIfAny(ports, config)
  if (records === null) return new Map()
  const policy = policyOf(config)
  const smoke = cases.flatMap(({ file, one }) => (one && file.tier === 'smoke' ? [one] : []))
  return new Map(
    smoke.map(({ id, captured_at }) => [
      id,
      whySmoke({ id, captured: captured_at }, records.get(id) ?? NO_RECORD, policy),
    ]),
  )
}

/** A list is no place to fail for what is beside the list: where there is no git, or a history that does not read. */
const recordsIfAny = (ports: Ports, config: Config): Promise<ReadonlyMap<string, CaseRecord> | null> =>
  readMemory(ports, config).then(
    ({ records }) => records,
    (error: unknown) => {
      if (error instanceof Problem) return null
      throw error
    },
  )
