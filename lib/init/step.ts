import type { HookName } from './hook-script.ts'

/** One thing that `init` does. Paths are from the top of the repository, absolute where they lie elsewhere. */
export type InitStep =
  /** Writes a file that is not there. */
  | { readonly do: 'write'; readonly path: string; readonly text: string; readonly mode?: number }
  /** Adds lines at the end of a file. */
  | { readonly do: 'append'; readonly path: string; readonly text: string }
  /** Adds text before the character at `at`, on line `line` (from 1). */
  | { readonly do: 'insert'; readonly path: string; readonly at: number; readonly line: number; readonly text: string }
  /** Puts other lines in the place of those that an earlier `init` wrote. */
  | { readonly do: 'replace'; readonly path: string; readonly from: string; readonly text: string }
  /** Writes a hook that is not there by simple-git-hooks. */
  | { readonly do: 'hook'; readonly name: HookName; readonly path: string; readonly text: string }
  | { readonly do: 'config'; readonly key: string; readonly value: string }
  /** Lets a hook manager install its own hooks. */
  | { readonly do: 'run'; readonly command: readonly string[]; readonly for: 'husky' | 'lefthook' }
