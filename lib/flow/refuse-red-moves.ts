import type { Config } from '../config/types.ts'
import { redOf } from '../history/case-records.ts'
import { standings } from '../history/standing.ts'
import { smokeToFull, smokeToFullRed } from '../law/law-finding.ts'
import type { LawPlan } from '../law/plan.ts'
import type { Ports } from '../ports.ts'
import { Problem } from '../problem.ts'
import { redReason } from '../tiering/reasons.ts'
import { readBook } from './read-memory.ts'

/**
 * Refuses moves from smoke to full of cases whose last recorded verdict is red (PRODUCT.md section 2). History is memory, never
 * evidence: it can add this refusal to a plan and take nothing from one, so that a forged green leaves the warning that a clone
 * without any history gives. It is read only where a case moved like that.
 */
export async function refuseRedMoves(ports: Ports, config: Config, plan: LawPlan): Promise<LawPlan> {
  const left = plan.moved.filter(({ from, to }) => from === 'smoke' && to === 'full').map(({ id }) => id)
  if (left.length === 0) return plan
  const standing = await standingsIfAny(ports, config)
  const refused = left.flatMap((id) => {
    const one = standing.get(id)
    const red = one ? redOf(one) : null
    return red ? [smokeToFullRed(id, redReason(red))] : []
  })
  const ids = new Set(refused.map(({ id }) => id))
  const isReplaced = ({ code, id }: { code: string; id?: string | undefined }): boolean =>
    code === smokeToFull('').code && ids.has(id)
  return {
    ...plan,
    problems: [...plan.problems, ...refused],
    warnings: plan.warnings.filter((one) => !isReplaced(one)),
  }
}

/** A history that can't be read is none: it is no reason to stop anybody. */
const standingsIfAny = (ports: Ports, config: Config): Promise<ReturnType<typeof standings>> =>
  readBook(ports, config).then(standings, (error: unknown) => {
    if (error instanceof Problem) return new Map()
    throw error
  })
