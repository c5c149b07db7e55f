import { resolve } from 'node:path'
import yargs, { type Argv } from 'yargs'
import { disposeScratch } from '../lib/adapters/files.ts'
import { killAllGroups } from '../lib/adapters/processes.ts'
import { invalid, Problem } from '../lib/problem.ts'
import { makePaint } from '../lib/report/paint.ts'
import type { Command, CommonFlags } from './command.ts'
import { COMMANDS } from './commands.ts'
import { EXIT, exitOfProblem } from './exit.ts'
import { renderBug, renderProblem } from './print-problem.ts'
import { makeShell } from './shell.ts'
import { VERSION } from './version.ts'

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** Leaves no process and no temporary folder behind, however it ends. */
function leave(code: number): never {
  killAllGroups()
  disposeScratch()
  process.exit(code)
}

for (const [signal, number] of Object.entries(SIGNALS)) process.on(signal, () => leave(128 + number))
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => leave(error.code === 'EPIPE' ? EXIT.yes : EXIT.bug))

main(process.argv.slice(2)).then(async (code) => {
  await flushed()
  leave(code)
})

/** Runs one command line and returns its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv)
  } catch (error) {
    const paint = makePaint(Boolean(process.stderr.isTTY) && !process.env['NO_COLOR'])
    const debug = Boolean(process.env['CASEBOOK_DEBUG'])
    if (!(error instanceof Problem)) {
      process.stderr.write(renderBug(error, paint, debug))
      return EXIT.bug
    }
    process.stderr.write(renderProblem(error, paint))
    if (debug) process.stderr.write(`${error.stack}\n`)
    return exitOfProblem(error)
  }
}

async function dispatch(argv: readonly string[]): Promise<number> {
  const parser = yargs([...argv])
    .scriptName('casebook')
    .usage('$0 <command>\n\nKeeps the regression set of an AI product in its git repository.')
    .option('json', { type: 'boolean', default: false, global: true, describe: 'One JSON document on standard output' })
    .option('C', { type: 'string', global: true, requiresArg: true, describe: 'Work in this folder' })
    .version(VERSION)
    .help()
    .alias('h', 'help')
    .strict()
    .recommendCommands()
    .demandCommand(1, 'no command given')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'boolean-negation': false,
      'parse-positional-numbers': false,
      'parse-numbers': false,
    })
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof Error && !message ? error : usageProblem(message ?? String(error), argv)
    })
  skipHelpCache(parser)
  let start: (() => Promise<number>) | null = null
  for (const command of COMMANDS) register(parser, command, (chosen) => (start = chosen))
  parser.parse()
  return start === null ? EXIT.yes : (start as () => Promise<number>)()
}

/** yargs renders the whole help after every command, for a `fail` that comes later; ours never shows it (20 ms). */
function skipHelpCache(parser: Argv): void {
  type Internals = { getInternalMethods?(): { getUsageInstance(): { cacheHelpMessage(): void } } }
  const usage = (parser as unknown as Internals).getInternalMethods?.().getUsageInstance()
  if (usage) usage.cacheHelpMessage = () => {}
}

/** The handler only notes what to start: the command itself runs once the arguments are known to be right. */
function register(parser: Argv, command: Command<never>, choose: (start: () => Promise<number>) => void): void {
  parser.command(
    command.usage,
    (command.hidden ? false : command.about) as string,
    (y) =>
      command.flags(
        (command.examples ?? []).reduce(
          (each, [line, about]) => each.example(line.includes('casebook ') ? line : `$0 ${line}`, about),
          y,
        ),
      ),
    (flags) => {
      refuseRepeated(parser, flags)
      const cwd = resolve((flags['C'] as string | undefined) ?? '.')
      choose(() => command.run(flags as never as CommonFlags & never, makeShell(cwd, process.env)))
    },
  )
}

/** An option given twice would arrive as a list where one value is expected. */
function refuseRepeated(parser: Argv, flags: Readonly<Record<string, unknown>>): void {
  const { array } = (parser as unknown as { getOptions(): { array: readonly string[] } }).getOptions()
  const twice = Object.keys(flags).find((name) => name !== '_' && Array.isArray(flags[name]) && !array.includes(name))
  if (twice !== undefined)
    throw invalid('usage', `--${twice} is given more than once`, { hints: [`give one --${twice}`] })
}

function usageProblem(message: string, argv: readonly string[]): Problem {
  const verb = argv.find((word) => !word.startsWith('-')) ?? ''
  const meant = /^Did you mean (\S+)\?$/.exec(message.trim())
  if (meant)
    return invalid('usage', `there is no command "${verb}"`, { hints: [`casebook ${meant[1]}, or: casebook --help`] })
  const known = COMMANDS.some((command) => command.usage.split(' ')[0] === verb)
  const text = message.trim().replace(/:?\s*\n\s*/g, ': ')
  return invalid('usage', text.charAt(0).toLowerCase() + text.slice(1), {
    hints: [known ? `casebook ${verb} --help` : 'casebook --help'],
  })
}

/** Pipes take what they can hold: the rest must be out before the process ends. */
async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()))
}
