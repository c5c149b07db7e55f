import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeClock } from '../../../lib/adapters/clock.ts'

afterEach(() => void vi.useRealTimers())

describe('the clock', () => {
  it('stands still at SOURCE_DATE_EPOCH', () => {
    expect(makeClock({ SOURCE_DATE_EPOCH: '1795305600' }).now().toISOString()).toBe('2026-11-22T00:00:00.000Z')
  })

  it('refuses an epoch that is no number of seconds', () => {
    expect(() => makeClock({ SOURCE_DATE_EPOCH: 'yesterday' })).toThrow('SOURCE_DATE_EPOCH is "yesterday"')
  })

  it('does not fire at once where a configured duration is longer than a timer can hold', () => {
    vi.useFakeTimers()
    let fired = false
    makeClock({}).after(90 * 86_400_000, () => {
      fired = true
    })
    vi.advanceTimersByTime(1000)
    expect(fired).toBe(false)
  })
})
