import { join } from 'node:path'
import { isatty } from 'node:tty'
import { blake3 } from '../lib/adapters/blake3.ts'
import { makeCache } from '../lib/adapters/cache.ts'
import { makeClock } from '../lib/adapters/clock.ts'
import { makeDigestCache } from '../lib/adapters/digest-cache.ts'
import { hasEditor, openEditor } from '../lib/adapters/editor.ts'
import { files } from '../lib/adapters/files.ts'
import { fingerprint } from '../lib/adapters/fingerprint.ts'
import { openGitCommand } from '../lib/adapters/git-command.ts'
import { sendHttp } from '../lib/adapters/http-client.ts'
import { compileSchema } from '../lib/adapters/json-schema.ts'
import { makeKeys } from '../lib/adapters/keys.ts'
import { moduleHost } from '../lib/adapters/module-worker.ts'
import { openGitToRead } from '../lib/adapters/open-git.ts'
import { openOwnRefs } from '../lib/adapters/own-refs.ts'
import { makeProcesses } from '../lib/adapters/processes.ts'
import { runtime } from '../lib/adapters/runtime.ts'
import { makeTimeBudget } from '../lib/adapters/time-budget.ts'
import type { Hash } from '../lib/manifest/leaf.ts'
import type { Environment, Git, Ports } from '../lib/ports.ts'
import { escapeCommands, escapeCommandsInJson } from '../lib/report/escape-command.ts'
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
  /** Lets a person edit a text in a file of this name; null where there is neither a terminal nor an editor that was named. */
  readonly edit: ((name: string, text: string) => Promise<string>) | null
  /** Opens the repository of `cwd` and wires every port to it. */
  ports(): Promise<Ports>
  /** As `ports`, but also where there is no git: for commands that only read what `GitReader` reads. */
  readingPorts(): Promise<Ports>
  /** The same, looking from the top of the repository: for what is about all of its sets. */
  portsAtTop(): Promise<Ports>
  readingPortsAtTop(): Promise<Ports>
  /** The result, on standard output. */
  say(text: string): void
  /** The result as one JSON document, or as text. */
  answer(document: object, options: { json: boolean; text: () => string }): void
  /** Everything that is not the result, on standard error. */
  tell(text: string): void
  /** Text in which the commands for a CI service are meant; on standard error where the other is a document's. */
  command(text: string, onErrors: boolean): void
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
  const tellRaw = (text: string): void => {
    clear()
    writeError(text)
  }
  const sayRaw = (text: string): void => {
    clear()
    process.stdout.write(text)
  }
  const [safe, safeJson] = readsCommands(env) ? [escapeCommands, escapeCommandsInJson] : [asItIs, asItIs]
  const tell = (text: string): void => tellRaw(safe(text))
  const ports = async (open: OpenGit, from = cwd): Promise<Ports> =>
    wirePorts(await open(from, env), from, env, tell, paint)
  const portsAtTop = async (open: OpenGit): Promise<Ports> => {
    const here = await ports(open)
    return here.git.prefix === '' ? here : ports(open, here.git.top!)
  }
  return {
    cwd,
    env,
    paint,
    hash: blake3,
    interactive,
    edit: interactive || hasEditor(env) ? (name, text) => edit(name, text, cwd, env) : null,
    ports: () => ports(openGitCommand),
    readingPorts: () => ports(openGitToRead),
    portsAtTop: () => portsAtTop(openGitCommand),
    readingPortsAtTop: () => portsAtTop(openGitToRead),
    say: (text) => sayRaw(safe(text)),
    answer: (document, { json, text }) =>
      sayRaw(json ? safeJson(`${JSON.stringify(document, null, 2)}\n`) : safe(text())),
    tell,
    command: (text, onErrors) => (onErrors ? tellRaw(text) : sayRaw(text)),
    progress(line) {
      if (!watched) return
      clear()
      if (line === null) return
      writeError(line)
      shown = true
    },
  }
}

/** Edits a copy outside the repository: giving up leaves nothing. */
async function edit(name: string, text: string, cwd: string, env: Environment): Promise<string> {
  const folder = await files.scratch('edit')
  try {
    const path = join(folder.path, name)
    await files.write(path, text)
    await openEditor(path, cwd, env)
    return Buffer.from((await files.read(path)) ?? text)
      .toString('utf8')
      .replaceAll('\r\n', '\n')
  } finally {
    await folder.dispose()
  }
}

/** True where the log of a CI service is read for commands, so that text from outside must not hold any. */
const readsCommands = (env: Environment): boolean =>
  Boolean(env['CI'] || env['GITHUB_ACTIONS'] || env['TF_BUILD'] || env['TEAMCITY_VERSION'])

const asItIs = (text: string): string => text

type OpenGit = typeof openGitCommand

function wirePorts(git: Git, cwd: string, env: Environment, tell: Shell['tell'], paint: Paint): Ports {
  const folder = join(git.commonDir, 'casebook', 'cache')
  return {
    git,
    ownRefs: openOwnRefs(git, cwd, env),
    files,
    env,
    hash: blake3,
    fingerprint,
    runtime,
    clock: makeClock(env),
    version: VERSION,
    warn: (finding) => tell(renderFinding(finding, paint, 'warning')),
    processes: makeProcesses((line) => tell(`${escapeText(line)}\n`)),
    sendHttp,
    moduleHost,
    cache: makeCache(folder, files),
    contents: makeDigestCache(join(folder, 'contents'), files),
    subtrees: makeDigestCache(join(folder, 'subtrees'), files),
    timeBudget: makeTimeBudget,
    keys: makeKeys(git, env),
    compileSchema,
    scanSecrets: async (text) => (await import('../lib/adapters/secret-scanner.ts')).secretScanner(text),
    gunzip: async (bytes, limit) => (await import('../lib/adapters/gunzip.ts')).gunzip(bytes, limit),
  }
}
