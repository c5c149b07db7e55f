import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'

/** Tries before a ref is given up as held: some two seconds. */
const TRIES = 20

/**
 * Moves refs by what `plan` makes of them as they are; where another writer comes first, it is planned anew on what that one
 * left. `attempt` counts from 0.
 */
export async function moveRefs<Result>(
  { ownRefs }: Pick<Ports, 'ownRefs'>,
  refs: readonly string[],
  plan: (tips: readonly (string | null)[], attempt: number) => Promise<RefMove<Result>>,
): Promise<Result> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { write, result } = await plan(await ownRefs.tips(refs), attempt)
    if (write === null || (await write())) return result
    await ownRefs.pause(attempt)
  }
  throw unavailable(
    'history-busy',
    `"${refs[0]}" is held by another process: it could not be moved in ${TRIES} tries`,
    {
      hints: [`if nothing else is at work here: rm "$(git rev-parse --git-path ${refs[0]}.lock)"`],
    },
  )
}

export interface RefMove<Result> {
  /** Moves the refs, or is false where another writer came first; null where there is nothing to do. */
  readonly write: (() => Promise<boolean>) | null
  /** What to say of it once that is done. */
  readonly result: Result
}
