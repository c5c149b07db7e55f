import type { Finding } from '../problem.ts'

/** What several bases or sets say alike is told once. */
export function uniqueFindings(all: readonly (readonly Finding[])[]): Finding[] {
  return [...new Map(all.flat().map((one) => [`${one.code} ${one.message} ${one.path}`, one])).values()]
}
