import type { Standing } from '../bisect/search.ts'
import type { Ports } from '../ports.ts'
import { unavailable } from '../problem.ts'
import type { CaseResult } from '../run/types.ts'
import { foldAttempts } from '../verdict/fold.ts'
import type { Verdict } from '../verdict/types.ts'
import { isOurs, type ProbePlace, placeHere, placeInCheckout, type Question } from './probe-place.ts'

/**
 * Times that a commit is asked before anybody is told what it is: once by the search, which came to it by what it said, and three
 * times that nothing was chosen by.
 */
export const CONFIRMED = 4

/** All that was asked at one commit so far. */
export interface Probe {
  readonly commit: string
  readonly verdict: Exclude<Verdict, 'missing'>
  readonly standing: Standing
  /** One for each time that the case was asked; none where the commit could not even be prepared. */
  readonly results: readonly CaseResult[]
  /** Why it could not be told; null where it could. */
  readonly reason: string | null
}

/** A commit that is being asked. */
export interface RunningProbe {
  readonly commit: string
  /** Rejects where what went wrong would at every commit. */
  readonly probe: Promise<Probe>
  /** Gives up the answer; the place is free a moment later. */
  stop(): void
}

export interface CrewOptions {
  /** Commits that may be asked at a time. */
  readonly jobs: number
  /** The commit that the work tree holds in all that matters; null where it holds none. */
  readonly here: string | null
}

/** Asks several commits at a time, each in a place of its own, and keeps what they said. */
export class ProbeCrew {
  readonly #ports: Ports
  readonly #question: Question
  readonly #options: CrewOptions
  readonly #here: ProbePlace
  /** The commit that the work tree answers for. */
  #standsAt: string | null
  readonly #idle: ProbePlace[] = []
  readonly #running = new Set<RunningProbe>()
  readonly #waiting: (() => void)[] = []
  readonly #probes = new Map<string, Probe>()
  #isClosed = false

  constructor(ports: Ports, question: Question, options: CrewOptions) {
    this.#ports = ports
    this.#question = question
    this.#options = options
    this.#here = placeHere(ports, question)
    this.#standsAt = options.here
  }

  /** Commits that may be asked beside those that are; what the work tree answers takes no place from them, unless there is but one. */
  get free(): number {
    const beside = [...this.#running].filter(({ commit }) => commit === this.#standsAt && this.jobs > 1)
    return this.jobs - this.#running.size + beside.length
  }

  get jobs(): number {
    return this.#options.jobs
  }

  /** Takes back that a commit was asked, and what it said. */
  forget({ commit, stop }: RunningProbe): void {
    stop()
    this.#probes.delete(commit)
  }

  /** What is known of a commit that was asked. */
  known(commit: string): Probe | undefined {
    return this.#probes.get(commit)
  }

  get all(): readonly Probe[] {
    return [...this.#probes.values()]
  }

  /** Asks a commit until it was asked `times`, at once where the target can; waits for a place where none is free. */
  async ask(commit: string, times = 1): Promise<Probe> {
    const asked = this.#probes.get(commit)
    if (asked && isAsked(asked, times)) return asked
    // Started at once where it can be, so that whoever looks next knows what is free.
    if (this.free < 1) await this.whenFree()
    return this.start(commit, times).probe
  }

  /** Asks the work tree no more: somebody may work in it by now. */
  leaveWorkTree(): void {
    this.#standsAt = null
  }

  async whenFree(): Promise<void> {
    while (this.free < 1) await new Promise<void>((go) => this.#waiting.push(go))
  }

  /** As `ask`. Requires that a place is free. */
  start(commit: string, times = 1): RunningProbe {
    let place: ProbePlace | null = null
    let isStopped = false
    const stop = (): void => {
      isStopped = true
      place?.stop()
    }
    const work = async (): Promise<Probe> => {
      if (this.#isClosed) throw unavailable('stopped', 'nobody is asked any more')
      place = await this.#take(commit)
      try {
        const said = isStopped ? 'not waited for' : await this.#askAt(place, commit, times)
        return this.#keep(commit, said, isStopped)
      } finally {
        if (this.#isClosed) await place.dispose()
        else if (place !== this.#here) this.#idle.push(place)
      }
    }
    const probe = work().finally(() => {
      this.#running.delete(running)
      this.#waiting.shift()?.()
    })
    probe.catch(() => {})
    const running = { commit, probe, stop }
    this.#running.add(running)
    return running
  }

  /** Gives up whatever is still being asked, and asks nothing more. */
  close(): void {
    this.#isClosed = true
    for (const { stop } of this.#running) stop()
  }

  /** Closes and removes the places; one that does not let go is left to the end of the program. */
  async dispose(): Promise<void> {
    this.close()
    await Promise.all(this.#idle.splice(0).map((place) => place.dispose()))
  }

  async #take(commit: string): Promise<ProbePlace> {
    if (commit === this.#standsAt) return this.#here
    return this.#idle.pop() ?? placeInCheckout(this.#ports, this.#question)
  }

  async #askAt(place: ProbePlace, commit: string, times: number): Promise<readonly CaseResult[] | string> {
    const before = this.#probes.get(commit)?.results.length ?? 0
    const repeat = this.#question.item.one.repeat ?? 1
    const firsts = Array.from({ length: times - before }, (_, index) => 1 + (before + index) * repeat)
    try {
      return await place.ask(commit, firsts)
    } catch (error) {
      if (isOurs(error)) throw error
      return (error as Error).message
    }
  }

  #keep(commit: string, said: readonly CaseResult[] | string, isStopped: boolean): Probe {
    const results = [...(this.#probes.get(commit)?.results ?? []), ...(typeof said === 'string' ? [] : said)]
    const verdict =
      typeof said === 'string'
        ? 'error'
        : (foldAttempts(results.flatMap((one) => one.attempts.map((each) => each.verdict))) as Probe['verdict'])
    const reason = typeof said === 'string' ? said : reasonOf(verdict, results)
    const probe = { commit, verdict, standing: standingOf(verdict), results, reason }
    if (!isStopped) this.#probes.set(commit, probe)
    return probe
  }
}

/** True of a commit that was asked so often; one that could not be asked is not asked again. */
export const isAsked = ({ results, verdict }: Probe, times: number): boolean =>
  results.length >= times || verdict === 'error'

/** A flake is neither: it says nothing of when it began. */
function standingOf(verdict: Probe['verdict']): Standing {
  if (verdict === 'pass') return 'good'
  return verdict === 'relapsed' || verdict === 'failed' ? 'bad' : 'skipped'
}

function reasonOf(verdict: Probe['verdict'], results: readonly CaseResult[]): string | null {
  if (verdict === 'flaky') {
    const attempts = results.flatMap((one) => one.attempts)
    return `flaky: passed ${attempts.filter((each) => each.verdict === 'pass').length} of ${attempts.length}`
  }
  if (verdict !== 'error') return null
  return results.find((one) => one.verdict === 'error')?.failures[0]?.reason ?? 'no answer'
}
