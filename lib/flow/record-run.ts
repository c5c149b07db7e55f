import type { Config } from '../config/types.ts'
import type { EventKind } from '../history/event.ts'
import { eventOfRun, isRecordable, placeOf } from '../history/event-of-run.ts'
import { isRed } from '../history/verdict-of.ts'
import type { Ports } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RunDocument } from '../run/types.ts'
import { appendEvent } from './append-event.ts'
import { findBase } from './find-base.ts'

/**
 * Leaves an event of a complete run of a clean commit in this clone's history; of any other run, none. Never fails: that a run
 * could not be kept is a warning, and no verdict hangs on it.
 */
export async function recordRun(ports: Ports, config: Config, kind: EventKind, run: RunDocument): Promise<void> {
  if (!isRecordable(run)) return
  await recordQuietly(ports, async () => {
    const base = run.results.some((one) => isRed(one.verdict)) ? await forkOf(ports, config, run.commit) : null
    const event = eventOfRun(run, {
      kind,
      base,
      at: ports.clock.now(),
      place: placeOf(ports.env['CI']),
      serial: ports.ownRefs.serial(),
      casebook: ports.version,
    })
    await appendEvent(ports, event)
  })
}

/** Does what keeps a run in the history; its failure is said and changes nothing else. */
export async function recordQuietly(ports: Pick<Ports, 'warn'>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    warnUnrecorded(ports, error)
  }
}

/** Where a commit left the base branch; null where that is not known here. */
async function forkOf(ports: Ports, config: Config, commit: string): Promise<string | null> {
  const base = await findBase(ports, config, commit).catch(() => null)
  return base === null ? null : ports.git.mergeBase(base, commit).catch(() => null)
}

function warnUnrecorded(ports: Pick<Ports, 'warn'>, error: unknown): void {
  const hint = error instanceof Problem ? error.hints[0] : undefined
  ports.warn({
    code: 'not-recorded',
    message: `this run is not in the history: ${error instanceof Error ? error.message : String(error)}`,
    hint: hint ?? 'nothing else depends on it',
  })
}
