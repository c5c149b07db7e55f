import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'

interface Budget {
  note(id: string, ms: number): void
  race<T>(work: Promise<T>): Promise<T>
}

/** Gives a run up that takes longer than it may, with the slowest cases named; null is no limit. */
export function makeBudget(ports: Ports, budgetMs: number | null): Budget {
  const spent = new Map<string, number>()
  const tooLong = (): Error => {
    const slowest = [...spent].sort((a, b) => b[1] - a[1]).slice(0, 3)
    const names = slowest.map(([id, ms]) => `${id} (${(ms / 1000).toFixed(1)} s)`).join(', ')
    return unavailable(
      'over-budget',
      `the smoke tier took longer than its budget of ${budgetMs! / 1000} s; ${spent.size} cases were done`,
      {
        hints: [...(names ? [`slowest: ${names}`] : []), 'casebook retier, or raise smoke.budget in casebook.yaml'],
      },
    )
  }
  return {
    note: (id, ms) => void spent.set(id, ms),
    async race(work) {
      if (budgetMs === null) return work
      let cancel = (): void => {}
      const timeout = new Promise<never>((_, reject) => {
        cancel = ports.clock.after(budgetMs, () => reject(tooLong())).cancel
      })
      return Promise.race([work, timeout]).finally(() => cancel())
    },
  }
}
