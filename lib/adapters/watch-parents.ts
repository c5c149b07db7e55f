import { factsOf } from './process-facts.ts'
import { readProcessTable } from './process-table.ts'

/** Milliseconds between two looks. */
const PACE = 250
/** A hook manager stands between git and us, a shell always does: so many generations at most. */
const GENERATIONS = 8

/**
 * Calls `gone` once when the process that started us, or one above it up to git, is no more: a signal to git alone leaves its
 * hook running. Keeps nothing alive.
 */
export function watchParents(gone: () => void): void {
  let chain = chainUpToGit(factsOf)
  if (factsOf(process.ppid) === null)
    void readProcessTable().then((table) => {
      chain = chainUpToGit((pid) => table.get(pid) ?? null)
    })
  const timer = setInterval(() => {
    if (stands(chain)) return
    clearInterval(timer)
    gone()
  }, PACE)
  timer.unref()
}

const stands = (chain: readonly number[]): boolean =>
  process.ppid === chain[0] && chain.slice(1).every((pid, index) => isParent(pid, chain[index]!))

function isParent(pid: number, child: number): boolean {
  const facts = factsOf(child)
  return facts === null ? isAlive(child) && isAlive(pid) : facts.parent === pid
}

/** What belongs to somebody else is alive as well. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

type Look = (pid: number) => { readonly name: string; readonly parent: number } | null

/** Our parent, its parent, … up to git; only our parent where git is not among them or the system does not tell. */
export function chainUpToGit(look: Look): number[] {
  const chain = [process.ppid]
  while (chain.length < GENERATIONS) {
    const facts = look(chain.at(-1)!)
    if (facts?.name === 'git') return chain
    if (facts === null || facts.parent <= 1) break
    chain.push(facts.parent)
  }
  return chain.slice(0, 1)
}
