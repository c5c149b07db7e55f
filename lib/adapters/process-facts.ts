import { readFileSync } from 'node:fs'

interface ProcessFacts {
  readonly name: string
  readonly parent: number
  /** When it started, in the kernel's ticks. */
  readonly start: number
}

/** What the kernel says of a process; null where there is none, or where the system does not tell (it has no `/proc`). */
export function factsOf(pid: number): ProcessFacts | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const end = text.lastIndexOf(')')
    const fields = text.slice(end + 2).split(' ')
    return { name: text.slice(text.indexOf('(') + 1, end), parent: Number(fields[1]), start: Number(fields[19]) }
  } catch {
    return null
  }
}
