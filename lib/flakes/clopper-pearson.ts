import { betaQuantile } from './beta.ts'

/** Between which shares the true one lies, at the confidence that all of casebook uses: 95 %. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** What either side of an interval leaves out. */
export const TAIL = 0.025

/**
 * The exact (Clopper-Pearson) interval for a chance of which `reds` of `asks` tries came true: whatever the chance is, it
 * holds it at least 95 times in 100. Nothing asked leaves all open.
 */
export const clopperPearson = (reds: number, asks: number): Interval => ({
  low: reds === 0 ? 0 : betaQuantile(TAIL, reds, asks - reds + 1),
  high: reds === asks ? 1 : betaQuantile(1 - TAIL, reds + 1, asks - reds),
})
