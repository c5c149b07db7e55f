import type { AuditedFalseReds } from '../audit/audit-document.ts'
import type { Ports } from '../ports.ts'
import { Problem } from '../problem.ts'
import { countFlakes, FLAKES_SINCE_DAYS } from './count-flakes.ts'
import { findConfig } from './find-config.ts'
import { type LoadedSet, loadSet } from './load-set.ts'
import { readBook, secondsOf } from './read-memory.ts'
import { sourceOf } from './source-of.ts'

/** How often the smoke tier goes red for nothing, by this clone's history; null where that can't be told. */
export const expectFalseReds = (ports: Ports, set: LoadedSet): Promise<AuditedFalseReds | null> =>
  orUnknown(async () => {
    const book = await readBook(ports, set.config)
    const smoke = set.cases.flatMap(({ file, one }) => (one && file.tier === 'smoke' ? [one] : []))
    const since = secondsOf(ports.clock.now()) - FLAKES_SINCE_DAYS * 86_400
    const { falseReds } = countFlakes(book, [], smoke, since)
    return falseReds.answers === 0 ? null : falseReds
  })

/** The same of the set at a revision; null is the work tree. */
export const expectFalseRedsAt = (ports: Ports, at: string | null): Promise<AuditedFalseReds | null> =>
  orUnknown(async () => {
    const source = await sourceOf(ports, at)
    return expectFalseReds(ports, await loadSet(ports, await findConfig(ports, source), source))
  })

/** It is said beside a verdict, which does not hang on it. */
const orUnknown = <T>(work: () => Promise<T | null>): Promise<T | null> =>
  work().catch((error) => {
    if (error instanceof Problem) return null
    throw error
  })
