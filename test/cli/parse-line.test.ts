import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands.ts'
import { parseLine } from '../../cli/parse-line.ts'
import { Problem } from '../../lib/problem.ts'

function messageOf(...argv: string[]): string {
  try {
    parseLine(argv, COMMANDS)
  } catch (error) {
    if (error instanceof Problem) return [error.message, ...error.hints].join('\n')
    throw error
  }
  return 'understood'
}

describe('what stands after -- in a command line', () => {
  it.each<[argv: string[], flags: Record<string, unknown>]>([
    [['show', '--', '-weird'], { id: '-weird' }],
    [['show', '--json', '--', '--help'], { id: '--help', json: true }],
    [['show', '--at=v1', '--', 'reg-1'], { id: 'reg-1', at: 'v1' }],
    [['run', '--', '-a', 'b', '--'], { id: ['-a', 'b', '--'] }],
    [['run', 'a', '--', '-b'], { id: ['a', '-b'] }],
    [['run', '--join', '1.json', '--', 'a'], { join: ['1.json'], id: ['a'] }],
    [['capture', '--title', 't', '--', ''], { trace: '', title: 't' }],
    [['fmt', '--'], { path: [] }],
    [['--', 'show', 'a'], { id: 'a' }],
  ])('%j are words and nothing else', (argv, flags) => {
    expect(parseLine(argv, COMMANDS)?.flags).toMatchObject(flags)
  })

  it.each([
    [['show', '--'], 'not enough non-option arguments: got 0, need at least 1\ncasebook show --help'],
    [['show', '--', 'a', '-b'], 'unknown argument: -b\ncasebook show --help'],
    [['list', '--', '--json'], 'unknown argument: --json\ncasebook list --help'],
    [['run', '--output', '--', 'a'], 'not enough arguments following: output\ncasebook run --help'],
  ])('%j is refused where it has no place', (argv, message) => {
    expect(messageOf(...argv)).toBe(message)
  })
})
