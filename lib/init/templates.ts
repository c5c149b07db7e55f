export type Language = 'python' | 'node' | 'other'

export interface ConfigFacts {
  readonly set: string
  /** The set's folder, relative to the configuration. */
  readonly path: string
  readonly repo: string | null
  readonly language: Language
}

const COMMANDS: Readonly<Record<Language, string>> = {
  python: '[python, -u, -m, app.regress]',
  node: '[node, scripts/regress.mjs]',
  other: '[./scripts/regress]',
}

/** Renders a configuration whose target is left to fill in. */
export function renderConfig({ set, path, repo, language }: ConfigFacts): string {
  return `# The regression set of this repository: bugs that were fixed and must not come back.
set: ${set}
path: ${path}

# How casebook asks your product. A worker reads {"id","input","attempt"} lines and writes {"id","output"} lines.
# Fill it in, for example:
#   target:
#     command: ${COMMANDS[language]}
#     timeout: 30s
target: null

bugs:
${repo === null ? '  # repo: https://github.com/acme/shop    # so that "fixes #12" means its issue 12' : `  repo: ${repo}`}
  keys: []    # [SHOP], so that "fix: SHOP-12" means that bug
`
}

/** The set's folders; git keeps no empty ones, hence the file. */
export const FOLDERS = ['inbox', 'smoke', 'full', 'extended', 'migrations'] as const

/** The line of `.gitattributes` for a set's folder. */
export function renderAttribute(path: string): string {
  const pattern = `${path.replace(/[\\*?[\]]/g, '\\$&')}/**`
  return `${/[\s"]|^[!#]/.test(pattern) ? `"${pattern.replace(/["\\]/g, '\\$&')}"` : pattern} text eol=lf`
}

/** The web address of a remote, where its issues are: `git@github.com:acme/shop.git` → `https://github.com/acme/shop`. */
export function repoOf(remoteUrl: string): string | null {
  const scp = /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!\/)([\w./~-]+?)(?:\.git)?\/?$/.exec(remoteUrl)
  const url = /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?\/([\w./~-]+?)(?:\.git)?\/?$/.exec(
    remoteUrl,
  )
  const match = scp ?? url
  return match ? `https://${match[1]}/${match[2]}` : null
}
