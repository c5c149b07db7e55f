import { disposeScratch } from '../lib/adapters/files.ts'
import { killAllGroups } from '../lib/adapters/processes.ts'

/** Ends the process, the only place that does, and leaves no process and no temporary folder behind. */
export function leave(code: number): never {
  killAllGroups()
  disposeScratch()
  process.exit(code)
}
