import { disposeScratch } from '../lib/adapters/files.ts'
import { killAllGroups } from '../lib/adapters/processes.ts'
import { endPrograms } from '../lib/adapters/run-program.ts'

/** Ends the process, the only place that does, and leaves no process and no temporary folder behind. */
export function leave(code: number): never {
  killAllGroups()
  endPrograms()
  disposeScratch()
  process.exit(code)
}
