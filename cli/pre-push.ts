import { runPrePush } from './run-pre-push.ts'
import { runToExit } from './run-to-exit.ts'
import { makeShell } from './shell.ts'

// `casebook hook pre-push` in a bundle of its own: what all commands together take to load is a third of a quick push.
runToExit(() => runPrePush(process.argv.slice(4), makeShell(process.cwd(), process.env)))
