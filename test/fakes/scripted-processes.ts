import type { Child, ChildExit, ChildRequest, Clock, Processes } from '../../lib/ports.ts'

export interface Request {
  readonly id: string
  readonly input: unknown
  readonly attempt: number
}

/** A process as its test plays it. */
export class ScriptedChild implements Child {
  readonly request: ChildRequest
  readonly exit: Promise<ChildExit>
  /** Requests that it was sent and has not answered. */
  readonly inbox: Request[] = []
  alive = true
  written = ''
  kills = 0
  inputEnded = false
  /** What it does when it is killed or its input ends; by default it dies at once. */
  onKill: () => unknown = () => this.die({ signal: 'SIGTERM' })
  onEnd: () => unknown = () => this.die({ code: 0 })
  #resolve: (exit: ChildExit) => void = () => {}

  constructor(request: ChildRequest) {
    this.request = request
    this.exit = new Promise((resolve) => (this.#resolve = resolve))
  }

  write = (text: string): void => {
    this.written += text
    for (const line of text.split('\n')) if (line.startsWith('{"id"')) this.inbox.push(JSON.parse(line) as Request)
  }

  endInput = (): void => {
    this.inputEnded = true
    this.onEnd()
  }

  kill = (): void => {
    this.kills++
    this.onKill()
  }

  die({ code = null, signal = null, startError = null }: Partial<ChildExit>): void {
    this.alive = false
    this.#resolve({ code, signal, startError })
  }

  say(text: string): void {
    if (this.alive) this.request.onOutput(Buffer.from(text))
  }

  complain(text: string): void {
    this.request.onErrors(Buffer.from(text))
  }

  answer(id: string, body: object = { output: `answer to ${id}` }): void {
    const at = this.inbox.findIndex((one) => one.id === id)
    if (at >= 0) this.inbox.splice(at, 1)
    this.say(`${JSON.stringify({ id, ...body })}\n`)
  }
}

/** Processes that do only what the test lets them do. */
export class ScriptedProcesses implements Processes {
  readonly children: ScriptedChild[] = []
  readonly relayed: string[] = []
  readonly #onStart: (child: ScriptedChild) => void

  constructor(onStart: (child: ScriptedChild) => void = () => {}) {
    this.#onStart = onStart
  }

  start = (request: ChildRequest): Child => {
    const child = new ScriptedChild(request)
    this.children.push(child)
    this.#onStart(child)
    return child
  }

  relay = (line: string): void => void this.relayed.push(line)

  get alive(): ScriptedChild[] {
    return this.children.filter((child) => child.alive)
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Lets time pass, timer by timer, until `done` holds; false where no timer is left before that. */
export async function playUntil(done: () => boolean, clock: { next(): boolean } & Clock): Promise<boolean> {
  for (await settled(); !done(); await settled()) if (!clock.next()) return false
  return true
}
