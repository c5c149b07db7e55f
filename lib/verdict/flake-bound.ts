/** How sure a number of passes makes one, at the confidence that all of casebook uses. */
export const CONFIDENCE = 0.95

/**
 * The highest flake rate (chance of a red answer, 0 to 1) that `passes` passes of as many still allow at 95 %:
 * the exact one-sided bound 1 − 0.05^(1/n), for n = 5 that is 45 %.
 */
export const flakeRateBound = (passes: number): number => (passes <= 0 ? 1 : 1 - (1 - CONFIDENCE) ** (1 / passes))

/** The chance that at least one of `cases` cases, each with this flake rate, is falsely red in one run. */
export const falseRedChance = (rate: number, cases: number): number => 1 - (1 - rate) ** cases

/** Passes of as many that are needed to push the bound to `rate` or below. */
export const passesFor = (rate: number): number => Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(1 - rate))

/** A share as a person reads it: `45 %`, `0.6 %`. */
export const renderShare = (share: number): string =>
  `${share >= 0.1 || share === 0 ? Math.round(share * 100) : (share * 100).toPrecision(2)} %`
