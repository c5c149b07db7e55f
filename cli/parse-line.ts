import yargs, { type Argv } from 'yargs'
import { invalid, type Problem } from '../lib/problem.ts'
import type { Command } from './command.ts'
import type { CommandLine } from './parse-plain.ts'
import { VERSION } from './version.ts'

/** Understands any command line by yargs. Null where it was answered already: help, version. Wrong usage is a `Problem`. */
export function parseLine(argv: readonly string[], commands: readonly Command<never>[]): CommandLine | null {
  if (argv[0] === '--') return parseLine(argv.slice(1), commands)
  const { masked, unmask } = maskWords(argv)
  const parser = yargs(masked)
    .scriptName('casebook')
    .usage('$0 <command>\n\nKeeps the regression set of an AI product in its git repository.')
    .option('json', { type: 'boolean', default: false, global: true, describe: 'One JSON document on standard output' })
    .option(END, { type: 'boolean', global: true, hidden: true })
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
      throw error instanceof Error && !message ? error : usageProblem(unmask(message ?? String(error)), argv, commands)
    })
  skipHelpCache(parser)
  let chosen: CommandLine | null = null
  for (const command of commands)
    register(parser, command, (line) => (chosen = { ...line, flags: unmaskAll(line.flags, unmask) }))
  parser.parse()
  return chosen
}

/** Stands for `--`: takes no value, and ends one that takes several. */
const END = 'end-of-options'
type Unmask = (text: string) => string

/**
 * yargs gives no command what stands after `--`, and drops it without a word. So that an id or a path may begin with a dash,
 * those words are words that nothing can be taken for: no argument of a process holds a NUL.
 */
function maskWords(argv: readonly string[]): { masked: string[]; unmask: Unmask } {
  const end = argv.indexOf('--')
  if (end === -1) return { masked: [...argv], unmask: (text) => text }
  const words = argv.slice(end + 1)
  const masks = words.map((_, index) => `\0${index}\0`)
  return {
    masked: [...argv.slice(0, end), `--${END}`, ...masks],
    unmask: (text) => text.replace(/\0(\d+)\0/g, (_, index: string) => words[Number(index)]!),
  }
}

const unmaskAll = (flags: CommandLine['flags'], unmask: Unmask): CommandLine['flags'] =>
  Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, unmaskValue(value, unmask)]))

function unmaskValue(value: unknown, unmask: Unmask): unknown {
  if (Array.isArray(value)) return value.map((one) => unmaskValue(one, unmask))
  return typeof value === 'string' ? unmask(value) : value
}

/** yargs renders the whole help after every command, for a `fail` that comes later; ours never shows it (20 ms). */
function skipHelpCache(parser: Argv): void {
  type Internals = { getInternalMethods?(): { getUsageInstance(): { cacheHelpMessage(): void } } }
  const usage = (parser as unknown as Internals).getInternalMethods?.().getUsageInstance()
  if (usage) usage.cacheHelpMessage = () => {}
}

/** The handler only notes what to start: the command itself runs once the arguments are known to be right. */
function register(parser: Argv, command: Command<never>, choose: (line: CommandLine) => void): void {
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
      choose({ command, flags, folder: flags['C'] as string | undefined })
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

function usageProblem(message: string, argv: readonly string[], commands: readonly Command<never>[]): Problem {
  const verb = argv.find((word) => !word.startsWith('-')) ?? ''
  const meant = /^Did you mean (\S+)\?$/.exec(message.trim())
  if (meant)
    return invalid('usage', `there is no command "${verb}"`, { hints: [`casebook ${meant[1]}, or: casebook --help`] })
  const known = commands.some((command) => command.usage.split(' ')[0] === verb)
  const text = message.trim().replace(/:?\s*\n\s*/g, ': ')
  return invalid('usage', text.charAt(0).toLowerCase() + text.slice(1), {
    hints: [known ? `casebook ${verb} --help` : 'casebook --help'],
  })
}
