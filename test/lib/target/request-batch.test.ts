import { describe, expect, it } from 'vitest'
import { RequestBatch } from '../../../lib/target/request-batch.ts'

interface Scene {
  readonly batch: RequestBatch
  readonly written: string[]
  /** Lets the millisecond pass. */
  pass(): void
}

function scene(): Scene {
  const written: string[] = []
  let due: (() => void) | null = null
  const clock = {
    now: () => new Date(0),
    ticks: () => 0,
    after: (_ms: number, call: () => void) => {
      due = call
      return { cancel: () => (due = null) }
    },
  }
  return { batch: new RequestBatch((text) => written.push(text), clock), written, pass: () => due?.() }
}

describe('requests to one worker', () => {
  it('go out at once to a worker with nothing in hand', () => {
    const { batch, written } = scene()
    batch.add('a')
    expect(written).toEqual(['a'])
  })

  it('wait while the worker has more in hand than waits for it', () => {
    const { batch, written } = scene()
    for (const line of ['a', 'b', 'c', 'd']) batch.add(line)
    expect(written.join('')).toBe('abcd')
    batch.answered()
    batch.add('e')
    expect(written.join('')).toBe('abcd')
    batch.answered()
    batch.add('f')
    expect(written.at(-1)).toBe('ef')
  })

  it('wait a millisecond at most', () => {
    const { batch, written, pass } = scene()
    for (const line of ['a', 'b', 'c', 'd']) batch.add(line)
    batch.answered()
    batch.add('e')
    pass()
    expect(written.at(-1)).toBe('e')
  })

  it('never wait where one is in flight at a time', () => {
    const { batch, written } = scene()
    for (const line of ['a', 'b', 'c']) {
      batch.add(line)
      batch.answered()
    }
    expect(written).toEqual(['a', 'b', 'c'])
  })
})
