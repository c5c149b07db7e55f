import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { Case, Tier } from '../../lib/case/types.ts'
import { renderCase } from '../../lib/case/write-case.ts'

export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const MAIN = join(PROJECT, 'dist/main.cjs')
export const SET = 'evals/data/regression'
export const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

export type Rule = { readonly when: string } & (
  | { readonly say: unknown }
  /** `die` ends the process, `hang` never answers, `flip` is right at every other attempt. */
  | { readonly do: 'die' | 'hang' | 'flip' }
)

export const RIGHT = 'No, only within 30 days.'
export const WRONG = 'Yes, whenever you like.'
export const BUG = 'https://github.com/acme/shop/issues/12'
export const FIXED: readonly Rule[] = [{ when: 'day 40', say: RIGHT }]
export const BROKEN: readonly Rule[] = [{ when: 'day 40', say: WRONG }]

/** A case that the fixed product passes and the broken one fails in the way that shipped. */
export const REFUND: Case = {
  id: 'reg-2026-01-05-aaaaaa',
  title: 'Refund promised after day 30',
  category: 'prod-bug',
  bug_link: BUG,
  postmortem: 'The prompt named no limit.',
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  captured_by: 'Ada <ada@example.com>',
  captured_at: '2026-01-05',
  input: 'May I return it on day 40?',
  shipped_output: WRONG,
  expected_output: RIGHT,
}

/** The product under test: what it says to an input is the first rule whose words the input holds. */
const PYTHON_TARGET = `import json, os, sys
folder = os.path.dirname(os.path.abspath(__file__))
rules = json.load(open(os.path.join(folder, "rules.json")))
for line in sys.stdin:
    ask = json.loads(line)
    text = json.dumps(ask["input"], ensure_ascii=False)
    rule = next((one for one in rules if one["when"] in text), {"say": "I do not know."})
    if rule.get("do") == "die":
        os._exit(9)
    if rule.get("do") == "hang":
        continue
    if rule.get("do") == "flip":
        rule = {"say": "${RIGHT}" if ask["attempt"] % 2 else "Hm."}
    print(json.dumps({"id": ask["id"], "output": rule["say"]}), flush=True)
`

const NODE_TARGET = `import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
const rules = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'))
for await (const line of createInterface({ input: process.stdin })) {
  const ask = JSON.parse(line)
  let rule = rules.find((one) => JSON.stringify(ask.input).includes(one.when)) ?? { say: 'I do not know.' }
  if (rule.do === 'die') process.exit(9)
  if (rule.do === 'hang') continue
  if (rule.do === 'flip') rule = { say: ask.attempt % 2 ? '${RIGHT}' : 'Hm.' }
  console.log(JSON.stringify({ id: ask.id, output: rule.say }))
}
`

export const TARGETS = {
  python: { command: `[${PYTHON}, -u, app/regress.py]`, file: 'app/regress.py', text: PYTHON_TARGET },
  node: { command: `['${process.execPath}', app/regress.mjs]`, file: 'app/regress.mjs', text: NODE_TARGET },
} as const

export interface SandboxOptions {
  readonly target?: keyof typeof TARGETS
  /** Puts the hooks that `init` writes in place. */
  readonly hooks?: boolean
  /** An empty repository: no configuration, no target, no commit. */
  readonly bare?: boolean
  /** Lines of `casebook.yaml` below the target's command, which is written already. */
  readonly config?: string
  /** The name of the repository's folder. */
  readonly folder?: string
}

const folders: string[] = []
afterAll(
  async () => void (await Promise.all(folders.splice(0).map((path) => rm(path, { recursive: true, force: true })))),
)

/** Makes a scratch repository with a bare remote, a commit that is pushed, and nothing of this machine's git in it. */
export async function makeSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'casebook-script-')))
  folders.push(root)
  const sandbox = new Sandbox(root, options.folder ?? 'shop')
  await Promise.all(
    [sandbox.repo, join(root, 'home'), join(root, 'tmp')].map((path) => mkdir(path, { recursive: true })),
  )
  await Promise.all([
    sandbox.git('init', '-q', '-b', 'main', '--template='),
    sandbox.git('init', '-q', '--bare', '-b', 'main', '--template=', sandbox.remote),
  ])
  await sandbox.git('remote', 'add', 'origin', sandbox.remote)
  if (options.bare) return sandbox
  const target = TARGETS[options.target ?? 'python']
  await sandbox.write('casebook.yaml', configOf(target.command, options.config))
  await sandbox.write(target.file, target.text)
  await sandbox.rules(FIXED)
  await sandbox.commit('Start')
  await sandbox.git('push', '-q', '-u', 'origin', 'main')
  if (options.hooks) await sandbox.installHooks()
  return sandbox
}

/** A whole `casebook.yaml`; `rest` stands below the target's command. */
export const configOf = (command: string, rest = `bugs: {repo: https://github.com/acme/shop}\n`): string =>
  `set: regression\npath: ${SET}\ntarget:\n  command: ${command}\n${rest}`

let hookTexts: Promise<Record<string, string>> | undefined

/** What `init` writes as hooks, asked of it once a file of tests. */
async function writtenHooks(): Promise<Record<string, string>> {
  const sandbox = await makeSandbox({ bare: true })
  const ran = await sandbox.casebook('init')
  if (ran.code !== 0) throw new Error(`init failed: ${ran.stderr}`)
  return Object.fromEntries(
    ['commit-msg', 'pre-push'].map((name) => [name, readFileSync(join(sandbox.repo, '.git/hooks', name), 'utf8')]),
  )
}

export class Sandbox {
  /** The temporary folder that holds everything. */
  readonly root: string
  readonly repo: string
  readonly remote: string
  readonly env: NodeJS.ProcessEnv
  #seconds = 0

