import type { RunDocument } from '../run/types.ts'
import { renderShare } from '../verdict/flake-bound.ts'

/** Renders what a soak counted: each case with its red answers, the worst first. */
export function soakLines({ asks, cases }: NonNullable<RunDocument['soak']>): string[] {
  const worstFirst = [...cases].sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0))
  return [
    `soak   each case asked ${asks} times at one state; between which shares the true one lies is 95 % sure`,
    ...worstFirst.map((one) => `  ${one.id}  ${sharesOf(one)}`),
  ]
}

const sharesOf = ({ passes, asks, rate, low, high }: NonNullable<RunDocument['soak']>['cases'][number]): string =>
  rate === null
    ? 'no answer'
    : `red in ${asks - passes} of ${asks} answers: ${renderShare(rate)}, between ${renderShare(low)} and ${renderShare(high)}`
