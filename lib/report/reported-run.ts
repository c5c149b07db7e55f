import type { CaseResult, RunDocument } from '../run/types.ts'

/** A run with what a report says beside it. */
export interface ReportedRun {
  readonly run: RunDocument
  /** The set's folder from the top of the repository. */
  readonly setPath: string
  /** When it was run. */
  readonly at: Date
}

/** The case's file from the top of the repository. */
export const casePath = ({ setPath }: ReportedRun, { id, tier }: CaseResult): string => `${setPath}/${tier}/${id}.yaml`

/** Those that did not pass, in order. */
export const failuresOf = ({ run }: ReportedRun): CaseResult[] =>
  run.results.filter(({ verdict }) => verdict !== 'pass')
