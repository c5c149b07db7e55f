import { isatty } from 'node:tty'
import { Problem } from '../lib/problem.ts'
import { makePaint } from '../lib/report/paint.ts'
import { EXIT, exitOfProblem } from './exit.ts'
import { leave } from './leave.ts'
import { renderBug, renderProblem } from './print-problem.ts'
import { makeShell } from './shell.ts'
import { openedError, setErrorFault } from './standard-error.ts'

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** Nobody may be listening any more (`| head`): that decides nothing about the exit code, which a gate may hang on. */
const unread = (error: NodeJS.ErrnoException): void => void (error.code === 'EPIPE' || leave(EXIT.bug))

/** Runs the work of a program and ends the process with its exit code. */
export function runToExit(work: () => Promise<number>): void {
  for (const [signal, number] of Object.entries(SIGNALS)) process.on(signal, () => leave(128 + number))
  process.stdout.on('error', unread)
  setErrorFault(unread)
  exitCodeOf(work).then(async (code) => {
    await flushed()
    leave(code)
  })
}

async function exitCodeOf(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const paint = makePaint(isatty(2) && !process.env['NO_COLOR'])
    const debug = Boolean(process.env['CASEBOOK_DEBUG'])
    const { tell } = makeShell('.', process.env)
    if (!(error instanceof Problem)) {
      tell(renderBug(error, paint, debug))
      return EXIT.bug
    }
    tell(renderProblem(error, paint))
    if (debug) tell(`${error.stack}\n`)
    return exitOfProblem(error)
  }
}

/** Pipes take what they can hold: the rest must be out before the process ends. */
async function flushed(): Promise<void> {
  for (const stream of [process.stdout, openedError()])
    if (stream && stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()))
}
