import type { Command } from './command.ts'
import { check } from './commands/check.ts'
import { fmt } from './commands/fmt.ts'
import { list } from './commands/list.ts'
import { manifest } from './commands/manifest.ts'
import { run } from './commands/run.ts'
import { show } from './commands/show.ts'

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Command<never>[] = [run, check, list, show, fmt, manifest] as unknown as Command<never>[]
