import type { Config } from '../config/types.ts'
import { caseRecords } from '../history/case-records.ts'
import { makeRunBook, type RunBook } from '../history/run-book.ts'
import type { Ports } from '../ports.ts'
import type { CaseRecord } from '../tiering/tiered-case.ts'
import { readCatches } from './read-catches.ts'
import { readHistory } from './read-history.ts'
import { skippedFinding } from './skipped-finding.ts'

/** What this clone remembers of one set. */
export interface Memory {
  readonly book: RunBook
  readonly records: ReadonlyMap<string, CaseRecord>
}

/** Reads the runs of a set up to now: a run of a clock that was ahead tells nothing yet. */
export async function readMemory(ports: Ports, config: Config): Promise<Memory> {
  const book = await readBook(ports, config)
  return { book, records: caseRecords(book, await readCatches(ports, config, book)) }
}

/** The runs alone: git is asked for no ancestry. */
export async function readBook(ports: Ports, config: Config): Promise<RunBook> {
  const { runs, skipped } = await readHistory(ports)
  const strange = skippedFinding(skipped, skipped.length)
  if (strange) ports.warn(strange)
  const now = secondsOf(ports.clock.now())
  return makeRunBook(runs.filter((run) => run.set === config.set && run.at <= now))
}

export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000)
