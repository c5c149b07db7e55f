import { resolve } from 'node:path'
import { COMMANDS } from './commands.ts'
import { EXIT } from './exit.ts'
import { parsePlain } from './parse-plain.ts'
import { runToExit } from './run-to-exit.ts'
import { makeShell } from './shell.ts'
import { VERSION } from './version.ts'

runToExit(() => dispatch(process.argv.slice(2)))

/** Runs one command line and returns its exit code. */
async function dispatch(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${VERSION}\n`)
    return EXIT.yes
  }
  const line = parsePlain(argv, COMMANDS) ?? (await import('./parse-line.ts')).parseLine(argv, COMMANDS)
  if (line === null) return EXIT.yes
  return line.command.run(line.flags as never, makeShell(resolve(line.folder ?? '.'), process.env))
}
