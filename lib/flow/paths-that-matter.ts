import type { Config } from '../config/types.ts'

/** Globs, from the top, of everything an answer or its judgement depends on. */
export function pathsThatMatter(config: Config): string[] {
  const below = (glob: string): string => (config.folder === '' ? glob : `${config.folder}/${glob}`)
  const target = config.target
  return [config.file, `${config.path}/**`, ...[...(target?.inputs ?? []), ...(target?.overlay ?? [])].map(below)]
}
