import type { Child, Clock, Processes } from '../ports.ts'
import { ErrorTail } from './error-tail.ts'
import { LineSplitter } from './line-splitter.ts'
import type { PeerEvents, PeerExit, StartPeer } from './peer.ts'
import { parseAnswer, renderRequest } from './protocol.ts'
import { RequestBatch } from './request-batch.ts'
import { MAX_OUTPUT_BYTES } from './types.ts'

/** How a target's process is started. */
export interface Launch {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** The exit code by which the process says that it could not start. */
  readonly refusal?: number
}

/** A JSON string may take six bytes for one (`\u0000`); the size of the output itself is judged once it is read. */
const MAX_LINE_BYTES = 6 * MAX_OUTPUT_BYTES + 64 * 1024
/** Milliseconds that a process without standard output may live on: a dying one closes it first. */
const MUTE_GRACE = 1_000

/** Makes peers that are processes which read and write one JSON object a line. */
export const processPeer =
  (launch: Launch, processes: Processes, clock: Clock): StartPeer =>
  (events) => {
    let mute: { cancel(): void } | null = null
    const errors = new ErrorTail((line) => processes.relay(line))
    const requests = new RequestBatch((lines) => child.write(lines), clock)
    const outputs = answerLines(processes, events, requests)
    const child = processes.start({
      ...launch,
      onOutput: (chunk) => outputs.push(chunk),
      onOutputEnd: () => {
        outputs.end()
        mute = clock.after(MUTE_GRACE, () => events.onBroken('the target closed its standard output'))
      },
      onErrors: (chunk) => errors.push(chunk),
    })
    void child.exit.then(() => {
      mute?.cancel()
      requests.flush()
    })
    return {
      ask: (ask) => requests.add(renderRequest(ask)),
      end: () => {
        requests.flush()
        child.endInput()
      },
      kill: () => child.kill(),
      ready: Promise.resolve(),
      exit: watchExit(child, launch, outputs, errors),
    }
  }

const answerLines = (processes: Processes, events: PeerEvents, requests: RequestBatch): LineSplitter =>
  new LineSplitter(
    MAX_LINE_BYTES,
    (line) => {
      const answer = parseAnswer(line)
      if (answer) requests.answered()
      if ((!answer || !events.onAnswer(answer)) && line !== '') processes.relay(line)
    },
    () => events.onBroken('the target wrote a line longer than any output may be (8 MiB)'),
  )

async function watchExit(child: Child, launch: Launch, outputs: LineSplitter, errors: ErrorTail): Promise<PeerExit> {
  const exit = await child.exit
  outputs.end()
  errors.end()
  if (exit.code !== null && exit.code === launch.refusal) return { why: 'unstartable', detail: errors.lastWords }
  return { why: exit.startError === null ? 'crash' : 'unstartable', detail: errors.epitaph(exit) }
}
