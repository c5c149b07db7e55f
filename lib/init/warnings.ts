import type { HookName } from './hook-script.ts'

/** A hook that somebody else wrote: it is left as it is. */
export interface Foreign {
  readonly name: HookName
  readonly path: string
  /** What to add to it, or to run: see `where`. */
  readonly line: string
  readonly where: 'in-hook' | 'in-terminal'
  /** The tool that wrote it, where that shows. */
  readonly owner: string | null
  /** False where git ignores it, because it may not be executed. */
  readonly runs: boolean
}

/** What a person has to know or do; `lines` are to be copied as they are. */
export interface Warning {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly lines?: string
}

export const npxCache = (): Warning => ({
  code: 'npx-cache',
  message: "this casebook runs from a package runner's cache, which may vanish: the hooks do not name it",
  hint: 'npm install --global <a clone of casebook>, then: casebook init',
})

export const simpleGitHooks = (): Warning => ({
  code: 'simple-git-hooks',
  message: 'this project configures simple-git-hooks, which deletes every hook that its configuration does not name',
  hint: 'add "preserveUnused": ["commit-msg", "pre-push"] to it',
})

export const changedBlock = (path: string, name: HookName): Warning => ({
  code: 'changed-block',
  message: `somebody changed casebook's own lines of the ${name} hook in "${path}"; they are left as they are`,
  hint: `move what was added below the line "# casebook ${name}: end", delete the lines from begin to end, then: casebook init`,
})

export const configuredOff = (name: HookName): Warning => ({
  code: 'hook-disabled',
  message: `git's configuration has casebook's ${name} hook, but disabled`,
  hint: `git config --show-origin --get-regexp '^hook\\..*\\.enabled$'`,
})

export const managerMissing = (manager: 'lefthook' | 'husky'): Warning => ({
  code: `${manager}-not-installed`,
  message: `${manager} is not installed here, so nothing runs its hooks yet`,
  hint: manager === 'husky' ? 'npm install, then: casebook init' : 'install lefthook, then: lefthook install',
})

export const lefthookInTheWay = (paths: readonly string[]): Warning => ({
  code: 'lefthook-not-installed',
  message: `lefthook's hooks are not installed here, and installing them would move aside ${paths.map((path) => `"${path}"`).join(', ')}`,
  hint: 'bring what they do into the configuration of lefthook, then: lefthook install',
})

export const lefthookSkips = (path: string, name: HookName, settings: readonly string[]): Warning => ({
  code: 'lefthook-skips',
  message: `"${path}" has ${settings.map((key) => `"${key}"`).join(', ')} for all of ${name}: where lefthook skips the hook, it skips casebook too`,
  hint: `move ${settings.length === 1 ? 'it' : 'them'} to the commands that need ${settings.length === 1 ? 'it' : 'them'}`,
})

export const lefthookByHand = (path: string, lines: string): Warning => ({
  code: 'lefthook-by-hand',
  message: `"${path}" is laid out in a way that casebook can't add to without touching the rest`,
  hint: 'add these commands to its hooks, then: lefthook install',
  lines,
})
