import type { Clock } from '../ports.ts'
import { invalid } from '../problem.ts'

/** What a timer of Node can hold, about 25 days; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The clock; `SOURCE_DATE_EPOCH` (seconds) stands still where it is set. Durations are always real. */
export function makeClock(environment: Readonly<Record<string, string | undefined>>): Clock {
  const epoch = environment['SOURCE_DATE_EPOCH']
  if (epoch !== undefined && epoch !== '' && !/^\d{1,11}$/.test(epoch))
    throw invalid('bad-epoch', `SOURCE_DATE_EPOCH is "${epoch}"`, {
      hints: ['give it as seconds since 1970, or unset it'],
    })
  return {
    now: () => (epoch ? new Date(Number(epoch) * 1000) : new Date()),
    ticks: () => performance.now(),
    after: (ms, call) => {
      const timer = setTimeout(call, Math.min(ms, LONGEST_TIMER))
      return { cancel: () => clearTimeout(timer) }
    },
  }
}
