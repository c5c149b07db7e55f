import type { ShownCase, ShownRun } from '../history/shown-run.ts'
import type { SetPin } from '../manifest/root.ts'
import type { ListedCase } from '../set/listed-case.ts'

/** A case of the set or its inbox, with what history knows of it; null where no recorded run asked it. */
export interface ReportedCase extends ListedCase {
  readonly history: ShownCase | null
}

/** The document of `report`: the set as the work tree has it, its history and the last run. */
export interface ReportDocument {
  readonly format: 'casebook-report/1'
  /** When it was made. */
  readonly at: string
  /** What is checked out; null where nothing was committed yet. */
  readonly commit: string | null
  readonly set: SetPin
  /** By tier and id, the inbox last. */
  readonly cases: readonly ReportedCase[]
  /** The latest recorded run of the set; null where history knows none. */
  readonly last_run: ShownRun | null
  /** The latest, newest first. */
  readonly runs: readonly ShownRun[]
  /** Runs that history holds of the set. */
  readonly total: number
}
