import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands.ts'
import { parseLine } from '../../cli/parse-line.ts'
import { type CommandLine, parsePlain } from '../../cli/parse-plain.ts'

/** What a command would be given under the names it declares, however the line was understood. */
const given = (line: CommandLine | null, names: readonly string[]): unknown =>
  line && {
    verb: line.command.usage,
    folder: line.folder,
    flags: Object.fromEntries(names.map((name) => [name, line.flags[name]])),
  }

const plain = (...argv: string[]): CommandLine | null => parsePlain(argv, COMMANDS)

describe('parsePlain', () => {
  it.each([
    ['manifest'],
    ['manifest', '--at', 'HEAD'],
    ['-C', '/tmp', 'manifest', '--index', '--json'],
    ['manifest', '--json', '-C', 'a b'],
    ['proof', 'reg-1', '--kind', 'note', '--at', 'v1'],
    ['check', '--base', 'origin/main', '--red-green'],
    ['run'],
    ['run', 'reg-1', 'reg-2', '--tier', 'full', '--shard', '1/2'],
    ['run', '--reporter', 'text,junit', '--output', 'junit.xml'],
    ['check', '--base', 'a', '--pull-request', 'pr.md'],
    ['hook', 'pre-push', 'origin', 'git@host:acme/shop'],
    ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'],
    ['verify', 'v1.4.0'],
  ])('understands %j %j %j %j', (...argv) => {
    const line = plain(...argv)
    expect(line).not.toBeNull()
    const names = Object.keys(line!.flags)
    expect(given(line, names)).toEqual(given(parseLine(argv, COMMANDS), names))
  })

  it.each([
    [[]],
    [['--help']],
    [['manifest', '--help']],
    [['manifest', '-h']],
    [['manifest', '--at=HEAD']],
    [['manifest', '--at']],
    [['manifest', '--at', '--json']],
    [['manifest', '--at', '']],
    [['manifest', '--at', '"HEAD"']],
    [['manifest', '--at', 'a', '--at', 'b']],
    [['manifest', '--json', 'false']],
    [['manifest', '--no-json']],
    [['manifest', '--bites']],
    [['manifest', 'extra']],
    [['manifest', '--', 'x']],
    [['manifest', '-Ctmp']],
    [['manifest', '-C']],
    [['manifst']],
    [['--bytes', 'manifest']],
    [['verify']],
    [['export']],
    [['run', '--tier', 'smok']],
    [['run', '--join', 'a.json', 'b.json']],
    [['check', '--base', 'a', '--pull-request']],
    [['hook', 'post-commit']],
    [['constructor']],
  ] as [string[]][])('leaves %j to yargs', (argv) => {
    expect(plain(...argv)).toBeNull()
  })

  it('never understands a line otherwise than yargs does', () => {
    const verbs = COMMANDS.map(({ usage }) => usage.split(' ')[0]!)
    const word = fc.constantFrom(
      ...[
        '--json',
        '--at',
        '--index',
        '--bytes',
        '--tier',
        '--base',
        '--red-green',
        '--kind',
        '-C',
        '--dry-run',
        '--sign',
      ],
      ...[
        'HEAD',
        'full',
        'note',
        'true',
        'false',
        '12',
        '0x1',
        'a.b',
        "it's",
        '"q"',
        '-',
        '',
        '--',
        '-x',
        'pre-push',
        'a=b',
        '--at=x',
      ],
    )
    const lines = fc.tuple(
      fc.array(word, { maxLength: 2 }),
      fc.constantFrom(...verbs),
      fc.array(word, { maxLength: 5 }),
    )
    fc.assert(
      fc.property(lines, ([before, verb, after]) => {
        const argv = [...before, verb, ...after]
        const line = plain(...argv)
        if (line === null) return
        const names = Object.keys(line.flags)
        expect(given(line, names)).toEqual(given(parseLine(argv, COMMANDS), names))
      }),
      { numRuns: 1500 },
    )
  })
})
