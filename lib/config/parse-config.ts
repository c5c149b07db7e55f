import { readYaml } from '../case/read-yaml.ts'
import type { Finding } from '../problem.ts'
import { schemaFindings } from '../schema/findings.ts'
import { validateConfig } from '../schema/generated/validators.js'
import { parseDuration } from './duration.ts'
import type { Config, Env, GraderConfig, TargetConfig } from './types.ts'

interface RawTarget {
  command?: string[]
  http?: { url: string; headers?: Env; start?: string[]; ready?: string }
  module?: string
  mode?: 'workers' | 'once'
  output?: 'text' | 'json'
  workers?: number
  concurrency?: number
  timeout?: string
  env?: Env
  inputs?: string[]
  overlay?: string[]
}

interface RawConfig {
  set?: string
  path?: string
  target?: RawTarget | null
  bugs?: Partial<Config['bugs']>
  capture?: { fetch?: string[]; redact?: { name: string; pattern: string }[] }
  graders?: Record<string, { command: string[]; deterministic?: boolean }>
  smoke?: { limit?: number; budget?: string }
  reuse?: { max_age?: string }
  base?: string
  push?: { skip?: string[] }
  worktree?: { link?: string[]; setup?: string | string[] }
  tiers?: { caught_within?: string; green_for?: string; pin?: { smoke?: string[]; full?: string[] } }
}

/** Parses `casebook.yaml` found at `file` (from the top of the repository) and fills in the defaults of PRODUCT.md section 2. */
export function parseConfig(
  bytes: Uint8Array,
  file: string,
): { readonly value: Config } | { readonly findings: readonly Finding[] } {
  const read = readYaml(bytes, file)
  if ('findings' in read) return { findings: read.findings }
  const raw = read.value ?? {}
  const findings = schemaFindings(validateConfig, raw, 'config', { path: file, lineOf: read.lineOf })
  return findings.length > 0 ? { findings } : { value: withDefaults(raw as RawConfig, file) }
}

/**
 * As `parseConfig` of the set's name and folder alone, everything else at its default: enough to find the cases of an old
 * revision whose configuration another casebook wrote. Null where even those do not read.
 */
export function parseConfigPlace(bytes: Uint8Array, file: string): Config | null {
  const read = readYaml(bytes, file)
  if ('findings' in read || typeof read.value !== 'object' || Array.isArray(read.value)) return null
  const place = Object.fromEntries(
    Object.entries(read.value ?? {}).filter(([name]) => name === 'set' || name === 'path'),
  )
  const findings = schemaFindings(validateConfig, place, 'config', { path: file, lineOf: read.lineOf })
  return findings.length > 0 ? null : withDefaults(place as RawConfig, file)
}

function withDefaults(raw: RawConfig, file: string): Config {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : ''
  const below = (path: string): string => (folder === '' ? path : `${folder}/${path}`)
  return {
    file,
    folder,
    set: raw.set ?? 'regression',
    path: below(plainPath(raw.path ?? 'evals/data/regression')),
    target: raw.target ? targetOf(raw.target) : null,
    bugs: {
      repo: raw.bugs?.repo ?? null,
      keys: raw.bugs?.keys ?? [],
      patterns: raw.bugs?.patterns ?? [],
      waivers: raw.bugs?.waivers ?? false,
    },
    capture: { fetch: raw.capture?.fetch ?? null, redact: raw.capture?.redact ?? [] },
    graders: gradersOf(raw.graders ?? {}),
    smoke: { limit: raw.smoke?.limit ?? 30, budgetMs: parseDuration(raw.smoke?.budget ?? '60s') },
    reuse: { maxAgeMs: parseDuration(raw.reuse?.max_age ?? '24h') },
    base: raw.base ?? null,
    push: { skip: raw.push?.skip ?? [] },
    worktree: { link: raw.worktree?.link ?? [], setup: setupOf(raw.worktree?.setup) },
    tiers: tiersOf(raw.tiers),
  }
}

function targetOf(raw: RawTarget): TargetConfig {
  const http = raw.http
  return {
    kind: raw.command ? 'command' : http ? 'http' : 'module',
    command: raw.command ?? [],
    http: http
      ? { url: http.url, headers: http.headers ?? {}, start: http.start ?? null, ready: http.ready ?? null }
      : null,
    module: raw.module ?? null,
    mode: raw.mode ?? 'workers',
    output: raw.output ?? 'text',
    workers: raw.workers ?? 1,
    concurrency: raw.concurrency ?? null,
    timeoutMs: parseDuration(raw.timeout ?? '30s'),
    env: raw.env ?? {},
    inputs: raw.inputs ?? null,
    overlay: raw.overlay ?? [],
  }
}

const gradersOf = (raw: NonNullable<RawConfig['graders']>): Record<string, GraderConfig> =>
  Object.fromEntries(
    Object.entries(raw).map(([name, one]) => [
      name,
      { command: one.command, deterministic: one.deterministic ?? false },
    ]),
  )

/** A setup line is the user's own shell line; a list is run as it is. */
const setupOf = (raw: string | string[] | undefined): string[] | null =>
  raw === undefined ? null : typeof raw === 'string' ? ['sh', '-c', raw] : raw

const tiersOf = (raw: RawConfig['tiers']): Config['tiers'] => ({
  caughtWithinMs: parseDuration(raw?.caught_within ?? '90d'),
  greenForMs: parseDuration(raw?.green_for ?? '365d'),
  pin: { smoke: raw?.pin?.smoke ?? [], full: raw?.pin?.full ?? [] },
})

/** `./evals//set/` and `evals/set` are one folder. */
const plainPath = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
