import type { Config } from '../config/types.ts'
import type { EventKind } from '../history/event.ts'
import { eventOfRun, isRecordable, placeOf } from '../history/event-of-run.ts'
import { isRed } from '../history/verdict-of.ts'
import type { Ports } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RunDocument } from '../run/types.ts'
import { appendEvents } from './append-events.ts'
import { findBase } from './find-base.ts'

/**
 * Leaves an event of each complete run of a clean commit in this clone's history, all at once; of any other run, none. Never
 * fails: that a run could not be kept is a warning, and no verdict hangs on it. `inPlace` is true where the work tree answered.
 */
export async function recordRuns(
  ports: Ports,
  config: Config,
  kind: EventKind,
  runs: readonly RunDocument[],
  { inPlace = false }: { readonly inPlace?: boolean } = {},
): Promise<void> {
  const recordable = runs.filter(isRecordable)
  if (recordable.length === 0) return
  await recordQuietly(ports, async () => {
    const events = recordable.map(async (run) =>
      eventOfRun(run, {
        kind,
        base: run.results.some((one) => isRed(one.verdict)) ? await forkOf(ports, config, run.commit) : null,
        past: !inPlace && isToday(kind) && (await liesBehind(ports, run.commit)),
        at: ports.clock.now(),
        place: placeOf(ports.env['CI']),
        serial: ports.ownRefs.serial(),
        casebook: ports.version,
      }),
    )
    await appendEvents(ports, await Promise.all(events))
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

/** An admission and a bisection say so by their kind. */
const isToday = (kind: EventKind): boolean => kind === 'run' || kind === 'release'

/** True of a commit that what is checked out here descends from. */
async function liesBehind({ git }: Ports, commit: string): Promise<boolean> {
  const head = await git.resolveCommit('HEAD').catch(() => null)
  return head !== null && head !== commit && (await git.isAncestor(commit, head).catch(() => false))
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
