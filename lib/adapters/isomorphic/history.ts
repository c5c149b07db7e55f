import type { CommitInfo } from '../../ports.ts'
import { endsInShallow, needsGit } from '../git-problems.ts'
import type { ObjectStore } from './object-store.ts'

/** Commits whose clocks disagree by less are still told apart right. */
const SKEW_SECONDS = 86_400

/** Reached from the first side, from the second, from both. */
const FIRST = 1
const SECOND = 2
const BOTH = FIRST | SECOND

interface Waiting {
  readonly oid: string
  readonly date: number
}

/** Walks the history that is here; where a shallow clone lacks what the answer needs, that is a `Problem`. */
export class History {
  readonly #objects: ObjectStore
  readonly #shallow: ReadonlySet<string>

  constructor(objects: ObjectStore, shallow: ReadonlySet<string>) {
    this.#objects = objects
    this.#shallow = shallow
  }

  /** The best common ancestors of two commits, the youngest first. */
  async mergeBases(a: string, b: string): Promise<readonly string[]> {
    const sides = await this.#paint([a], [b])
    // One that contains the other is sure, whatever lies behind it.
    const contained = [a, b].find((oid) => sides.get(oid) === BOTH)
    if (contained !== undefined) return [contained]
    await this.#requireWhole(sides, 'the merge base', (side) => side !== BOTH)
    const common = [...sides].filter(([, side]) => side === BOTH).map(([oid]) => oid)
    const hidden = new Set((await Promise.all(common.map((oid) => this.#parents(oid)))).flat())
    return this.#youngestFirst(await this.#withoutAncestors(common.filter((oid) => !hidden.has(oid))))
  }

  /** What git does with those of the same second hangs on how it came to them. */
  async #youngestFirst(commits: readonly string[]): Promise<string[]> {
    const dated = await Promise.all(commits.map(async (oid) => ({ oid, date: (await this.#objects.commit(oid)).date })))
    if (new Set(dated.map(({ date }) => date)).size < dated.length)
      throw needsGit('which of several merge bases comes first: they are equally old')
    return dated.sort((x, y) => y.date - x.date).map(({ oid }) => oid)
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    const sides = await this.#paint([newer], [older])
    if (sides.get(older) === BOTH) return true
    await this.#requireWhole(
      sides,
      `whether ${older.slice(0, 12)} comes before ${newer.slice(0, 12)}`,
      (it) => it === FIRST,
    )
    return false
  }

  /** Commits that one side reaches and the other does not, youngest first. */
  async between(tips: readonly string[], without: readonly string[]): Promise<CommitInfo[]> {
    const order: string[] = []
    const sides = await this.#paint(tips, without, order)
    await this.#requireWhole(sides, 'what the range holds', (side) => side === FIRST)
    const inside = order.filter((oid) => sides.get(oid) === FIRST)
    return Promise.all(
      inside.map(async (commit) => {
        const { parents, message } = await this.#objects.commit(commit)
        return { commit, parents, message }
      }),
    )
  }

  /**
   * Marks commits by the side that reaches them, youngest first, until only what both reach is left and nothing of that is
   * young enough to reach back. Each is entered in `order` the first time it comes up.
   */
  async #paint(
    firsts: readonly string[],
    seconds: readonly string[],
    order: string[] = [],
  ): Promise<Map<string, number>> {
    const sides = new Map<string, number>()
    const queue = new CommitQueue()
    let oldest = Number.POSITIVE_INFINITY
    const reach = async (oid: string, side: number): Promise<void> => {
      const before = sides.get(oid) ?? 0
      if ((before | side) === before) return
      sides.set(oid, before | side)
      queue.add({ oid, date: (await this.#objects.commit(oid)).date })
    }
    for (const oid of firsts) await reach(oid, FIRST)
    for (const oid of seconds) await reach(oid, SECOND)
    const seen = new Set<string>()
    for (let next = queue.take(); next !== null; next = queue.take()) {
      const side = sides.get(next.oid)!
      if (side === BOTH && next.date < oldest - SKEW_SECONDS && !queue.some((oid) => sides.get(oid) !== BOTH)) break
      if (side !== BOTH) oldest = Math.min(oldest, next.date)
      if (!seen.has(next.oid)) order.push(next.oid)
      seen.add(next.oid)
      for (const parent of await this.#parents(next.oid)) await reach(parent, side)
    }
    return sides
  }

  async #parents(oid: string): Promise<readonly string[]> {
    return this.#shallow.has(oid) ? [] : (await this.#objects.commit(oid)).parents
  }

  /** Git lists as an end what it was told to stop at, be it that nothing comes before. */
  async #requireWhole(
    sides: ReadonlyMap<string, number>,
    question: string,
    matters: (side: number) => boolean,
  ): Promise<void> {
    const ends = [...sides].filter(([oid, side]) => matters(side) && this.#shallow.has(oid))
    for (const [oid] of ends)
      if ((await this.#objects.commit(oid)).parents.length > 0) throw endsInShallow(oid, question)
  }

  /** Drops what another of them reaches. */
  async #withoutAncestors(commits: readonly string[]): Promise<string[]> {
    if (commits.length < 2) return [...commits]
    const kept: string[] = []
    for (const oid of commits) {
      const others = commits.filter((other) => other !== oid)
      const reached = await Promise.all(
        others.map(async (other) => (await this.#paint([other], [oid])).get(oid) === BOTH),
      )
      if (!reached.includes(true)) kept.push(oid)
    }
    return kept
  }
}

/** Youngest first; of the same age the one that came first. */
class CommitQueue {
  readonly #waiting: Waiting[] = []

  add(one: Waiting): void {
    let [low, high] = [0, this.#waiting.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#waiting[middle]!.date >= one.date) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, one)
  }

  take(): Waiting | null {
    return this.#waiting.shift() ?? null
  }

  some(test: (oid: string) => boolean): boolean {
    return this.#waiting.some(({ oid }) => test(oid))
  }
}
