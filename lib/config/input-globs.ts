import type { Config } from './types.ts'

/** Globs, from the top, of the `inputs`; a plain name stands for the folder too. Null where none are declared. */
export const inputGlobs = (config: Config): string[] | null => config.target?.inputs?.flatMap(fromTop(config)) ?? null

/** Globs, from the top, of the harness files. */
export const overlayGlobs = (config: Config): string[] => (config.target?.overlay ?? []).flatMap(fromTop(config))

const fromTop =
  ({ folder }: Config) =>
  (written: string): string[] => {
    const not = written.startsWith('!')
    const glob = not ? written.slice(1) : written
    const plain = glob.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')
    const whole = folder === '' ? plain : `${folder}/${plain}`
    return not ? [`!${whole}`] : [whole, `${whole}/**`]
  }
