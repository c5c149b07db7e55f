import type { BakedPaths, HookName } from './hook-script.ts'
import type { InitStep } from './step.ts'
import type { Language } from './templates.ts'

/** A hook file that git would run. */
export interface HookFile {
  /** Null where it is a symbolic link that leads nowhere. */
  readonly text: string | null
  readonly isExecutable: boolean
}

/** A text file of the repository that `init` may add lines to. */
export interface TextFile {
  /** From the top of the repository. */
  readonly path: string
  /** Null where there is none. */
  readonly text: string | null
}

/** The husky setup: what its hooks call lies in a folder of the work tree. */
export interface HuskyFacts {
  /** Before 9 git runs the files of the folder themselves. */
  readonly isOld: boolean
  readonly files: Readonly<Record<HookName, TextFile>>
  /** True where git runs husky's hooks in this clone. */
  readonly isInstalled: boolean
  /** What installs them; null where there is nothing to do it with. */
  readonly install: readonly string[] | null
}

export interface LefthookFacts {
  readonly config: TextFile & { readonly text: string }
  /** What is merged into it in this clone alone. */
  readonly local: (TextFile & { readonly text: string }) | null
  /** Hooks of the hooks folder that are lefthook's. */
  readonly installed: readonly HookName[]
  /** Hooks of somebody else in the folder: `lefthook install` would move them aside. */
  readonly inTheWay: readonly string[]
  readonly install: readonly string[] | null
}

/** Hooks in git's configuration (git 2.54 and later): `hook.<name>.event` and `.command`. */
export interface ConfiguredHook {
  readonly name: string
  readonly command: string
  readonly events: readonly string[]
  readonly isEnabled: boolean
}

export interface HooksFacts {
  /** Absolute path of the folder from which git runs hooks, and the path that a person reads. */
  readonly folder: string
  readonly shown: string
  /** `clone`: below the git folder; `tree`: in the work tree, so probably committed; `outside`: neither. */
  readonly place: 'clone' | 'tree' | 'outside'
  /** Where `core.hooksPath` is set (`local`, `worktree`, `global`, `system`, `command`); null where it is not. */
  readonly scope: string | null
  readonly gitVersion: readonly [major: number, minor: number]
  readonly files: Readonly<Record<HookName, HookFile | null>>
  /** What pre-commit moved aside and calls first. */
  readonly legacy: Readonly<Record<HookName, HookFile | null>>
  readonly configured: readonly ConfiguredHook[]
  readonly husky: HuskyFacts | null
  readonly lefthook: LefthookFacts | null
  /** True where simple-git-hooks is the project's own hook manager. */
  readonly simpleGitHooks: boolean
  /** The scripts of this clone that shared hooks call, as they are now. */
  readonly launchers: Readonly<Record<HookName, TextFile>>
}

export interface CodeownersFacts {
  readonly owners: readonly string[]
  readonly file: TextFile
}

/** What `init` found in the repository. Paths are from its top. */
export interface InitFacts {
  /** Null where there is none yet. */
  readonly configFile: string | null
  /** Where a new one goes, and the name of its set. */
  readonly newConfig: { readonly folder: string; readonly set: string } | null
  /** The folders of the sets to look after; that of a new one included. */
  readonly sets: readonly { readonly config: string; readonly path: string; readonly folders: readonly string[] }[]
  readonly language: Language
  readonly remotes: readonly { readonly name: string; readonly url: string; readonly fetch: readonly string[] }[]
  readonly attributes: TextFile
  readonly codeowners: CodeownersFacts | null
  readonly hooks: HooksFacts
  readonly only: readonly HookName[]
  readonly baked: BakedPaths
  /** What else was planned: the jobs of a CI service. */
  readonly extra: readonly InitStep[]
}
