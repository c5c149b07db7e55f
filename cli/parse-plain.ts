import type { Argv } from 'yargs'
import type { Command } from './command.ts'

/** A command line that was understood: which command, what it is given, and the folder to work in. */
export interface CommandLine {
  readonly command: Command<never>
  readonly flags: Readonly<Record<string, unknown>>
  readonly folder: string | undefined
}

interface Spec {
  readonly type?: string
  readonly array?: boolean
  readonly default?: unknown
  readonly choices?: readonly string[]
  readonly demandOption?: boolean
}

interface Declared {
  readonly options: ReadonlyMap<string, Spec>
  readonly positionals: ReadonlyMap<string, Spec>
}

/** What of a declaration changes nothing here, or is understood. */
const KNOWN_KEYS = [
  'type',
  'array',
  'default',
  'defaultDescription',
  'choices',
  'demandOption',
  'describe',
  'requiresArg',
]

/** A word that yargs could take for anything but itself: an option, a quoted text, nothing. */
const ODD = /^(?:-|["']|$)/

/**
 * Understands the command lines that hooks, scripts and most people write, without yargs: loading it costs more than many a
 * command does. Whatever is not plain (`--at=x`, `--help`, a fault) is null, and yargs understands it or says what is wrong.
 */
export function parsePlain(argv: readonly string[], commands: readonly Command<never>[]): CommandLine | null {
  const verb = verbOf(argv)
  const command = commands.find(({ usage }) => usage.split(' ')[0] === verb)
  const declared = command ? declaredBy(command) : null
  if (!command || !declared) return null
  const sorted = sortWords(argv, declared.options)
  if (!sorted) return null
  const placed = place(sorted.words.slice(1), command, declared)
  if (!placed) return null
  const flags = { ...defaultsOf(declared), ...sorted.given, ...placed }
  return { command, flags: camelled(flags), folder: sorted.given['C'] as string | undefined }
}

interface Sorted {
  /** Options by name. */
  readonly given: Readonly<Record<string, unknown>>
  readonly words: readonly string[]
}

/** Tells options with their values from the other words; null where any is odd, unknown, out of place, repeated or missing. */
function sortWords(argv: readonly string[], options: Declared['options']): Sorted | null {
  const given: Record<string, unknown> = {}
  const words: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!
    const name = nameOf(word)
    if (name === null && ODD.test(word)) return null
    if (name === null) words.push(word)
    else {
      const spec = options.get(name)
      const isEarly = words.length === 0 && !GLOBAL.some(([one]) => one === name)
      if (!spec || spec.array || isEarly || name in given) return null
      const next = argv[at + 1]
      if (spec.type === 'boolean' ? /^(true|false)$/.test(next ?? '') : !isValue(next, spec)) return null
      given[name] = spec.type === 'boolean' || next
      if (spec.type !== 'boolean') at++
    }
  }
  return [...options].every(([name, spec]) => !spec.demandOption || name in given) ? { given, words } : null
}

/** `--name` and `-C`; null for any other word. */
const nameOf = (word: string): string | null => (word === '-C' ? 'C' : (/^--([a-z][a-z-]+)$/.exec(word)?.[1] ?? null))

const isValue = (word: string | undefined, { choices }: Spec): boolean =>
  word !== undefined && !ODD.test(word) && (choices === undefined || choices.includes(word))

/** The first word that is neither an option nor the folder of `-C`. */
const verbOf = (argv: readonly string[]): string | undefined =>
  argv.find((word, at) => !word.startsWith('-') && argv[at - 1] !== '-C')

const GLOBAL: readonly (readonly [string, Spec])[] = [
  ['json', { type: 'boolean', default: false }],
  ['C', { type: 'string' }],
]

/** Lets a command declare its flags to a stand-in of yargs; null where it declares more than is understood here. */
function declaredBy(command: Command<never>): Declared | null {
  const options = new Map<string, Spec>(GLOBAL)
  const positionals = new Map<string, Spec>()
  let isPlain = true
  const note =
    (into: Map<string, Spec>) =>
    (name: string, spec: Spec): unknown => {
      if (Object.keys(spec).some((key) => !KNOWN_KEYS.includes(key))) isPlain = false
      into.set(name, spec)
      return builder
    }
  const known: Readonly<Record<string, unknown>> = { option: note(options), positional: note(positionals) }
  const builder: unknown = new Proxy(known, {
    get: (_, method) => {
      if (typeof method === 'string' && method in known) return known[method]
      isPlain = false
      return () => builder
    },
  })
  command.flags(builder as Argv)
  return isPlain ? { options, positionals } : null
}

function defaultsOf({ options, positionals }: Declared): Record<string, unknown> {
  return Object.fromEntries([...options, ...positionals].map(([name, spec]) => [name, spec.default]))
}

/** Puts the words after the verb where the usage has them; null where they do not fit. */
function place(
  words: readonly string[],
  { usage }: Command<never>,
  { positionals }: Declared,
): Readonly<Record<string, unknown>> | null {
  const left = [...words]
  const placed: Record<string, unknown> = {}
  for (const slot of usage.split(' ').slice(1)) {
    const [, bracket, name = '', rest] = SLOT.exec(slot) ?? []
    const spec = positionals.get(name)
    const taken = left.splice(0, rest ? left.length : 1)
    if (!spec || !taken.every((word) => isValue(word, spec))) return null
    if (taken.length === 0 && (bracket === '<' || spec.demandOption)) return null
    if (taken.length > 0) placed[name] = rest ? taken : taken[0]
  }
  return left.length === 0 ? placed : null
}

/** `<id>`, `[trace]`, `[id..]`. */
const SLOT = /^([<[])([a-z]+)(\.\.)?[>\]]$/

/** As yargs does: `red-green` is `redGreen` too. */
function camelled(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => [
      [name, value],
      [camel(name), value],
    ]),
  )
}
