import { factsOf } from './process-facts.ts'

/** Milliseconds between two looks. */
const PACE = 250
/** A hook manager stands between git and us: so many generations at most. */
const GENERATIONS = 8

/**
 * Calls `gone` once when the process that started us, or one above it up to git, is no more: a signal to git alone leaves its
 * hook running. Keeps nothing alive.
 */
export function watchParents(gone: () => void): void {
  const chain = chainUpToGit()
  const timer = setInterval(() => {
    if (stands(chain)) return
    clearInterval(timer)
    gone()
  }, PACE)
  timer.unref()
}

const stands = (chain: readonly number[]): boolean =>
  process.ppid === chain[0] && chain.slice(1).every((pid, index) => factsOf(chain[index]!)?.parent === pid)

/** Our parent, its parent, … up to git; only our parent where git is not among them or the system does not tell. */
function chainUpToGit(): number[] {
  const chain = [process.ppid]
  while (chain.length < GENERATIONS) {
    const facts = factsOf(chain.at(-1)!)
    if (facts?.name === 'git') return chain
    if (facts === null || facts.parent <= 1) break
    chain.push(facts.parent)
  }
  return chain.slice(0, 1)
}
