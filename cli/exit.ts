import type { Problem } from '../lib/problem.ts'

/** Exit codes (PRODUCT.md section 6): 0 yes, 1 no, 2 wrong input, 3 could not tell, 70 a bug in casebook. */
export const EXIT = { yes: 0, no: 1, wrong: 2, unknown: 3, bug: 70 } as const

/** The one map from a problem to an exit code. */
export const exitOfProblem = (problem: Problem): number => (problem.kind === 'invalid' ? EXIT.wrong : EXIT.unknown)
