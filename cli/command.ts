import type { Argv } from 'yargs'
import type { Shell } from './shell.ts'

/** What every command takes. */
export interface CommonFlags {
  readonly json: boolean
}

/** One verb of the command line: flags in, one flow, an answer out. */
export interface Command<Flags = object> {
  /** The verb and its positional arguments, as help shows them. */
  readonly usage: string
  readonly about: string
  readonly examples?: readonly (readonly [string, string])[]
  /** Left out of the list of commands: git calls it, not people. */
  readonly hidden?: boolean
  flags(y: Argv): Argv<Flags>
  /** Returns the exit code. */
  run(flags: Flags & CommonFlags, shell: Shell): Promise<number>
}

export const defineCommand = <Flags>(command: Command<Flags>): Command<Flags> => command
