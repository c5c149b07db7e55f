import type { Clock, HttpReply, Processes, SendHttp } from '../ports.ts'
import type { Peer, PeerEvents, PeerExit, StartPeer } from './peer.ts'
import type { Launch } from './process-peer.ts'
import { parseOutcome, tooLarge } from './protocol.ts'
import { Server } from './server.ts'
import { type Ask, MAX_OUTPUT_BYTES, type Outcome } from './types.ts'

export interface HttpLaunch {
  /** http or https. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** How the server is started; null where it runs already. */
  readonly start: Launch | null
  /** Answers 2xx once the server can be asked; null where any answer of the url's origin will do. */
  readonly ready: string | null
  readonly timeoutMs: number
}

export interface HttpTools {
  readonly send: SendHttp
  readonly processes: Processes
  readonly clock: Clock
}

/** Milliseconds to wait for the news of a death after a connection broke: then it is a crash, whose fault the pool finds out. */
const DEATH_NEWS = 500

/** Makes peers that are asked by POST `{"id", "input"}` and answer `{"output"}` or `{"error"}`, each request in its own time. */
export const httpPeer =
  (launch: HttpLaunch, tools: HttpTools): StartPeer =>
  (events) =>
    new HttpPeer(launch, tools, events)

class HttpPeer implements Peer {
  readonly ready: Promise<void>
  readonly exit: Promise<PeerExit>
  readonly #launch: HttpLaunch
  readonly #tools: HttpTools
  readonly #events: PeerEvents
  readonly #server: Server
  readonly #requests = new Set<AbortController>()

  constructor(launch: HttpLaunch, tools: HttpTools, events: PeerEvents) {
    this.#launch = launch
    this.#tools = tools
    this.#events = events
    this.#server = new Server(launch, tools)
    this.ready = this.#server.ready
    this.exit = this.#server.exit
    void this.exit.then(() => this.#dropRequests())
  }

  ask(ask: Ask): void {
    void this.ready.then(() => this.#request(ask))
  }

  end(): void {
    this.kill()
  }

  kill(): void {
    this.#dropRequests()
    this.#server.kill()
  }

  async #request(ask: Ask): Promise<void> {
    const { clock } = this.#tools
    const request = new AbortController()
    this.#requests.add(request)
    let late = false
    const timer = clock.after(this.#launch.timeoutMs, () => {
      late = true
      request.abort()
    })
    const reply = await this.#post(ask, request.signal)
    timer.cancel()
    this.#requests.delete(request)
    const outcome: Outcome = late
      ? { kind: 'timeout', detail: `no answer within ${this.#launch.timeoutMs} ms` }
      : outcomeOf(reply)
    if (late || reply.kind !== 'failed' || !(await this.#server.diesWithin(DEATH_NEWS)))
      this.#events.onAnswer({ id: ask.id, attempt: ask.attempt, outcome })
  }

  #post({ id, input }: Ask, signal: AbortSignal): Promise<HttpReply> {
    const { url, headers } = this.#launch
    const sent = { 'content-type': 'application/json', accept: 'application/json', ...lowered(headers) }
    const body = JSON.stringify({ id, input })
    return this.#tools.send({ method: 'POST', url, headers: sent, body, limit: MAX_OUTPUT_BYTES }, signal)
  }

  #dropRequests(): void {
    for (const request of this.#requests) request.abort()
  }
}

const lowered = (headers: HttpLaunch['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** What a reply says; an error status needs an `error` of the product's own, else it is the server's. */
function outcomeOf(reply: HttpReply): Outcome {
  if (reply.kind === 'too-large') return tooLarge
  if (reply.kind === 'failed') return { kind: 'broken', detail: `the request failed: ${reply.detail}` }
  const text = Buffer.from(reply.body).toString('utf8')
  const said = parseOutcome(text)
  const isGood = reply.status >= 200 && reply.status < 300
  if (said && (isGood || said.kind === 'error')) return said
  return {
    kind: 'broken',
    detail: isGood ? `the answer is no JSON object: "${text.slice(0, 80)}"` : refusalOf(reply.status, text),
  }
}

const refusalOf = (status: number, text: string): string =>
  status >= 300 && status < 400
    ? `the server answered ${status}: redirects are not followed`
    : `the server answered ${status}: "${text.slice(0, 80)}"`
