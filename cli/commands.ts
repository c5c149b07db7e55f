import type { Command } from './command.ts'
import { admit } from './commands/admit.ts'
import { ask } from './commands/ask.ts'
import { audit } from './commands/audit.ts'
import { bisect } from './commands/bisect.ts'
import { capture } from './commands/capture.ts'
import { check } from './commands/check.ts'
import { demo } from './commands/demo.ts'
import { diff } from './commands/diff.ts'
import { exportCommand } from './commands/export.ts'
import { fmt } from './commands/fmt.ts'
import { history } from './commands/history.ts'
import { hook } from './commands/hook.ts'
import { importCommand } from './commands/import.ts'
import { init } from './commands/init.ts'
import { list } from './commands/list.ts'
import { manifest } from './commands/manifest.ts'
import { proof, verifyProofCommand } from './commands/proof.ts'
import { release } from './commands/release.ts'
import { report } from './commands/report.ts'
import { retier } from './commands/retier.ts'
import { retire } from './commands/retire.ts'
import { revise } from './commands/revise.ts'
import { run } from './commands/run.ts'
import { show } from './commands/show.ts'
import { verify } from './commands/verify.ts'
import { waive } from './commands/waive.ts'

/** Every command, in the order in which help lists them. */
export const COMMANDS = [
  init,
  capture,
  admit,
  run,
  check,
  list,
  show,
  fmt,
  retire,
  revise,
  waive,
  history,
  retier,
  audit,
  bisect,
  report,
  manifest,
  diff,
  release,
  verify,
  proof,
  verifyProofCommand,
  demo,
  importCommand,
  exportCommand,
  ask,
  hook,
] as unknown as readonly Command<never>[]
