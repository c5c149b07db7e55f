import type { AuditedFalseReds } from '../audit/audit-document.ts'
import type { Ports } from '../ports.ts'
import { Problem } from '../problem.ts'
import { countFlakes, FLAKES_SINCE_DAYS } from './count-flakes.ts'
import { findConfig } from './find-config.ts'
import { loadSet } from './load-set.ts'
import { readBook, secondsOf } from './read-memory.ts'
import { sourceOf } from './source-of.ts'

/** How often the smoke tier goes red for nothing, by this clone's history; null where that can't be told. */
export async function expectFalseReds(ports: Ports, at: string | null): Promise<AuditedFalseReds | null> {
  try {
    const source = await sourceOf(ports, at)
    const config = await findConfig(ports, source)
    const [set, book] = await Promise.all([loadSet(ports, config, source), readBook(ports, config)])
    const smoke = set.cases.flatMap(({ file, one }) => (one && file.tier === 'smoke' ? [one] : []))
    const since = secondsOf(ports.clock.now()) - FLAKES_SINCE_DAYS * 86_400
    const { falseReds } = countFlakes(book, [], smoke, since)
    return falseReds.answers === 0 ? null : falseReds
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
