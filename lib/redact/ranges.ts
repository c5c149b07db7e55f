import type { Find, Range } from './types.ts'

/** Replaces each range by as many NULs, which no pattern takes for anything and the ranges of what is left do not move. */
export function blankOut(text: string, ranges: readonly Range[]): string {
  let from = 0
  let blanked = ''
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= from) continue
    const start_ = Math.max(start, from)
    blanked += text.slice(from, start_) + '\0'.repeat(end - start_)
    from = end
  }
  return blanked + text.slice(from)
}

/** Joins finds that overlap into one, of the longest one's kind, the earlier in the list where two are as long. */
export function mergeFinds(finds: readonly Find[]): Find[] {
  const merged: { find: Find; longest: number }[] = []
  for (const find of [...finds].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last === undefined || find.start >= last.find.end) merged.push({ find, longest: find.end - find.start })
    else merged[merged.length - 1] = joined(last, find)
  }
  return merged.map(({ find }) => find)
}

function joined({ find, longest }: { find: Find; longest: number }, other: Find): { find: Find; longest: number } {
  const length = other.end - other.start
  const { family, kind } = length > longest ? other : find
  return {
    find: { family, kind, start: find.start, end: Math.max(find.end, other.end) },
    longest: Math.max(longest, length),
  }
}

/** Returns what is left of a range outside of others, which are sorted and apart. */
export function without({ start, end }: Range, others: readonly Range[]): Range[] {
  const left: Range[] = []
  let from = start
  for (const other of others) {
    if (other.end <= from) continue
    if (other.start >= end) break
    if (other.start > from) left.push({ start: from, end: other.start })
    from = other.end
  }
  return from < end ? [...left, { start: from, end }] : left
}
