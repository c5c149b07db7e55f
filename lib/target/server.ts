import type { Child, Clock, HttpReply, Processes, SendHttp } from '../ports.ts'
import { ErrorTail } from './error-tail.ts'
import type { PeerExit } from './peer.ts'
import type { Launch } from './process-peer.ts'

export interface ServerLaunch {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly start: Launch | null
  readonly ready: string | null
}

export interface ServerTools {
  readonly send: SendHttp
  readonly processes: Processes
  readonly clock: Clock
}

/** Milliseconds that a server may take until it can be asked, that its address may take to become free, between looks, for a look. */
const READY_WITHIN = 60_000
const FREE_WITHIN = 2_000
const POLL_EVERY = 100
const POLL_TIMEOUT = 2_000
const POLL_LIMIT = 64 * 1024

/** The server of an http target: started and ended by us, or one that runs already. */
export class Server {
  readonly ready: Promise<void>
  readonly exit: Promise<PeerExit>
  #child: Child | null = null
  #gone = false
  #stopWaiting: () => void = () => {}
  #leave: (exit: PeerExit) => void = () => {}
  readonly #launch: ServerLaunch
  readonly #tools: ServerTools
  readonly #errors: ErrorTail

  constructor(launch: ServerLaunch, tools: ServerTools) {
    this.#launch = launch
    this.#tools = tools
    this.#errors = new ErrorTail((line) => tools.processes.relay(line))
    const left = new Promise<PeerExit>((resolve) => (this.#leave = resolve))
    this.exit = left.then(async (exit) => {
      this.#gone = true
      this.#stopWaiting()
      this.#child?.kill()
      await this.#child?.exit
      return exit
    })
    this.ready = new Promise((resolve) => void this.#open(resolve))
  }

  kill(): void {
    this.#gone = true
    this.#leave({ why: 'crash', detail: 'the server was ended' })
  }

  /** Tells whether our server dies, or is dead, before `ms` have passed; one that is not ours is not known to die. */
  diesWithin(ms: number): Promise<boolean> {
    const child = this.#child
    if (!child) return Promise.resolve(this.#gone)
    return new Promise((resolve) => {
      const timer = this.#tools.clock.after(ms, () => resolve(false))
      void child.exit.then(() => {
        timer.cancel()
        resolve(true)
      })
    })
  }

  async #open(begin: () => void): Promise<void> {
    const { start, ready } = this.#launch
    if (start && !(await this.#becomesFree())) return
    if (this.#gone) return
    let begun = false
    if (start) this.#start(start, () => begun)
    if ((start || ready) && !(await this.#becomesReady())) return
    begun = true
    if (!this.#gone) begin()
  }

  #start(launch: Launch, hasBegun: () => boolean): void {
    const { processes } = this.#tools
    this.#child = processes.start({
      ...launch,
      onOutput: (chunk) => this.#errors.push(chunk),
      onErrors: (chunk) => this.#errors.push(chunk),
    })
    void this.#child.exit.then((exit) => {
      this.#errors.end()
      this.#leave({ why: hasBegun() ? 'crash' : 'unstartable', detail: this.#errors.epitaph(exit) })
    })
  }

  /** A server that answers already is not the one we would start: it may run other code than the revision that is asked. */
  async #becomesFree(): Promise<boolean> {
    const free = await this.#poll(FREE_WITHIN, (reply) => reply.kind !== 'answer')
    if (!free) this.#refuse(`something answers at ${this.#watched()} already, before "start" was run`)
    return free
  }

  async #becomesReady(): Promise<boolean> {
    let last = 'nothing'
    const isReady = await this.#poll(READY_WITHIN, (reply) => {
      last = reply.kind === 'answer' ? `status ${reply.status}` : reply.kind === 'failed' ? reply.detail : 'too much'
      return reply.kind === 'answer' && (this.#launch.ready === null || (reply.status >= 200 && reply.status < 300))
    })
    if (!isReady) this.#refuse(`${this.#watched()} was not ready within ${READY_WITHIN / 1000} s: ${last}`)
    return isReady
  }

  #refuse(detail: string): void {
    this.#leave({ why: 'unstartable', detail })
  }

  async #poll(withinMs: number, isGood: (reply: HttpReply) => boolean): Promise<boolean> {
    const { clock } = this.#tools
    for (const end = clock.ticks() + withinMs; !this.#gone; ) {
      if (isGood(await this.#look())) return true
      if (clock.ticks() >= end) return false
      await this.#nap()
    }
    return false
  }

  async #look(): Promise<HttpReply> {
    const { send, clock } = this.#tools
    const url = this.#watched()
    const look = new AbortController()
    const timer = clock.after(POLL_TIMEOUT, () => look.abort())
    this.#stopWaiting = () => look.abort()
    const reply = await send(
      { method: 'GET', url, headers: this.#headersFor(url), body: '', limit: POLL_LIMIT },
      look.signal,
    )
    timer.cancel()
    return reply
  }

  async #nap(): Promise<void> {
    if (this.#gone) return
    await new Promise<void>((resume) => {
      const timer = this.#tools.clock.after(POLL_EVERY, resume)
      this.#stopWaiting = () => {
        timer.cancel()
        resume()
      }
    })
  }

  /** The headers may hold a secret, which is for the target's own origin only. */
  #headersFor(url: string): Readonly<Record<string, string>> {
    const { headers, url: own } = this.#launch
    return new URL(url).origin === new URL(own).origin ? headers : {}
  }

  #watched(): string {
    return this.#launch.ready ?? `${new URL(this.#launch.url).origin}/`
  }
}
