import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ErrorTail } from '../../../lib/target/error-tail.ts'

const EXIT = { code: 1, signal: null, startError: null }

function epitaphOf(stderr: string): { epitaph: string; relayed: string[] } {
  const relayed: string[] = []
  const tail = new ErrorTail((line) => relayed.push(line))
  tail.push(Buffer.from(stderr))
  tail.end()
  return { epitaph: tail.epitaph(EXIT), relayed }
}

describe('the last words of a process', () => {
  it.each([
    [
      'an error of Python',
      'Traceback (most recent call last):\n  File "a.py", line 1\nImportError: no x\n',
      'ImportError: no x',
    ],
    ['plain words', 'starting\nno such module\n\n', 'no such module'],
    ['nothing but indented words', '  fatal: it broke\n', 'fatal: it broke'],
    ['a word of several lines', 'usage: x\n  --a\n', 'usage: x'],
  ])('are those of %s', (_, stderr, words) => {
    expect(epitaphOf(stderr).epitaph).toBe(`the process exited with code 1: ${words}`)
  })

  it.each([
    ["throw new TypeError('of no use')", 'TypeError: of no use'],
    ["require('./not-there.js')", "Error: Cannot find module './not-there.js'"],
    ["Promise.reject(Object.assign(new Error('late'), { code: 'E', more: { a: [1] } }))", 'Error: late'],
  ])('are the message where node ends by %s', (script, words) => {
    const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
    expect(stderr).toMatch(/\nNode\.js v\d.*\n$/)
    const { epitaph, relayed } = epitaphOf(stderr)
    expect(epitaph).toBe(`the process exited with code 1: ${words}`)
    expect(relayed.join('\n')).toContain('Node.js v')
  })

  it('are none where it said nothing', () => {
    expect(epitaphOf('').epitaph).toBe('the process exited with code 1')
  })
})
