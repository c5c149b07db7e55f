import { inputGlobs, overlayGlobs } from '../config/input-globs.ts'
import { programFiles } from '../config/program-files.ts'
import type { Config } from '../config/types.ts'
import { type Matches, matcherOf } from './matcher-of.ts'

/** Tells of a path from the top whether something depends on it. That of a submodule ends in a slash: all it holds is meant. */
export type Matters = Matches

/** Whether an answer or its judgement depends on a path: the set, its configuration, the declared `inputs`, what commands name. */
export async function mattersToSet(config: Config): Promise<Matters> {
  const isInput = await mattersToAnswer(config)
  return (path) => path === config.file || path.startsWith(`${config.path}/`) || isInput(path)
}

/** As `mattersToSet`, less the set itself. */
export async function mattersToAnswer(config: Config): Promise<Matters> {
  const globs = answerGlobs(config)
  const named = new Set(programFiles(config))
  const isMatch = await matcherOf(globs)
  return (path) => isMatch(path) || named.has(path) || (path.endsWith('/') && mayReachInto(path, globs, named))
}

/** Folders, from the top and with a final slash or empty, outside of which no path matters to an answer; single files as they are. */
export const answerRoots = (config: Config): string[] =>
  [...new Set([...declaredRoots(config), ...programFiles(config)])].sort()

/** Those of `answerRoots` that somebody declared. */
export const declaredRoots = (config: Config): string[] => answerGlobs(config).map(baseOf)

/** True of a root below which all matters: one that changed needs no look at what changed in it. */
export function isWholeRoot(config: Config, root: string): boolean {
  if (root === config.file || root === config.path || programFiles(config).includes(root)) return true
  return answerGlobs(config).some((glob) => glob === root || glob === (root === '' ? '**' : `${root}/**`))
}

const answerGlobs = (config: Config): string[] => [...(inputGlobs(config) ?? []), ...overlayGlobs(config)]

/** A glob says little of what lies in a submodule: any that could lead into it does. */
function mayReachInto(submodule: string, globs: readonly string[], named: ReadonlySet<string>): boolean {
  const meets = (base: string): boolean =>
    base === '' || `${base}/`.startsWith(submodule) || submodule.startsWith(`${base}/`)
  return globs.some((glob) => meets(baseOf(glob))) || [...named].some((path) => path.startsWith(submodule))
}

/** The folder or file that a glob begins with, as far as it says so plainly. */
function baseOf(glob: string): string {
  const parts = glob.split('/')
  const end = parts.findIndex((part) => /[*?[\]{}()!+@|]/.test(part))
  return (end < 0 ? parts : parts.slice(0, end)).join('/')
}
