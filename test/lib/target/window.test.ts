import { describe, expect, it } from 'vitest'
import { Window } from '../../../lib/target/window.ts'

const sizeAfter = (window: Window, gaps: readonly number[]): number => {
  for (const gap of gaps) window.answered(gap)
  return window.size
}
const times = (count: number, gap: number): number[] => Array.from({ length: count }, () => gap)

describe('questions in flight', () => {
  it('are as many as was said, however quick the worker', () => {
    expect(sizeAfter(new Window(2), times(1000, 0))).toBe(2)
  })

  it('are four where nobody said', () => {
    expect(new Window(null).size).toBe(4)
  })

  it('become more for a worker that answers at once, up to 64', () => {
    expect(sizeAfter(new Window(null), times(5, 1))).toBe(8)
    expect(sizeAfter(new Window(null), times(1000, 1))).toBe(64)
  })

  it('stay few where the answers to one window come together and the next takes its time', () => {
    const bunch = [400, 0, 0, 0]
    expect(sizeAfter(new Window(null), Array.from({ length: 50 }, () => bunch).flat())).toBe(4)
  })

  it('are few again once the worker takes its time', () => {
    expect(sizeAfter(new Window(null), [...times(1000, 1), 60])).toBe(4)
  })
})
