import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { answerRoots, declaredRoots } from './paths-that-matter.ts'

/** What a commit holds where answers come from. */
export interface RootsAt {
  readonly names: readonly string[]
  /** By name; null for what is not there, or is a submodule. */
  readonly oids: readonly (string | null)[]
  /** False where a submodule may hide behind a null: then the same oids do not mean the same files. */
  readonly isWhole: boolean
}

/** One look at the trees and files that hold everything an answer depends on, and at `more` beside them. */
export async function lookAtRoots(
  ports: Ports,
  config: Config,
  commit: string,
  more: readonly string[] = [],
): Promise<RootsAt> {
  const names = [...answerRoots(config), ...more]
  const looked = await ports.git.objects(
    ['.gitmodules', ...names].map((name) => (name === '' ? `${commit}^{tree}` : `${commit}:${name}`)),
  )
  const [modules, ...oids] = looked.map((one) => one?.oid ?? null)
  const declared = new Set(declaredRoots(config))
  const isWhole = names.every((name, index) => oids[index] !== null || (modules === null && !declared.has(name)))
  return { names, oids, isWhole }
}
