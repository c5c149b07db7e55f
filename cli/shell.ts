import { join } from 'node:path'
import { isatty } from 'node:tty'
import { blake3 } from '../lib/adapters/blake3.ts'
import { makeCache } from '../lib/adapters/cache.ts'
import { makeClock } from '../lib/adapters/clock.ts'
import { makeContentCache } from '../lib/adapters/content-cache.ts'
import { files } from '../lib/adapters/files.ts'
import { fingerprint } from '../lib/adapters/fingerprint.ts'
import { openGit } from '../lib/adapters/git-command.ts'
import { sendHttp } from '../lib/adapters/http-client.ts'
import { compileSchema } from '../lib/adapters/json-schema.ts'
import { makeKeys } from '../lib/adapters/keys.ts'
import { moduleHost } from '../lib/adapters/module-worker.ts'
import { openOwnRefs } from '../lib/adapters/own-refs.ts'
import { makeProcesses } from '../lib/adapters/processes.ts'
import { makeTimeBudget } from '../lib/adapters/time-budget.ts'
import type { Hash } from '../lib/manifest/leaf.ts'
import type { Environment, Ports } from '../lib/ports.ts'
import { escapeText } from '../lib/report/escape-text.ts'
import { makePaint, type Paint } from '../lib/report/paint.ts'
import { renderFinding } from './print-problem.ts'
import { writeError } from './standard-error.ts'
import { VERSION } from './version.ts'

/** The one place where adapters are built and where anything is printed. */
export interface Shell {
  readonly cwd: string
  readonly env: Environment
  readonly paint: Paint
  /** BLAKE3, for what needs no repository. */
  readonly hash: Hash
  /** True where a person sits at both ends. */
  readonly interactive: boolean
  /** Opens the repository of `cwd` and wires every port to it. */
  ports(): Promise<Ports>
  /** The same, looking from the top of the repository: for what is about all of its sets. */
  portsAtTop(): Promise<Ports>
  /** The result, on standard output. */
  say(text: string): void
  /** The result as one JSON document, or as text. */
  answer(document: object, options: { json: boolean; text: () => string }): void
  /** Everything that is not the result, on standard error. */
  tell(text: string): void
  /** A line that the next one replaces; nothing where nobody watches. */
  progress(line: string | null): void
}

export function makeShell(cwd: string, env: Environment): Shell {
  const colours = isatty(1) && isatty(2) && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const paint = makePaint(colours)
  const interactive = isatty(0) && isatty(1) && isatty(2) && !env['CI']
  const watched = isatty(2) && env['TERM'] !== 'dumb'
  let shown = false
  const clear = (): void => {
    if (shown) writeError('\r\u001b[K')
    shown = false
  }
  const tell = (text: string): void => {
    clear()
    writeError(text)
  }
  const say = (text: string): void => {
    clear()
    process.stdout.write(text)
  }
  const ports = (from: string): Promise<Ports> => wirePorts(from, env, tell, paint)
  return {
    cwd,
    env,
    paint,
    hash: blake3,
    interactive,
    ports: () => ports(cwd),
    async portsAtTop() {
      const here = await ports(cwd)
      return here.git.prefix === '' ? here : ports(here.git.top!)
    },
    say,
    answer: (document, { json, text }) => say(json ? `${JSON.stringify(document, null, 2)}\n` : text()),
    tell,
    progress(line) {
      if (!watched) return
      clear()
      if (line === null) return
      writeError(line)
      shown = true
    },
  }
}

async function wirePorts(cwd: string, env: Environment, tell: Shell['tell'], paint: Paint): Promise<Ports> {
  const git = await openGit(cwd, env)
  const folder = join(git.commonDir, 'casebook', 'cache')
  return {
    git,
    ownRefs: openOwnRefs(git, cwd, env),
    files,
    env,
    hash: blake3,
    fingerprint,
    clock: makeClock(env),
    version: VERSION,
    warn: (finding) => tell(renderFinding(finding, paint, 'warning')),
    processes: makeProcesses((line) => tell(`${escapeText(line)}\n`)),
    sendHttp,
    moduleHost,
    cache: makeCache(folder, files),
    contents: makeContentCache(join(folder, 'contents'), files),
    timeBudget: makeTimeBudget,
    keys: makeKeys(git, env),
    compileSchema,
    scanSecrets: async (text) => (await import('../lib/adapters/secret-scanner.ts')).secretScanner(text),
    gunzip: async (bytes, limit) => (await import('../lib/adapters/gunzip.ts')).gunzip(bytes, limit),
  }
}
