/** A file that is there already; null text where it is not. */
export interface CiFile {
  readonly path: string
  readonly text: string | null
}

/** What a CI configuration is written for. Paths are from the top of the repository. */
export interface CiFacts {
  /** Folders of the sets' configurations, `''` the top; never empty. */
  readonly folders: readonly string[]
  /** By its lockfile; `none` is a `package.json` alone, null a project without one. */
  readonly node: 'npm' | 'pnpm' | 'yarn' | 'none' | null
  /** A file that says which node the project wants. */
  readonly nodeVersionFile: string | null
  readonly python: 'requirements.txt' | 'pyproject.toml' | null
  readonly pythonVersionFile: string | null
  readonly files: readonly CiFile[]
}

export const GITHUB_WORKFLOW = '.github/workflows/casebook.yml'
export const GITHUB_ACTION = '.github/actions/casebook/action.yml'
export const GITLAB_PIPELINE = '.gitlab-ci.yml'
export const GITLAB_JOBS = '.gitlab/casebook.yml'
export const CI_FILES = [GITHUB_WORKFLOW, GITHUB_ACTION, GITLAB_PIPELINE, GITLAB_JOBS] as const

export const PROVIDERS = ['github', 'gitlab'] as const
export type Provider = (typeof PROVIDERS)[number]

/** Machines that share the extended tier. */
export const SHARDS = 4
