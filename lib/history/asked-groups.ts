import type { RecordedRun } from './event.ts'

/** Runs that asked the same cases. */
export interface AskedGroup {
  readonly asked: ReadonlySet<string>
  /** Places in the list of runs, in order. */
  readonly indexes: number[]
}

/** The groups of runs that asked a case, by case. A case is looked for once a group and not once a run. */
export function groupsByCase(runs: readonly RecordedRun[]): Map<string, AskedGroup[]> {
  const byCase = new Map<string, AskedGroup[]>()
  for (const group of groupByAsked(runs))
    for (const id of group.asked) {
      const there = byCase.get(id)
      if (there) there.push(group)
      else byCase.set(id, [group])
    }
  return byCase
}

/** Runs share the list of what they asked. */
function groupByAsked(runs: readonly RecordedRun[]): AskedGroup[] {
  const groups = new Map<ReadonlySet<string>, AskedGroup>()
  runs.forEach((run, index) => {
    const group = groups.get(run.asked)
    if (group) group.indexes.push(index)
    else groups.set(run.asked, { asked: run.asked, indexes: [index] })
  })
  return [...groups.values()]
}

/** Where the first of the ordered numbers stands that is larger than `after`. */
export function placeAfter(numbers: readonly number[], after: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! > after) high = middle
    else low = middle + 1
  }
  return low
}
