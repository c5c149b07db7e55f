import type { Finding } from '../problem.ts'
import { byId, type LawPlan, type LawSet } from './law-set.ts'

/** A best common ancestor of base and tip, and the tip's plan against it. */
export interface Crossing {
  readonly set: LawSet
  readonly plan: LawPlan
}

/**
 * Judges a tip that has several best common ancestors with its base (criss-cross merges): the problems that stand against
 * any of them. Where two of them touched one case since `fork`, which they all grew out of, the merges had to overrule one:
 * a problem against that one is no problem when another that touched the case, and the fork, explain the outcome.
 * Lists what the plan against the first lists. Requires one crossing at least.
 */
export function planCrossed(crossings: readonly Crossing[], fork: Crossing, tip: LawSet): LawPlan {
  const [first] = crossings
  const touched = crossings.map(({ set }) => touchedSince(fork.set, set))
  const isOverruled = (id: string, aspect: Aspect, by: number): boolean =>
    touched[by]!.has(id) &&
    isLawful(fork.plan, id, aspect) &&
    crossings.some(({ plan }, other) => other !== by && touched[other]!.has(id) && isLawful(plan, id, aspect))
  const problems = crossings.flatMap(({ plan }, by) =>
    plan.problems.filter(({ code, id = '' }) => {
      const aspect = ASPECTS.find((codes) => codes.includes(code))
      return aspect === undefined || !isOverruled(id, aspect, by)
    }),
  )
  const unexplained = crossings.flatMap(({ plan }, by) => plan.unexplained.filter((id) => !isOverruled(id, DEMAND, by)))
  return {
    ...first!.plan,
    notes: tip.notes.filter(({ id }) => crossings.every(({ plan }) => plan.notes.some((one) => one.id === id))),
    unexplained: [...new Set(unexplained)].sort(),
    problems: onceEach(problems).sort(byId),
    warnings: first!.plan.warnings.filter((one) => crossings.every(({ plan }) => plan.warnings.some(sameAs(one)))),
  }
}

/** Codes of findings that a merge can bring about, as git merges the bytes and the place of a file apart. */
type Aspect = readonly string[]
const DEMAND: Aspect = ['unexplained-retirement', 'unexplained-change']
const ASPECTS: readonly Aspect[] = [DEMAND, ['unexplained-move']]

const isLawful = ({ problems }: LawPlan, id: string, aspect: Aspect): boolean =>
  !problems.some((one) => one.id === id && aspect.includes(one.code))

/** Ids whose file differs between two sets, in place or bytes: a merge of both may take it as a whole from either. */
function touchedSince(fork: LawSet, set: LawSet): Set<string> {
  const [was, is] = [standings(fork), standings(set)]
  return new Set([...was.keys(), ...is.keys()].filter((id) => was.get(id) !== is.get(id)))
}

const standings = ({ cases }: LawSet): Map<string, string> =>
  new Map(cases.map(({ id, tier, content }) => [id, `${tier} ${content}`]))

const sameAs =
  (one: Finding) =>
  ({ code, id, message }: Finding): boolean =>
    code === one.code && id === one.id && message === one.message

/** The same finding against another ancestor tells nothing new. */
const onceEach = (findings: readonly Finding[]): Finding[] =>
  findings.filter((one, index) => findings.findIndex(sameAs(one)) === index)
