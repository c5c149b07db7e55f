import { TIERS } from '../case/types.ts'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import type { TieredCase, TierPolicy } from '../tiering/tiered-case.ts'
import { findBase } from './find-base.ts'
import { formerSet } from './former-set.ts'
import type { LoadedCase, LoadedSet } from './load-set.ts'

export const policyOf = ({ tiers, smoke }: Config): TierPolicy => ({ ...tiers, smokeLimit: smoke.limit })

/** The cases of a set of the work tree as the planner of tiers looks at them. Requires that every one reads. */
export async function tieredCases(ports: Ports, set: LoadedSet): Promise<TieredCase[]> {
  const [dirty, free] = await Promise.all([
    ports.git.dirtyPaths([set.config.path]).then((paths) => new Set(paths)),
    freeToLeave(ports, set),
  ])
  return set.cases.map((loaded): TieredCase => {
    const one = loaded.one!
    return {
      id: one.id,
      tier: loaded.file.tier,
      captured: one.captured_at,
      isAdversarial: isAdversarial(loaded),
      mayLeaveGate: free(one.id),
      grader: looseGrader(set.config, loaded),
      obstacle: dirty.has(loaded.file.path) ? 'its file has changes that are not committed' : null,
    }
  })
}

export const isAdversarial = ({ one }: LoadedCase): boolean => one?.tags?.includes('adversarial') ?? false

/** A grader of the case that smoke does not take; null where there is none. */
function looseGrader({ graders }: Config, { one }: LoadedCase): string | null {
  const names = (one?.assert ?? []).filter(({ type }) => /^(not-)?grader$/.test(type)).map(({ value }) => String(value))
  return names.find((name) => !Object.hasOwn(graders, name) || !graders[name]!.deterministic) ?? null
}

/** Whether the law lets a case go to `extended` as it is, by the base that the change will be judged against. */
async function freeToLeave(ports: Ports, set: LoadedSet): Promise<(id: string) => boolean> {
  if (!set.cases.some((one) => isAdversarial(one) && one.file.tier !== TIERS[2])) return () => false
  const head = await ports.git.resolveCommit('HEAD')
  if (head === null) return () => true
  const base = await findBase(ports, set.config, head)
  const fork = (base === null ? null : await ports.git.mergeBase(base, head)) ?? head
  const former = await formerSet(ports, set.config, fork)
  const before = new Map(former?.cases.map((one) => [one.file.id, one]))
  return (id) => {
    const was = before.get(id)
    return was === undefined || was.file.tier === 'extended' || isAdversarial(was)
  }
}
