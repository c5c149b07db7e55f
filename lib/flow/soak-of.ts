import { clopperPearson } from '../flakes/clopper-pearson.ts'
import type { CaseResult, RunDocument, SoakedCase } from '../run/types.ts'

/** Counts the answers of a soak, case by case. What could not be told is no answer. */
export const soakOf = (asks: number, results: readonly CaseResult[]): NonNullable<RunDocument['soak']> => ({
  asks,
  cases: results.map(soakedCase),
})

function soakedCase({ id, attempts }: CaseResult): SoakedCase {
  const asks = attempts.filter((one) => one.verdict !== 'error').length
  const passes = attempts.filter((one) => one.verdict === 'pass').length
  const reds = asks - passes
  return { id, passes, asks, rate: asks === 0 ? null : reds / asks, ...clopperPearson(reds, asks) }
}
