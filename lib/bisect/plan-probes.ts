import { markAncestors, type Range } from './range.ts'
import { candidatesOf, type Search } from './search.ts'

/** Commits up to which each one's ancestors are counted; beyond, their order stands in for the count. */
const EXACT = 8192

/** Commits that may still be the first bad one, in order. A probe splits them into those at or before it and the others. */
type Region = readonly number[]

/**
 * Plans which commits to ask next, `count` at most, so that whatever they say as few as possible are left. `asked` are those
 * whose answer is still to come. Of a history without branches, each full round leaves one part of `count + 1`.
 */
export function planProbes(search: Search, count: number, asked: readonly string[] = []): string[] {
  const { range } = search
  const running = new Set(asked.flatMap((commit) => range.numberOf.get(commit) ?? []))
  const candidates: Region = candidatesOf(search)
  const terms = { range, isOpen: (each: number) => !search.standings.has(each) && !running.has(each), search }
  const chosen = [...share(terms, splitBy(range, [candidates], [...running]), count)].flatMap(([region, part]) =>
    spread(terms, region, part),
  )
  return chosen.map((number) => range.commits[number]!)
}

/** True while there is a commit that could tell the candidates apart. */
export function canTellApart(search: Search): boolean {
  const isOpen = (each: number): boolean => !search.standings.has(each)
  return chooseProbe({ range: search.range, isOpen, search }, candidatesOf(search), 1) !== null
}

interface Terms {
  readonly range: Range
  readonly search: Search
  /** True of a commit that nothing is known of yet. */
  isOpen(number: number): boolean
}

function splitBy(range: Range, regions: readonly Region[], probes: readonly number[]): readonly Region[] {
  let split = regions
  for (const probe of probes) {
    const ancestors = markAncestors(range, probe)
    split = split.flatMap((region) => [
      region.filter((each) => ancestors[each]),
      region.filter((each) => !ancestors[each]),
    ])
  }
  return split
}

/** Gives each probe to the region that most would be left of. */
function share(terms: Terms, regions: readonly Region[], count: number): ReadonlyMap<Region, number> {
  const parts = new Map<Region, number>()
  const able = regions.filter((region) => spread(terms, region, 1).length > 0)
  const left = (region: Region): number => sizeOf(terms, region) / ((parts.get(region) ?? 0) + 1)
  for (let given = 0; given < count && able.length > 0; given++) {
    const largest = able.reduce((most, region) => (left(region) > left(most) ? region : most))
    parts.set(largest, (parts.get(largest) ?? 0) + 1)
  }
  return parts
}

const sizeOf = ({ range }: Terms, region: Region): number => region.reduce((sum, each) => sum + range.weights[each]!, 0)

/** Chooses `count` commits that split a region into parts of one size, as far as its branches allow. */
function spread(terms: Terms, region: Region, count: number): number[] {
  if (count < 1) return []
  const best = chooseProbe(terms, region, count)
  if (best === null) return []
  const ancestors = markAncestors(terms.range, best.number)
  const before = region.filter((each) => ancestors[each])
  const after = region.filter((each) => !ancestors[each])
  return [best.number, ...spread(terms, before, best.place - 1), ...spread(terms, after, count - best.place)]
}

interface Choice {
  readonly number: number
  /** It is the how-manieth of the probes, from the oldest. */
  readonly place: number
}

/** The commit nearest to one of the places that split evenly, and far from those that could not be asked. */
function chooseProbe(terms: Terms, region: Region, count: number): Choice | null {
  const total = sizeOf(terms, region)
  const weights = weigh(terms.range, region)
  const distances = distancesToSkipped(terms.search, region)
  let best: (Choice & { readonly worth: number }) | null = null
  for (const [index, number] of region.entries()) {
    const weight = weights[index]!
    if (weight === 0 || weight === total || !terms.isOpen(number)) continue
    const place = Math.min(count, Math.max(1, Math.round((weight / total) * (count + 1))))
    const evenness = 1 - (count + 1) * Math.abs(weight / total - place / (count + 1))
    const worth = (evenness + 1 / total) * distances[index]!
    if (best === null || worth > best.worth) best = { number, place, worth }
  }
  return best
}

/** For each commit of a region how much of its weight lies in its ancestors, itself included. */
function weigh(range: Range, region: Region): number[] {
  if (region.length > EXACT || isLine(range, region)) return weighByOrder(range, region)
  const words = (region.length + 31) >>> 5
  const rows = new Uint32Array(region.length * words)
  const rowOf = (index: number): Uint32Array => rows.subarray(index * words, (index + 1) * words)
  const indexOf = new Map(region.map((number, index) => [number, index]))
  const weightOf = (index: number): number => range.weights[region[index]!]!
  const sums: number[] = []
  for (const [index, number] of region.entries()) {
    const [first, ...others] = range.parents[number]!.flatMap((parent) => indexOf.get(parent) ?? [])
    const row = rowOf(index)
    if (first !== undefined) row.set(rowOf(first))
    let sum = weightOf(index) + (first === undefined ? 0 : sums[first]!)
    for (const other of others) sum += unite(row, rowOf(other), weightOf)
    row[index >>> 5]! |= 1 << (index & 31)
    sums.push(sum)
  }
  return sums
}

/** True where each commit's only parent in the range is the one before it. */
const isLine = ({ parents }: Range, region: Region): boolean =>
  region.every((number, index) => {
    const [parent, ...others] = parents[number]!
    return others.length === 0 && (index === 0 || parent === region[index - 1])
  })

/** Adds to a row what another one has beside it, and returns its weight. */
function unite(row: Uint32Array, other: Uint32Array, weightOf: (index: number) => number): number {
  let sum = 0
  for (let word = 0; word < row.length; word++) {
    let news = other[word]! & ~row[word]!
    row[word]! |= news
    for (; news !== 0; news &= news - 1) sum += weightOf(word * 32 + 31 - Math.clz32(news & -news))
  }
  return sum
}

function weighByOrder({ weights }: Range, region: Region): number[] {
  let weight = 0
  return region.map((number) => (weight += weights[number]!))
}

/**
 * Weights places by how far they are from commits that could not be asked: what broke those may have broken their neighbours
 * too. Places between two of them come last, so that the ends of a broken stretch are found before anybody looks inside.
 */
function distancesToSkipped({ standings }: Search, region: Region): number[] {
  const skipped = region.flatMap((number, index) => (standings.get(number) === 'skipped' ? [index] : []))
  const [first, last] = [skipped[0], skipped.at(-1)]
  if (first === undefined || last === undefined) return region.map(() => 1)
  let next = 0
  return region.map((_, index) => {
    while (next < skipped.length - 1 && skipped[next + 1]! <= index) next++
    const nearest = Math.min(Math.abs(skipped[next]! - index), Math.abs((skipped[next + 1] ?? last) - index))
    return index > first && index < last ? nearest / region.length ** 2 : nearest
  })
}
