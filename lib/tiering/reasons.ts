import type { CaseRecord, TieredCase, TierPolicy } from './tiered-case.ts'

/** `caught 4f2a91c on 2026-09-30` */
export const caughtReason = ({ commit, at }: NonNullable<CaseRecord['lastCatch']>): string =>
  `caught ${commit.slice(0, 7)} on ${dayOf(at)}`

export const greenReason = ({ first, runs }: NonNullable<CaseRecord['green']>): string =>
  `green since ${dayOf(first)}, in ${runs} ${runs === 1 ? 'run' : 'runs'}`

export const redReason = (red: NonNullable<CaseRecord['red']>): string => `its last recorded verdict is ${redText(red)}`

const redText = ({ verdict, commit, at }: NonNullable<CaseRecord['red']>): string =>
  `${verdict}, at ${commit.slice(0, 7)} on ${dayOf(at)}`

export const graderReason = (grader: string): string => `its grader "${grader}" is not deterministic`

/** Says why a case is in the smoke tier. */
export function whySmoke(one: Pick<TieredCase, 'id' | 'captured'>, record: CaseRecord, policy: TierPolicy): string {
  if (policy.pin.smoke.includes(one.id)) return 'pinned in casebook.yaml'
  const said = [
    ...(record.lastCatch ? [caughtReason(record.lastCatch)] : []),
    ...(record.red ? [redText(record.red)] : []),
    ...(record.green ? [greenReason(record.green)] : []),
  ]
  return said.length > 0 ? said.join('; ') : `captured on ${one.captured}; no recorded run asked it`
}

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)
