export type Env = Readonly<Record<string, string>>

export interface TargetConfig {
  readonly kind: 'command' | 'http' | 'module'
  /** For `command`: the argument vector. */
  readonly command: readonly string[]
  readonly http: {
    readonly url: string
    readonly headers: Env
    readonly start: readonly string[] | null
    readonly ready: string | null
  } | null
  readonly module: string | null
  readonly mode: 'workers' | 'once'
  readonly output: 'text' | 'json'
  readonly workers: number
  /** Requests in flight per worker; null where nobody said, and the worker's pace tells. */
  readonly concurrency: number | null
  readonly timeoutMs: number
  readonly env: Env
  /** Globs of tracked files, relative to the configuration's folder; null where not declared. */
  readonly inputs: readonly string[] | null
  readonly overlay: readonly string[]
}

export interface GraderConfig {
  readonly command: readonly string[]
  readonly deterministic: boolean
}

/** `casebook.yaml` with its defaults filled in; durations in milliseconds. */
export interface Config {
  /** Where it was read, from the top of the repository (`casebook.yaml`, `services/a/casebook.yaml`). */
  readonly file: string
  /** Its folder, from the top, without a final slash; empty at the top. */
  readonly folder: string
  readonly set: string
  /** The set's folder from the top of the repository. */
  readonly path: string
  /** Null where it is left to fill in. */
  readonly target: TargetConfig | null
  readonly bugs: {
    readonly repo: string | null
    readonly keys: readonly string[]
    readonly patterns: readonly string[]
    readonly waivers: boolean
  }
  readonly capture: {
    readonly fetch: readonly string[] | null
    readonly redact: readonly { readonly name: string; readonly pattern: string }[]
  }
  readonly graders: Readonly<Record<string, GraderConfig>>
  readonly smoke: { readonly limit: number; readonly budgetMs: number }
  readonly reuse: { readonly maxAgeMs: number }
  readonly base: string | null
  readonly push: { readonly skip: readonly string[] }
  readonly worktree: { readonly link: readonly string[]; readonly setup: readonly string[] | null }
  readonly tiers: {
    readonly caughtWithinMs: number
    readonly greenForMs: number
    readonly pin: { readonly smoke: readonly string[]; readonly full: readonly string[] }
  }
}