  constructor(root: string, folder: string) {
    this.root = root
    this.repo = join(root, folder)
    this.remote = join(root, 'remote.git')
    this.env = {
      PATH: process.env['PATH'],
      HOME: join(root, 'home'),
      TMPDIR: join(root, 'tmp'),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: root,
      GIT_TERMINAL_PROMPT: '0',
      GIT_MERGE_AUTOEDIT: 'no',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      SOURCE_DATE_EPOCH: '1767600000',
    }
  }

  /** Runs any program in the sandbox; never throws for its exit code. */
  exec(
    program: string,
    args: readonly string[],
    { input = '', env = {}, cwd = this.repo }: RunOptions = {},
  ): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env: { ...this.env, ...this.#dates(), ...env } })
      const out: Buffer[] = []
      const err: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
      child.stdin.on('error', () => {})
      child.on('error', reject)
      child.on('close', (code, signal) =>
        resolve({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      )
      child.stdin.end(input)
    })
  }

  /** Each command is a second later than the one before: commits have an order that no real clock decides. */
  #dates(): NodeJS.ProcessEnv {
    const date = `${1_767_600_000 + this.#seconds++} +0000`
    return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  }

  /** Runs git and returns what it printed, without the last line end; throws where git fails. */
  async git(...args: (string | RunOptions)[]): Promise<string> {
    const ran = await this.tryGit(...args)
    if (ran.code !== 0)
      throw new Error(`git ${words(args).join(' ')} exited with ${ran.code}: ${ran.stderr}${ran.stdout}`)
    return ran.stdout.replace(/\n$/, '')
  }

  tryGit(...args: (string | RunOptions)[]): Promise<Ran> {
    return this.exec('git', words(args), optionsOf(args))
  }

  /** Runs the built binary. */
  casebook(...args: (string | RunOptions)[]): Promise<Ran> {
    return this.exec(process.execPath, [MAIN, ...words(args)], optionsOf(args))
  }

  /** Runs the built binary with `--json` and parses the one document on its standard output. */
  async json(...args: (string | RunOptions)[]): Promise<Ran & { readonly document: Record<string, unknown> }> {
    const ran = await this.casebook(...words(args), '--json', optionsOf(args))
    try {
      return { ...ran, document: JSON.parse(ran.stdout) as Record<string, unknown> }
    } catch {
      throw new Error(
        `casebook ${words(args).join(' ')} --json exited with ${ran.code} and no document: ${ran.stdout}${ran.stderr}`,
      )
    }
  }

  path(name: string): string {
    return resolve(this.repo, name)
  }

  async write(name: string, text: string | Uint8Array, mode?: number): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true })
    await writeFile(this.path(name), text)
    if (mode !== undefined) await chmod(this.path(name), mode)
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8')
  }

  rules(rules: readonly Rule[], folder = ''): Promise<void> {
    return this.write(join(folder, 'app/rules.json'), `${JSON.stringify(rules, null, 2)}\n`)
  }

  /** Writes a valid case file and returns its path; it is not staged. */
  async addCase(changes: Partial<Case> = {}, place: Tier | 'inbox' = 'smoke'): Promise<string> {
    const one = { ...REFUND, ...changes }
    const path = `${SET}/${place}/${one.id}.yaml`
    await this.write(path, renderCase(one))
    return path
  }

  /** Stages everything and commits it past the hooks; returns the commit. */
  async commit(message: string): Promise<string> {
    await this.git('add', '-A')
    await this.git('commit', '-q', '--no-verify', '--allow-empty', '-m', message)
    return this.head()
  }

  head(): Promise<string> {
    return this.git('rev-parse', 'HEAD')
  }

  /** Pushes through the hooks. */
  push(...args: string[]): Promise<Ran> {
    return this.tryGit('push', ...(args.length > 0 ? args : ['origin', 'HEAD']))
  }

  /** What a ref of the remote names; null where there is none. */
  async remoteRef(ref: string): Promise<string | null> {
    const ran = await this.tryGit('rev-parse', '--verify', '--quiet', ref, { cwd: this.remote })
    return ran.code === 0 ? ran.stdout.trim() : null
  }

  async installHooks(): Promise<void> {
    hookTexts ??= writtenHooks()
    for (const [name, text] of Object.entries(await hookTexts)) await this.write(`.git/hooks/${name}`, text, 0o755)
  }

  lastMessage(): Promise<string> {
    return this.git('log', '-1', '--format=%B')
  }

  /** Every file below a folder with its bytes; what `leaveOut` holds is no part of it. */
  snapshot(folder = this.repo, leaveOut: RegExp = /^\.git\/(index|objects|logs)/): Map<string, string> {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    )
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
    return new Map(
      paths
        .map((path) => [path.slice(folder.length + 1), path] as const)
        .filter(([name]) => !leaveOut.test(name))
        .map(([name, path]) => [name, readFileSync(path, 'latin1')]),
    )
  }

  /** What casebook left in the folder for temporary files. */
  leftovers(): string[] {
    return readdirSync(join(this.root, 'tmp')).filter((name) => name.startsWith('casebook-'))
  }
}

const words = (args: readonly (string | RunOptions)[]): string[] => args.filter((one) => typeof one === 'string')
const optionsOf = (args: readonly (string | RunOptions)[]): RunOptions =>
  args.find((one) => typeof one !== 'string') ?? {}

/** Throws with all that it printed where a program did not exit with `code`. */
export function expectExit(ran: Ran, code: number): Ran {
  if (ran.code !== code)
    throw new Error(
      `exit ${ran.code ?? ran.signal} instead of ${code}\n--- stdout\n${ran.stdout}\n--- stderr\n${ran.stderr}`,
    )
  return ran
}
