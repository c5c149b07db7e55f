import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldAttempts } from '../../../lib/verdict/fold.ts'
import type { AttemptVerdict, Verdict } from '../../../lib/verdict/types.ts'

describe('foldAttempts', () => {
  it.each([
    ['nothing was asked', [], 'missing'],
    ['all pass', ['pass', 'pass'], 'pass'],
    ['all relapsed', ['relapsed', 'relapsed'], 'relapsed'],
    ['all failed', ['failed'], 'failed'],
    ['red in two ways', ['relapsed', 'failed', 'relapsed'], 'failed'],
    ['passed once and relapsed', ['relapsed', 'pass'], 'flaky'],
    ['passed and failed', ['pass', 'failed', 'pass'], 'flaky'],
    ['passed, failed and could not tell', ['pass', 'failed', 'error'], 'flaky'],
    ['passed and could not tell', ['pass', 'error'], 'error'],
    ['relapsed and could not tell', ['relapsed', 'error'], 'error'],
    ['failed and could not tell', ['failed', 'error', 'failed'], 'error'],
    ['could never tell', ['error'], 'error'],
  ] as [string, AttemptVerdict[], Verdict][])('%s', (_, attempts, verdict) => {
    expect(foldAttempts(attempts)).toBe(verdict)
  })

  const attempt = fc.constantFrom<AttemptVerdict>('pass', 'relapsed', 'failed', 'error')

  it('passes only what passed every time', () => {
    fc.assert(
      fc.property(fc.array(attempt), (attempts) => {
        const isGreen = attempts.length > 0 && attempts.every((one) => one === 'pass')
        expect(foldAttempts(attempts) === 'pass').toBe(isGreen)
      }),
    )
  })

  it('does not depend on the order or on repetition', () => {
    fc.assert(
      fc.property(fc.array(attempt), (attempts) => {
        expect(foldAttempts([...attempts, ...attempts].reverse())).toBe(foldAttempts(attempts))
      }),
    )
  })
})
