import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { MAIN, type Ran, type Sandbox } from '../sandbox.ts'

export interface Step {
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly 'continue-on-error'?: boolean
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

export interface Job {
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly strategy?: { readonly 'fail-fast': boolean; readonly matrix: { readonly shard: readonly number[] } }
  readonly env?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

/** Parses YAML as the platform does: strictly, without duplicate keys. */
export const parseYaml = <T>(text: string): T => parse(text, { strict: true, uniqueKeys: true }) as T

export interface Played {
  /** What each script step came to, by its name. */
  readonly steps: Readonly<Record<string, Ran>>
  readonly failed: boolean
}

export interface PlayOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What `${{ … }}` is, by what stands inside. */
  readonly values?: Readonly<Record<string, string>>
  /** The revision that is checked out. */
  readonly at?: string
}

/** Puts the built casebook on the PATH, as the install step would, and returns the folder. */
export async function installCasebook(sandbox: Sandbox): Promise<string> {
  const folder = join(sandbox.root, 'bin')
  await sandbox.write(`${folder}/casebook`, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, 0o755)
  return folder
}

let machines = 0

/** Makes what a runner has: a fresh clone of the remote at a revision, and an empty folder for temporary files. */
export async function makeMachine(sandbox: Sandbox, at: string): Promise<{ repo: string; temp: string }> {
  const root = join(sandbox.root, `machine-${++machines}`)
  const machine = { repo: join(root, 'shop'), temp: join(root, 'temp') }
  mkdirSync(machine.temp, { recursive: true })
  await sandbox.git('clone', '-q', '--no-checkout', sandbox.remote, machine.repo)
  await sandbox.git('checkout', '-q', '--detach', at, { cwd: machine.repo })
  return machine
}

/**
 * Plays one job of a workflow on a machine of its own: its scripts run in bash as GitHub runs them, checkout is a clone of the
 * remote, artifacts lie in a folder of the sandbox. The action that installs is not played: casebook is on the PATH.
 */
export async function playJob(sandbox: Sandbox, job: Job, options: PlayOptions = {}): Promise<Played> {
  const machine = await makeMachine(sandbox, options.at ?? 'origin/main')
  const bin = await installCasebook(sandbox)
  const known = { 'runner.temp': machine.temp, 'github.token': 'ghs_token-of-this-job' }
  const fill = (text: string): string => fillIn(text, { ...known, ...options.values })
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_TEMP: machine.temp,
    GITHUB_STEP_SUMMARY: join(machine.temp, 'summary.md'),
    ...options.env,
  }
  const steps: Record<string, Ran> = {}
  let failed = false
  for (const step of job.steps) {
    if (failed && !step.if?.includes('!cancelled()')) continue
    if (step.uses?.startsWith('actions/upload-artifact@')) upload(sandbox, step, fill)
    else if (step.uses?.startsWith('actions/download-artifact@')) download(sandbox, step, fill)
    else if (step.uses?.startsWith('actions/cache/') && fill(isOwn(step)) === 'true')
      carry(sandbox, step, { repo: machine.repo, fill })
    if (step.run === undefined) continue
    const own = Object.fromEntries(Object.entries({ ...job.env, ...step.env }).map(([key, text]) => [key, fill(text)]))
    const ran = await sandbox.exec('bash', ['-e', '-c', step.run], { cwd: machine.repo, env: { ...env, ...own } })
    steps[step.name!] = ran
    failed ||= ran.code !== 0 && step['continue-on-error'] !== true
  }
  return { steps, failed }
}

function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return String(text).replace(/\$\{\{ (.+?) \}\}/g, (_, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`nothing says what "${key}" is`)
    return value
  })
}

type Fill = (text: string) => string

/** What the condition of a step asks of the pull request: whether it is of this very repository. */
const isOwn = (step: Step): string =>
  `\${{ ${step.if!.match(/github\.event\.pull_request\.head\S+ == github\.repository/)![0]} }}`

/** Saves a folder under a key, or restores the newest that one was saved under which begins alike. */
function carry(
  { root }: Sandbox,
  { uses, with: inputs = {} }: Step,
  { repo, fill }: { repo: string; fill: Fill },
): void {
  const [caches, folder] = [join(root, 'caches'), join(repo, String(inputs['path']))]
  if (uses!.includes('/save@'))
    return void cpSync(folder, join(caches, fill(String(inputs['key']))), { recursive: true })
  const wanted = fill(String(inputs['restore-keys']))
  const found = existsSync(caches) ? readdirSync(caches).filter((key) => key.startsWith(wanted)) : []
  if (found.length > 0) cpSync(join(caches, found.sort().at(-1)!), folder, { recursive: true })
}

function upload({ root }: Sandbox, { with: inputs = {} }: Step, fill: Fill): void {
  const from = fill(String(inputs['path']))
  if (!existsSync(from)) return
  const to = join(root, 'artifacts', fill(String(inputs['name'])))
  cpSync(from, from.endsWith('/') ? to : join(to, from.split('/').at(-1)!), { recursive: true })
}

function download({ root }: Sandbox, { with: inputs = {} }: Step, fill: Fill): void {
  const folder = join(root, 'artifacts')
  const wanted = fill(String(inputs['name'] ?? inputs['pattern']))
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => isWanted(name, wanted)) : []
  const to = fill(String(inputs['path']))
  const isFlat = 'name' in inputs || inputs['merge-multiple'] === true
  for (const name of names) {
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(folder, name), isFlat ? to : join(to, name), { recursive: true })
  }
}

const isWanted = (name: string, wanted: string): boolean =>
  wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted
